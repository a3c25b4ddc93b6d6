import { OneClassError } from '../error.ts';
import type { PixelRanking } from './pixel-ranking.ts';

export interface AuproOptions {
  /** The highest false positive rate that counts, in (0, 1]; 0.3 when absent. */
  readonly limit?: number | undefined;
}

export function auproOf({ falsePositives, normal, overlaps }: PixelRanking, limit: number): number {
  const overlapAt = overlaps();
  let area = 0;
  let rate = 0;
  let overlap = 0;
  for (let k = 0; k < falsePositives.length && rate < limit; k++) {
    const rateBefore = rate;
    const overlapBefore = overlap;
    rate = (falsePositives[k] as number) / normal;
    overlap = overlapAt(k);
    if (rate > limit) {
      overlap =
        overlapBefore + ((overlap - overlapBefore) * (limit - rateBefore)) / (rate - rateBefore);
      rate = limit;
    }
    area += ((rate - rateBefore) * (overlapBefore + overlap)) / 2;
  }
  return area / limit;
}

/** @throws OneClassError `invalid-argument` */
export function checkLimit(limit: number): void {
  if (limit > 0 && limit <= 1) return;
  throw new OneClassError(
    'invalid-argument',
    'Invalid limit of the false positive rate: expected a share above 0 and up to 1; 0.3 is ' +
      `usual. Received: ${String(limit)}.`,
    { argument: 'limit', expected: 'in (0, 1]', received: limit },
  );
}
