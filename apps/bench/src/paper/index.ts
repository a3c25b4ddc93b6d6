import { OneClassError } from '@oneclass/core';
import { deepSvddCifar10, deepSvddCifar10Short } from './deep-svdd-cifar10.ts';
import { deepSvddMnist } from './deep-svdd-mnist.ts';
import { digits } from './digits.ts';
import { magneticTile } from './magnetic-tile.ts';
import { mnistAnogan } from './mnist-anogan.ts';
import { mnistAutoencoder } from './mnist-autoencoder.ts';
import { mnistDeepSvdd } from './mnist-deep-svdd.ts';
import { mnistKmnist } from './mnist-kmnist.ts';
import { mvtecDfr } from './mvtec-dfr.ts';
import type { Table } from '../table/table.ts';
import { texturesDfr } from './textures-dfr.ts';

export const tables: readonly Table[] = [
  mnistKmnist,
  mnistAutoencoder,
  mnistDeepSvdd,
  deepSvddMnist,
  deepSvddCifar10,
  deepSvddCifar10Short,
  mnistAnogan,
  mvtecDfr,
  magneticTile,
  texturesDfr,
  digits,
];

/** @throws OneClassError `unknown-name` */
export function findTable(name: string): Table {
  const table = tables.find((candidate) => candidate.name === name);
  if (table) return table;
  const names = tables.map((candidate) => candidate.name).join(', ');
  throw new OneClassError(
    'unknown-name',
    `There is no table "${name}". Choose one of: ${names}; or give the file of your own, as ` +
      'in ./my-table.js.',
    { argument: 'table', expected: names, received: name },
  );
}
