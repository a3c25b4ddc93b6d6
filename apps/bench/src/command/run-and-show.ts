import { OneClassError } from '@oneclass/core';
import { dataFolders } from '@oneclass/core/node';
import { formatDuration, sparkline, textTable } from '@oneclass/report';
import { useBackend } from '@oneclass/runtime';
import { createProgress, print, say, sayBackend } from '@oneclass/terminal';
import { explainFigures, explainLeftOut, explainQuick, terminalTable } from '../page/figures.ts';
import { gridText, isGridTable } from '../page/grid.ts';
import { terminalGrids, TITLE_WIDTH } from '../page/terminal-grid.ts';
import { DIED } from '../cell/result.ts';
import { endingsOf } from '../page/row.ts';
import { runTable, type TableResult } from './run-table.ts';
import type { Size, Table } from '../table/table.ts';
import type { Workers } from '../worker/workers.ts';

export interface RunOptions {
  readonly quick?: boolean;
  readonly seeds: readonly number[];
  readonly only?: readonly string[];
  readonly backend?: string;
  readonly dataDir?: string;
  readonly weights?: string;
  readonly out: string;
  readonly force?: boolean;
  readonly workers?: number;
}

interface Running {
  readonly size: Size;
  /** As in `TableRun`. */
  readonly from?: string | undefined;
  readonly workers?: Workers | undefined;
  readonly signal: AbortSignal;
}

/**
 * Runs a table and prints its result.
 * @throws OneClassError as `runTable` does, and where a cell has ended without a result
 */
export async function runAndShow(
  table: Table,
  options: RunOptions,
  { size, from, workers, signal }: Running,
): Promise<void> {
  const started = performance.now();
  const backend = await useBackend(options.backend);
  sayBackend(backend, options.backend);
  const progress = createProgress(process.stderr);
  try {
    const { onProgress } = progress;
    const result = await runTable(table, {
      ...{
        size,
        seeds: options.seeds,
        only: options.only,
        backend,
        from,
        weights: options.weights,
        out: options.out,
        force: options.force === true,
      },
      ...{ folders: dataFolders(options.dataDir), workers, signal, onProgress, say },
    });
    progress.stop();
    show(table, result, { size, seconds: (performance.now() - started) / 1000 });
    checkAllFinished(result);
  } finally {
    progress.stop();
  }
}

function show(
  table: Table,
  { finished, rows, cells, leftOut, page }: TableResult,
  { size, seconds }: { size: Size; seconds: number },
): void {
  print(table.title);
  if (size === 'quick') print(explainQuick(rows));
  if (isGridTable(table)) {
    const grid = gridText({ table, cells, rows });
    for (const part of terminalGrids(grid)) print(textTable(part, { titleWidth: TITLE_WIDTH }));
    for (const sentence of grid.notes) print(sentence);
  } else {
    print(textTable(terminalTable(table, rows), { titleWidth: TITLE_WIDTH }));
    for (const sentence of explainFigures(table, rows)) print(sentence);
  }
  if (leftOut.length > 0) print(explainLeftOut(leftOut));
  for (const { result } of isGridTable(table) ? [] : finished) {
    const losses = result.losses
      .map((entry) => entry.losses['loss'])
      .filter((loss) => loss !== undefined);
    if (losses.length > 0) print(`loss of ${result.cell}  ${sparkline(losses)}`);
  }
  print(`Finished in ${formatDuration(seconds)}. Charts and images: ${page}`);
}

/**
 * For the exit code: everything there is has been shown.
 * @throws OneClassError `collapsed`, `diverged`, or `unsupported` for one that died
 */
function checkAllFinished({ finished, failed }: TableResult): void {
  const [first] = failed;
  if (!first) return;
  const cells = failed.map(({ cell }) => cell.id).join(', ');
  const resumes = failed
    .filter(({ result }) => result.error.code === DIED)
    .every(({ cell }) => cell.method.resumable);
  throw new OneClassError(
    first.result.error.code === DIED ? 'unsupported' : first.result.error.code,
    `${String(failed.length)} of ${String(finished.length + failed.length)} cells have no ` +
      `result (${endingsOf(failed)}): ${cells}. ` +
      `The same command ${resumes ? 'continues' : 'runs again'} those that died; for others take ` +
      'other seeds, or change their config. --force fits all again.',
    { argument: cells },
  );
}
