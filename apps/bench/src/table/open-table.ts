import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OneClassError } from '@oneclass/core';
import { isTablePath, loadTable } from './load-table.ts';
import { BENCH_FOLDER } from './packages.ts';
import type { Table } from './table.ts';

export interface OpenedTable {
  readonly table: Table;
  /** The folder that its module imports packages from. */
  readonly from: string;
}

/**
 * A table by its name or its file, whose code is run.
 * @param named the tables that have a name
 * @throws OneClassError as `loadTable`; `unknown-name`
 */
export async function openTable(source: string, named: readonly Table[]): Promise<OpenedTable> {
  if (!isTablePath(source)) return { table: findTable(source, named), from: BENCH_FOLDER };
  const table = await loadTable(source);
  return { table, from: dirname(await realpath(source)) };
}

function findTable(name: string, named: readonly Table[]): Table {
  const table = named.find((candidate) => candidate.name === name);
  if (table) return table;
  const names = named.map((candidate) => candidate.name).join(', ');
  throw new OneClassError(
    'unknown-name',
    `There is no table "${name}". Choose one of: ${names}; or give the file of your own, as ` +
      'in ./my-table.js.',
    { argument: 'table', expected: names, received: name },
  );
}
