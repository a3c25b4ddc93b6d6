import type { CellRun } from '../cell/cell-run.ts';
import { endCell } from '../cell/end-cell.ts';
import { knownResult } from '../cell/known-result.ts';
import { placeOf, type CellPlace } from '../cell/place.ts';
import { refresh } from '../cell/refresh.ts';
import { runCell } from '../cell/run-cell.ts';
import { endedCell, type EndedCell } from '../page/row.ts';
import type { CheckedCell } from '../table/checked-cell.ts';
import { concurrently } from '../worker/concurrently.ts';
import type { Workers } from '../worker/workers.ts';

interface Ending extends Omit<CellRun, 'place' | 'fitted'> {
  /** All of the table. */
  readonly cells: readonly CheckedCell[];
  /** Those that are run, where they have no result. */
  readonly selected: readonly CheckedCell[];
  /** The table's, with its results. */
  readonly folder: string;
  /** Run the cells; this process does, one after the other, when absent. */
  readonly workers?: Workers | undefined;
}

export interface EndedCells {
  /** The selected ones. */
  readonly ended: readonly EndedCell[];
  /** Of the other cells those that have a result from before. */
  readonly others: readonly EndedCell[];
}

export async function endCells(ending: Ending): Promise<EndedCells> {
  const { cells, selected, folder, workers, ...run } = ending;
  const places = new Map(
    cells.map((cell) => [cell, placeOf(cell, folder, run.backend.name)] as const),
  );
  const placed = (cell: CheckedCell): CellPlace => places.get(cell) as CellPlace;
  const done = new Set<CheckedCell>();
  const runOne: typeof runCell = (cell, cellRun) =>
    workers ? workers.run(cell, cellRun) : runCell(cell, cellRun);

  /**
   * Cells before this one with the same fit; when all is forced, only those that this run has
   * ended.
   */
  const fittedAlike = (cell: CheckedCell): CellPlace[] =>
    cells
      .slice(0, cells.indexOf(cell))
      .filter((other) => run.force !== true || done.has(other))
      .map(placed)
      .filter(({ keys }) => keys.fit === placed(cell).keys.fit);

  const end = async (cell: CheckedCell, signal: AbortSignal): Promise<EndedCell> => {
    const count = `${String(selected.indexOf(cell) + 1)} of ${String(selected.length)}`;
    const cellRun = { ...run, signal, place: placed(cell), fitted: fittedAlike(cell) };
    const result = await endCell(cell, cellRun, { count, runCell: runOne });
    done.add(cell);
    return endedCell(cell, result);
  };
  const ended = await concurrently(selected, end, {
    limit: workers?.count ?? 1,
    // What two of them would compute alike, the second takes from the first.
    apart: (cell) => [
      placed(cell).keys.fit,
      ...(cell.sharedPhase === undefined ? [] : [cell.sharedPhase]),
    ],
    signal: run.signal,
  });

  const others: EndedCell[] = [];
  for (const cell of cells.filter((one) => !selected.includes(one))) {
    const cellRun = { ...run, place: placed(cell) };
    const known = await knownResult(cell, { ...cellRun, instead: 'left out' });
    if (known) others.push(endedCell(cell, await refresh(cell, known, cellRun)));
  }
  return { ended, others };
}
