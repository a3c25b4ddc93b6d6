import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgressEvent } from '@oneclass/core';
import { writeFileAtomic } from '@oneclass/core/node';
import type { BackendChoice } from '@oneclass/runtime';
import { assess } from './assess.ts';
import { checkpointOf } from './fit-cell.ts';
import { resultPage } from './page/result-page.ts';
import { cellKey, readResult, type CellResult } from './result.ts';
import { runCell } from './run-cell.ts';
import { cellsOf, protocolOf } from './table/check-table.ts';
import type { Cell, Size, Table } from './table/table.ts';

export interface TableRun {
  readonly size: Size;
  readonly seeds: readonly number[];
  readonly backend: BackendChoice;
  readonly folders: readonly string[];
  /** Results go to `<out>/<table>/`. */
  readonly out: string;
  /** Computes cells again that are already there. */
  readonly force?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
  /** One line about each cell. */
  readonly say: (line: string) => void;
}

/** A cell with its result. */
export interface FinishedCell {
  readonly cell: Cell;
  readonly result: CellResult;
}

export interface TableResult {
  readonly finished: readonly FinishedCell[];
  readonly page: string;
}

/** Runs a table's cells one after the other, reusing those that are finished, and writes the page. */
export async function runTable(table: Table, run: TableRun): Promise<TableResult> {
  const { size, seeds, backend, say } = run;
  const folder = join(run.out, size === 'full' ? table.name : `${table.name}-${size}`);
  const cells = await cellsOf(table, { size, seeds });
  const protocol = await protocolOf(table, size);
  const pathOf = (cell: Cell): string => join(folder, `${cell.id}-${backend.name}`);
  const finished: FinishedCell[] = [];
  for (const [i, cell] of cells.entries()) {
    const path = pathOf(cell);
    const known = run.force === true ? undefined : await readResult(`${path}.json`, cellKey(cell, backend.name));
    say(`${table.name}: cell ${String(i + 1)} of ${String(cells.length)}, ${cell.id}${known ? `: finished before, taken from ${path}.json` : ''}`);
    // A run killed after it wrote the result has left it.
    if (known) await checkpointOf(path).remove();
    finished.push({ cell, result: known ? await assess(cell, known) : await runCell(cell, { ...run, table, path }) });
  }
  const artifactOf = (cell: Cell): Promise<Uint8Array | undefined> => readFile(`${pathOf(cell)}.oneclass`).catch(() => undefined);
  const html = await resultPage({ table, protocol, finished, size, artifactOf, folders: run.folders, signal: run.signal });
  const page = join(folder, 'index.html');
  await writeFileAtomic(page, new TextEncoder().encode(html));
  return { finished, page };
}
