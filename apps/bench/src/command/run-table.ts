import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgressEvent } from '@oneclass/core';
import { writeFileAtomic } from '@oneclass/core/node';
import type { BackendChoice } from '@oneclass/runtime';
import { createMethods } from '../cell/methods.ts';
import { placeOf } from '../cell/place.ts';
import { removeShared } from '../cell/shared-phases.ts';
import { resultPage } from '../page/result-page.ts';
import {
  groupRows,
  hasFailed,
  hasFinished,
  type FailedCell,
  type FinishedCell,
  type Row,
} from '../page/row.ts';
import type { CheckedCell } from '../table/checked-cell.ts';
import { protocolOf } from '../table/check-table.ts';
import { loadCells } from '../table/load-cells.ts';
import { BENCH_FOLDER, unversioned } from '../table/packages.ts';
import { selectCells } from '../table/select-cells.ts';
import { splitByData } from '../table/split-by-data.ts';
import type { Cell, Size, Table } from '../table/table.ts';
import type { Workers } from '../worker/workers.ts';
import { claimTable } from './claim-table.ts';
import { endCells } from './end-cells.ts';

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
  readonly force?: boolean | undefined;
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
 * diverges or dies stops no other. The table's folder is this run's until it ends.
 * @throws OneClassError `invalid-argument` when another run has the folder; `not-written` when the
 *   disk is full; what the table and its data throw
 */
export async function runTable(table: Table, run: TableRun): Promise<TableResult> {
  const { size, seeds, weights, signal, say } = run;
  const cells = await loadCells(table, { size, seeds, from: run.from ?? BENCH_FOLDER });
  const protocol = await protocolOf(table, size);
  const selected = await splitByData(run.only ? selectCells(table, cells, run.only) : cells, run);
  const folder = join(run.out, size === 'full' ? table.name : `${table.name}-${size}`);
  const claim = await claimTable(folder);
  const methods = createMethods({ weights, signal, say });
  try {
    if (run.force === true) await removeShared(folder);
    const unnoticed = unversioned(cells);
    if (unnoticed !== undefined) say(`${table.name}: ${unnoticed}`);
    const { ended, others } = await endCells({
      ...{ table, cells, selected, folder, methods, signal, say },
      ...{ backend: run.backend, folders: run.folders, onProgress: run.onProgress },
      ...{ workers: run.workers, force: run.force },
    });
    const rows = groupRows(cells, [...ended, ...others]);
    const shown = new Set([...ended, ...others].map(({ cell }) => cell));
    const leftOut = cells.filter((cell) => !shown.has(cell));
    const artifactOf = (cell: CheckedCell): Promise<Uint8Array | undefined> =>
      readFile(`${placeOf(cell, folder, run.backend.name).path}.oneclass`).catch(() => undefined);
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
    await claim.release();
  }
}
