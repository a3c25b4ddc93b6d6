import type { CheckedCell } from '../table/checked-cell.ts';
import type { CellRun } from './cell-run.ts';
import { knownResult } from './known-result.ts';
import { checkpointOf } from './place.ts';
import { refresh } from './refresh.ts';
import { isFailure, type CellFailure, type CellResult } from './result.ts';

interface Ending {
  /** Its place among those that are run: '1 of 3'. */
  readonly count: string;
  /** `runCell`, here or in a process of its own. */
  readonly runCell: (cell: CheckedCell, run: CellRun) => Promise<CellResult | CellFailure>;
}

/** A cell's result from before, as its table has it now; one that has none is run. */
export async function endCell(
  cell: CheckedCell,
  run: CellRun,
  { count, runCell }: Ending,
): Promise<CellResult | CellFailure> {
  const { table, place, say } = run;
  const known =
    run.force === true ? undefined : await knownResult(cell, { ...run, instead: 'computed again' });
  const end = known && isFailure(known) ? known.error.code : 'finished';
  const origin = known ? `: ${end} before, taken from ${place.path}.json` : '';
  say(`${table.name}: cell ${count}, ${cell.id}${origin}`);
  // A run killed after it wrote the result has left it.
  if (known) await checkpointOf(place).remove();
  const result = known ? await refresh(cell, known, run) : await runCell(cell, run);
  if (isFailure(result))
    say(`${cell.id}: ${result.error.code}, the others go on. ${result.error.message}`);
  return result;
}
