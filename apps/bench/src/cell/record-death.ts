import { dirname } from 'node:path';
import type { CheckedCell } from '../table/checked-cell.ts';
import type { CellRun } from './cell-run.ts';
import { identity } from './identity.ts';
import { configOf } from './key.ts';
import { makeFolder } from './place.ts';
import { DIED, type CellFailure } from './result.ts';
import { writeFailure } from './write-cell.ts';

/** For a cell whose workers died. What they saved stays, so that the next run continues it. */
export async function recordDeath(
  cell: CheckedCell,
  run: CellRun,
  message: string,
): Promise<CellFailure> {
  const failure: CellFailure = {
    ...identity(cell, run, { files: [] }),
    config: configOf(cell),
    error: { code: DIED, message },
    losses: [],
    seconds: { load: 0, fit: 0 },
  };
  await makeFolder(dirname(run.place.path));
  await writeFailure(failure, run.place);
  return failure;
}
