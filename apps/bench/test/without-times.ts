import type { CellResult } from '../src/cell/result.ts';

/** What a run that was stopped and continued must give alike. */
export function withoutTimes(result: CellResult | undefined): Partial<CellResult> {
  const { seconds: _, finishedAt: __, ...same } = result as CellResult;
  return same;
}
