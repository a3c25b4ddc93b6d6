import { isOneClassError } from '@oneclass/core';
import { loadNamedSet } from '@oneclass/core/node';
import { digits } from '../paper/digits.ts';
import { mnistKmnist } from '../paper/mnist-kmnist.ts';
import type { Table } from '../table/table.ts';

/** The real data where both sets are found, else the drawn digits; says which and why. */
export async function chooseDemo(
  folders: readonly string[],
): Promise<{ table: Table; reason: string }> {
  try {
    const [mnist, kmnist] = [
      await loadNamedSet('mnist', folders),
      await loadNamedSet('kmnist', folders),
    ];
    if (mnist.train && kmnist.test)
      return {
        table: mnistKmnist,
        reason:
          'Found MNIST and Kuzushiji-MNIST: fitting on a part of the first, the second is the ' +
          'anomaly.',
      };
  } catch (error) {
    if (!isOneClassError(error) || error.code !== 'not-found') throw error;
  }
  return {
    table: digits,
    reason:
      'MNIST’s training and Kuzushiji-MNIST’s test images are not both in the data folders ' +
      '(ONECLASS_DATA_DIR): taking digits drawn by code.',
  };
}
