import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BENCH_FOLDER } from './packages.ts';
import { findTable } from '../paper/index.ts';
import { isTablePath, loadTable } from './load-table.ts';
import type { Table } from './table.ts';

export interface OpenedTable {
  readonly table: Table;
  /** The folder that its module imports packages from. */
  readonly from: string;
}

/**
 * A table by its name or its file, whose code is run.
 * @throws OneClassError as `loadTable`; `unknown-name`
 */
export async function openTable(source: string): Promise<OpenedTable> {
  if (!isTablePath(source)) return { table: findTable(source), from: BENCH_FOLDER };
  const table = await loadTable(source);
  return { table, from: dirname(await realpath(source)) };
}
