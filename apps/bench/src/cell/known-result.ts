import { isOnSameFeatures, type Methods } from './methods.ts';
import { differenceOf, type InstalledCell } from '../table/packages.ts';
import { cellKey, keysOf, type CellFailure, type CellResult } from './result.ts';
import { isOf, readFinished } from './result-file.ts';

interface Looking {
  /** Its file. */
  readonly path: string;
  readonly backend: string;
  readonly methods: Methods;
  readonly say: (line: string) => void;
  /** What becomes of a result of other versions: 'computed again'. */
  readonly instead: string;
}

/**
 * A cell's result from before, by the same versions and on the same features. One that differs in
 * the versions alone is not taken, and that is said.
 */
export async function knownResult(
  cell: InstalledCell,
  { path, backend, methods, say, instead }: Looking,
): Promise<CellResult | CellFailure | undefined> {
  const result = await readFinished(path);
  if (!result) return undefined;
  if (isOf(result, keysOf(cell, backend)))
    return (await isOnSameFeatures(result, cell, methods)) ? result : undefined;
  const { package: own, featuresPackage } = result;
  const before = { ...(own && { package: own }), ...(featuresPackage && { featuresPackage }) };
  if (result.key === cellKey({ ...cell, packages: before }, backend))
    say(`${cell.id}: ${differenceOf(before, cell.packages)}: ${instead}`);
  return undefined;
}
