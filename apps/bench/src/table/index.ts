import { OneClassError } from '@oneclass/core';
import { digits } from './digits.ts';
import { mnistAutoencoder } from './mnist-autoencoder.ts';
import { mnistKmnist } from './mnist-kmnist.ts';
import type { Table } from './table.ts';

export const tables: readonly Table[] = [mnistKmnist, mnistAutoencoder, digits];

/** @throws OneClassError `unknown-name` */
export function findTable(name: string): Table {
  const table = tables.find((candidate) => candidate.name === name);
  if (table) return table;
  const names = tables.map((candidate) => candidate.name).join(', ');
  throw new OneClassError('unknown-name', `There is no table "${name}". Choose one of: ${names}; or give the file of your own, as in ./my-table.js.`, { argument: 'table', expected: names, received: name });
}
