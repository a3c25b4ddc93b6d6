import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgressEvent } from '@oneclass/core';
import { writeFileAtomic } from '@oneclass/core/node';
import type { BackendChoice } from '@oneclass/runtime';
import { resultPage } from './page/result-page.ts';
import { cellKey, readResult, type CellResult } from './result.ts';
import { assess, runCell } from './run-cell.ts';
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

export interface TableResult {
  readonly results: readonly CellResult[];
  readonly page: string;
}

/** Runs a table's cells one after the other, reusing those that are finished, and writes the page. */
export async function runTable(table: Table, run: TableRun): Promise<TableResult> {
  const folder = join(run.out, run.size === 'full' ? table.name : `${table.name}-${run.size}`);
  const cells = table.cells({ size: run.size, seeds: run.seeds });
  const finished: { cell: Cell; result: CellResult; path: string }[] = [];
  for (const [i, cell] of cells.entries()) {
    const path = join(folder, `${cell.id}-${run.backend.name}`);
    const known = run.force === true ? undefined : await readResult(`${path}.json`, cellKey(cell, run.backend.name));
    run.say(`${table.name}: cell ${String(i + 1)} of ${String(cells.length)}, ${cell.id}${known ? `: finished before, taken from ${path}.json` : ''}`);
    finished.push({ cell, path, result: known ? assess(cell, known) : await runCell(cell, { ...run, table, path }) });
  }
  const results = finished.map(({ result }) => result);
  const first = finished[0];
  const shown = first && { cell: first.cell, artifact: await readFile(`${first.path}.oneclass`).catch(() => undefined) };
  const page = join(folder, 'index.html');
  await writeFileAtomic(page, new TextEncoder().encode(await resultPage({ table, results, size: run.size, shown, folders: run.folders, signal: run.signal })));
  return { results, page };
}
