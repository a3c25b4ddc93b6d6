import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgressEvent } from '@oneclass/core';
import { writeFileAtomic } from '@oneclass/core/node';
import type { BackendChoice } from '@oneclass/runtime';
import { checkpointOf } from './fit-cell.ts';
import { resultPage } from './page/result-page.ts';
import { refresh } from './refresh.ts';
import { cellKey, isFailure, readResult } from './result.ts';
import { groupRows, type EndedCell, type FailedCell, type FinishedCell, type Row } from './row.ts';
import { runCell, type CellRun } from './run-cell.ts';
import { cellsOf, protocolOf } from './table/check-table.ts';
import type { Cell, Size, Table } from './table/table.ts';
import { concurrently } from './worker/concurrently.ts';
import type { Workers } from './worker/workers.ts';

export interface TableRun {
  readonly size: Size;
  readonly seeds: readonly number[];
  readonly backend: BackendChoice;
  readonly folders: readonly string[];
  /** Results go to `<out>/<table>/`. */
  readonly out: string;
  /** Computes cells again that are already there. */
  readonly force?: boolean;
  /** Run the cells; this process does, one after the other, when absent. */
  readonly workers?: Workers | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
  /** One line about each cell. */
  readonly say: (line: string) => void;
}

export interface TableResult {
  readonly finished: readonly FinishedCell[];
  readonly failed: readonly FailedCell[];
  readonly rows: readonly Row[];
  readonly page: string;
}

/** Runs a table's cells, reusing those that have a result, and writes the page. One that collapses, diverges or dies stops no other. */
export async function runTable(table: Table, run: TableRun): Promise<TableResult> {
  const { size, seeds, backend, workers, say } = run;
  const folder = join(run.out, size === 'full' ? table.name : `${table.name}-${size}`);
  const cells = await cellsOf(table, { size, seeds });
  const protocol = await protocolOf(table, size);
  const pathOf = (cell: Cell): string => join(folder, `${cell.id}-${backend.name}`);
  const runOne = (cell: Cell, cellRun: CellRun): ReturnType<typeof runCell> => (workers ?? { run: runCell }).run(cell, cellRun);
  const end = async ([i, cell]: [number, Cell], signal: AbortSignal): Promise<EndedCell> => {
    const path = pathOf(cell);
    const known = run.force === true ? undefined : await readResult(`${path}.json`, cellKey(cell, backend.name));
    say(`${table.name}: cell ${String(i + 1)} of ${String(cells.length)}, ${cell.id}${known ? `: ${isFailure(known) ? known.error.code : 'finished'} before, taken from ${path}.json` : ''}`);
    // A run killed after it wrote the result has left it.
    if (known) await checkpointOf(path).remove();
    const result = known ? await refresh(cell, known, { table, path }) : await runOne(cell, { ...run, signal, table, path });
    if (isFailure(result)) say(`${cell.id}: ${result.error.code}, the others go on. ${result.error.message}`);
    return isFailure(result) ? { cell, result } : { cell, result };
  };
  const rows = groupRows(await concurrently([...cells.entries()], end, { limit: workers?.count ?? 1, signal: run.signal }));
  const artifactOf = (cell: Cell): Promise<Uint8Array | undefined> => readFile(`${pathOf(cell)}.oneclass`).catch(() => undefined);
  const html = await resultPage({ table, protocol, rows, size, artifactOf, folders: run.folders, signal: run.signal });
  const page = join(folder, 'index.html');
  await writeFileAtomic(page, new TextEncoder().encode(html));
  return { finished: rows.flatMap((row) => row.finished), failed: rows.flatMap((row) => row.failed), rows, page };
}
