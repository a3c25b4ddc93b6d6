import { differenceOf } from '../table/packages.ts';
import type { CheckedCell } from '../table/checked-cell.ts';
import type { CellRun } from './cell-run.ts';
import { cellKey } from './key.ts';
import { isOnSameFeatures } from './methods.ts';
import { isOf, readFinished } from './read-result.ts';
import type { CellFailure, CellResult } from './result.ts';

interface Looking extends Pick<CellRun, 'place' | 'backend' | 'methods' | 'say'> {
  /** What becomes of a result of other versions: 'computed again'. */
  readonly instead: string;
}

/**
 * A cell's result from before, by the same versions and on the same features. One that differs in
 * the versions alone is not taken, and that is said.
 */
export async function knownResult(
  cell: CheckedCell,
  { place, backend, methods, say, instead }: Looking,
): Promise<CellResult | CellFailure | undefined> {
  const result = await readFinished(`${place.path}.json`);
  if (!result) return undefined;
  if (isOf(result, place.keys))
    return (await isOnSameFeatures(result, cell, methods)) ? result : undefined;
  const { package: own, featuresPackage } = result;
  const before = { ...(own && { package: own }), ...(featuresPackage && { featuresPackage }) };
  if (result.key === cellKey({ ...cell, packages: before }, backend.name))
    say(`${cell.id}: ${differenceOf(before, cell.packages)}: ${instead}`);
  return undefined;
}
