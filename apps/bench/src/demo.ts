import { isOneClassError } from '@oneclass/core';
import { loadNamedSet } from '@oneclass/core/node';
import { digits } from './table/digits.ts';
import { mnistKmnist } from './table/mnist-kmnist.ts';
import type { Table } from './table/table.ts';

/** The real data where both sets are found, else the drawn digits; says which and why. */
export async function chooseDemo(folders: readonly string[]): Promise<{ table: Table; reason: string }> {
  try {
    await loadNamedSet('mnist', folders);
    await loadNamedSet('kmnist', folders);
    return { table: mnistKmnist, reason: 'Found MNIST and Kuzushiji-MNIST: fitting on a part of the first, the second is the anomaly.' };
  } catch (error) {
    if (!isOneClassError(error) || error.code !== 'not-found') throw error;
    return { table: digits, reason: 'MNIST and Kuzushiji-MNIST are not in the data folders (ONECLASS_DATA_DIR): taking digits drawn by code.' };
  }
}
