import type { Threshold } from '../contract/threshold.ts';
import { OneClassError } from '../error.ts';
import { scoreStatistics } from '../metrics/score-distribution.ts';

export interface KSigmaOptions {
  /** Standard deviations above the mean, 0 or more; 3 is usual. */
  readonly k: number;
}

/**
 * Mean plus k standard deviations (with n − 1) of held-out normal scores. The rate behind it, such
 * as 0.13 % for k = 3, holds for normally distributed scores only; scores of detectors mostly have
 * a longer tail. Where a rate is wanted, ask for one: `quantileThreshold`, `conformalThreshold`.
 * @param normalScores of normal images that the detector was **not** fitted on; two or more
 * @throws OneClassError `invalid-data` for the scores, `invalid-argument` for k
 */
export function kSigmaThreshold(normalScores: ArrayLike<number>, { k }: KSigmaOptions): Threshold {
  if (!(Number.isFinite(k) && k >= 0)) {
    throw new OneClassError(
      'invalid-argument',
      `Invalid k: expected a number of 0 or more, such as 3. Received: ${String(k)}.`,
      {
        argument: 'k',
        expected: 'a finite number ≥ 0',
        received: k,
      },
    );
  }
  const { count, mean, standardDeviation } = scoreStatistics(normalScores);
  if (count < 2) {
    throw new OneClassError(
      'invalid-data',
      'There is one score, and a single one has no standard deviation. Hold out two normal ' +
        'images or more.',
      {
        argument: 'scores',
        expected: '2 scores or more',
        received: count,
      },
    );
  }
  const value = mean + k * standardDeviation;
  const above = Array.prototype.filter.call(normalScores, (score: number) => score > value).length;
  return {
    value,
    rule: `mean + ${k} standard deviations of ${count} held-out normal scores`,
    promise:
      `No rate is promised without the shape of the distribution: ${above} of the ${count} ` +
      'held-out normal images lie above it.',
  };
}
