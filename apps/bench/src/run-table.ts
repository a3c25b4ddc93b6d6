import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgressEvent } from '@oneclass/core';
import { writeFileAtomic } from '@oneclass/core/node';
import type { BackendChoice } from '@oneclass/runtime';
import { checkpointOf } from './fit-cell.ts';
import { resultPage } from './page/result-page.ts';
import { refresh } from './refresh.ts';
import { cellKey, isFailure, type CellFailure, type CellResult } from './result.ts';
import { readResult } from './result-file.ts';
import { endedCell, groupRows, hasFailed, hasFinished, type EndedCell, type FailedCell, type FinishedCell, type Row } from './row.ts';
import { runCell, type CellRun } from './run-cell.ts';
import { removeShared } from './shared-phases.ts';
import { cellsOf, protocolOf } from './table/check-table.ts';
import { selectCells } from './table/select-cells.ts';
import type { Cell, Size, Table } from './table/table.ts';
import { concurrently } from './worker/concurrently.ts';
import type { Workers } from './worker/workers.ts';

export interface TableRun {
  readonly size: Size;
  readonly seeds: readonly number[];
  /** Runs the cells of these axes alone, as `['digit=3,5', 'method=deep-svdd']`; of the others the results that are there are shown too. */
  readonly only?: readonly string[] | undefined;
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
  /** Of the cells that this run was for. */
  readonly finished: readonly FinishedCell[];
  readonly failed: readonly FailedCell[];
  /** All that is shown: of the other cells too, where they have a result. */
  readonly rows: readonly Row[];
  /** Every cell of the table, in its order. */
  readonly cells: readonly Cell[];
  /** Cells without a result, which `only` left out. */
  readonly leftOut: readonly Cell[];
  readonly page: string;
}

/** Runs a table's cells, reusing those that have a result, and writes the page. One that collapses, diverges or dies stops no other. */
export async function runTable(table: Table, run: TableRun): Promise<TableResult> {
  const { size, seeds, backend, workers, say } = run;
  const folder = join(run.out, size === 'full' ? table.name : `${table.name}-${size}`);
  const cells = await cellsOf(table, { size, seeds });
  const protocol = await protocolOf(table, size);
  const selected = run.only ? selectCells(table, cells, run.only) : cells;
  const pathOf = (cell: Cell): string => join(folder, `${cell.id}-${backend.name}`);
  const known = async (cell: Cell): Promise<CellResult | CellFailure | undefined> => readResult(`${pathOf(cell)}.json`, cellKey(cell, backend.name));
  const reused = (cell: Cell, result: CellResult | CellFailure): ReturnType<typeof refresh> => refresh(cell, result, { table, path: pathOf(cell) });
  const runOne = (cell: Cell, cellRun: CellRun): ReturnType<typeof runCell> => (workers ?? { run: runCell }).run(cell, cellRun);
  const end = async ([i, cell]: [number, Cell], signal: AbortSignal): Promise<EndedCell> => {
    const path = pathOf(cell);
    const before = run.force === true ? undefined : await known(cell);
    say(`${table.name}: cell ${String(i + 1)} of ${String(selected.length)}, ${cell.id}${before ? `: ${isFailure(before) ? before.error.code : 'finished'} before, taken from ${path}.json` : ''}`);
    // A run killed after it wrote the result has left it.
    if (before) await checkpointOf(path).remove();
    const result = before ? await reused(cell, before) : await runOne(cell, { ...run, signal, table, path });
    if (isFailure(result)) say(`${cell.id}: ${result.error.code}, the others go on. ${result.error.message}`);
    return endedCell(cell, result);
  };
  if (run.force === true) await removeShared(folder);
  const ended = await concurrently([...selected.entries()], end, { limit: workers?.count ?? 1, signal: run.signal });
  const others: EndedCell[] = [];
  for (const cell of cells.filter((one) => !selected.includes(one))) {
    const before = await known(cell);
    if (before) others.push(endedCell(cell, await reused(cell, before)));
  }
  const rows = groupRows(cells, [...ended, ...others]);
  const shown = new Set([...ended, ...others].map(({ cell }) => cell));
  const leftOut = cells.filter((cell) => !shown.has(cell));
  const artifactOf = (cell: Cell): Promise<Uint8Array | undefined> => readFile(`${pathOf(cell)}.oneclass`).catch(() => undefined);
  const html = await resultPage({ table, protocol, rows, cells, leftOut, size, artifactOf, folders: run.folders, signal: run.signal });
  const page = join(folder, 'index.html');
  await writeFileAtomic(page, new TextEncoder().encode(html));
  return { finished: ended.filter(hasFinished), failed: ended.filter(hasFailed), rows, cells, leftOut, page };
}
