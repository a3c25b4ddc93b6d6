import type { CellResult } from '../src/cell/result.ts';

/** What a run that was stopped and continued must give alike. */
export function withoutTimes(result: CellResult | undefined): Partial<CellResult> {
  const { seconds: _, finishedAt: __, bytes, ...same } = result as CellResult;
  return { ...same, ...(bytes && { bytes: { artifact: bytes.artifact } }) };
}
