import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgressEvent } from '@oneclass/core';
import { writeFileAtomic } from '@oneclass/core/node';
import type { BackendChoice } from '@oneclass/runtime';
import { checkpointOf } from '../cell/fit-cell.ts';
import { knownResult } from '../cell/known-result.ts';
import { createMethods, type Methods } from '../cell/methods.ts';
import { BENCH_FOLDER, unversioned, withPackages, type InstalledCell } from '../table/packages.ts';
import { resultPage } from '../page/result-page.ts';
import { refresh } from '../cell/refresh.ts';
import { fitKey, isFailure, keysOf, type CellFailure, type CellResult } from '../cell/result.ts';
import {
  endedCell,
  groupRows,
  hasFailed,
  hasFinished,
  type EndedCell,
  type FailedCell,
  type FinishedCell,
  type Row,
} from '../page/row.ts';
import { runCell, type CellRun } from '../cell/run-cell.ts';
import { removeShared } from '../cell/shared-phases.ts';
import { splitByData } from '../table/split-by-data.ts';
import type { FitPlace } from '../cell/taken-fit.ts';
import { cellsOf, protocolOf } from '../table/check-table.ts';
import { selectCells } from '../table/select-cells.ts';
import type { Cell, Size, Table } from '../table/table.ts';
import { concurrently } from '../worker/concurrently.ts';
import type { Workers } from '../worker/workers.ts';

export interface TableRun {
  readonly size: Size;
  readonly seeds: readonly number[];
  /**
   * Runs the cells of these axes alone, as `['digit=3,5', 'method=deep-svdd']`; of the others the
   * results that are there are shown too.
   */
  readonly only?: readonly string[] | undefined;
  readonly backend: BackendChoice;
  readonly folders: readonly string[];
  /** The folder that the table's module imports packages from; the bench's own when absent. */
  readonly from?: string | undefined;
  /** `--weights`, for providers of features that take some. */
  readonly weights?: string | undefined;
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
  /** Cells without a result, which `only` left out, or whose data are not there. */
  readonly leftOut: readonly Cell[];
  readonly page: string;
}

/**
 * Runs a table's cells, reusing those that have a result, and writes the page. One that collapses,
 * diverges or dies stops no other.
 */
export async function runTable(table: Table, run: TableRun): Promise<TableResult> {
  const { size, seeds, weights, signal, say } = run;
  const cells = await withPackages(
    await cellsOf(table, { size, seeds }),
    table,
    run.from ?? BENCH_FOLDER,
  );
  const protocol = await protocolOf(table, size);
  const selected = await splitByData(run.only ? selectCells(table, cells, run.only) : cells, run);
  const methods = createMethods({ weights, signal, say });
  try {
    const folder = join(run.out, size === 'full' ? table.name : `${table.name}-${size}`);
    const { end, before } = createEndings(table, { ...run, folder, cells, selected, methods });
    if (run.force === true) await removeShared(folder);
    const unnoticed = unversioned(cells);
    if (unnoticed !== undefined) say(`${table.name}: ${unnoticed}`);
    // What two of them would compute alike, the second takes from the first.
    const apart = (cell: InstalledCell): string[] => [
      fitKey(cell, run.backend.name),
      ...(cell.sharedPhase === undefined ? [] : [cell.sharedPhase]),
    ];
    const ended = await concurrently(selected, end, {
      limit: run.workers?.count ?? 1,
      apart,
      signal,
    });
    const others = await before(cells.filter((one) => !selected.includes(one)));
    const rows = groupRows(cells, [...ended, ...others]);
    const shown = new Set([...ended, ...others].map(({ cell }) => cell));
    const leftOut = cells.filter((cell) => !shown.has(cell));
    const artifactOf = (cell: Cell): Promise<Uint8Array | undefined> =>
      readFile(`${pathIn(folder, cell, run.backend)}.oneclass`).catch(() => undefined);
    say(`${table.name}: drawing the page`);
    const html = await resultPage({
      table,
      protocol,
      rows,
      cells,
      leftOut,
      size,
      artifactOf,
      methods,
      folders: run.folders,
      signal,
    });
    const page = join(folder, 'index.html');
    await writeFileAtomic(page, new TextEncoder().encode(html));
    return {
      finished: ended.filter(hasFinished),
      failed: ended.filter(hasFailed),
      rows,
      cells,
      leftOut,
      page,
    };
  } finally {
    methods.dispose();
  }
}

const pathIn = (folder: string, { id }: Cell, backend: BackendChoice): string =>
  join(folder, `${id}-${backend.name}`);

interface Endings extends TableRun {
  readonly folder: string;
  readonly cells: readonly InstalledCell[];
  readonly selected: readonly InstalledCell[];
  readonly methods: Methods;
}

/**
 * How cells come to their end: `end` runs one or takes its result from before, `before` takes what
 * is there.
 */
function createEndings(
  table: Table,
  run: Endings,
): {
  end(cell: InstalledCell, signal: AbortSignal): Promise<EndedCell>;
  before(cells: readonly InstalledCell[]): Promise<EndedCell[]>;
} {
  const { folder, cells, selected, backend, workers, methods, say } = run;
  const pathOf = (cell: Cell): string => pathIn(folder, cell, backend);
  const reused = (
    cell: InstalledCell,
    result: CellResult | CellFailure,
  ): ReturnType<typeof refresh> => refresh(cell, result, { table, path: pathOf(cell) });
  const runOne = (cell: InstalledCell, cellRun: CellRun): ReturnType<typeof runCell> =>
    (workers ?? { run: runCell }).run(cell, cellRun);
  const fits = new Map(cells.map((cell) => [cell, fitKey(cell, backend.name)]));
  const done = new Set<Cell>();

  const known = (cell: InstalledCell, instead: string): ReturnType<typeof knownResult> =>
    knownResult(cell, {
      path: `${pathOf(cell)}.json`,
      backend: backend.name,
      methods,
      say,
      instead,
    });

  /**
   * Cells before this one with the same fit; when all is forced, only those that this run has
   * ended.
   */
  const fittedAlike = (cell: InstalledCell): FitPlace[] =>
    cells
      .slice(0, cells.indexOf(cell))
      .filter(
        (other) => fits.get(other) === fits.get(cell) && (run.force !== true || done.has(other)),
      )
      .map((other) => ({ path: pathOf(other), keys: keysOf(other, backend.name) }));

  return {
    async end(cell, signal) {
      const path = pathOf(cell);
      const from = run.force === true ? undefined : await known(cell, 'computed again');
      const place = `${String(selected.indexOf(cell) + 1)} of ${String(selected.length)}`;
      const end = from && isFailure(from) ? from.error.code : 'finished';
      const origin = from ? `: ${end} before, taken from ${path}.json` : '';
      say(`${table.name}: cell ${place}, ${cell.id}${origin}`);
      // A run killed after it wrote the result has left it.
      if (from) await checkpointOf(path).remove();
      const result = from
        ? await reused(cell, from)
        : await runOne(cell, { ...run, fitted: fittedAlike(cell), signal, table, path });
      if (isFailure(result))
        say(`${cell.id}: ${result.error.code}, the others go on. ${result.error.message}`);
      done.add(cell);
      return endedCell(cell, result);
    },
    async before(others) {
      const ended: EndedCell[] = [];
      for (const cell of others) {
        const result = await known(cell, 'left out');
        if (result) ended.push(endedCell(cell, await reused(cell, result)));
      }
      return ended;
    },
  };
}
