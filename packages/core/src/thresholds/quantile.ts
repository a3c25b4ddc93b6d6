import type { Threshold } from '../contract/threshold.ts';
import { checkScores } from '../metrics/check.ts';
import {
  exactPercent,
  fewestScores,
  invalidRate,
  percent,
  rateOf,
  wholeShare,
} from './held-out.ts';

export interface QuantileOptions {
  /** Share of normal images that may be called anomalous, in [0, 1); 0.05 is usual. */
  readonly falsePositiveRate: number;
}

/**
 * The lowest of the given scores that leaves at most the wanted share of them above it:
 * `numpy.quantile` at 1 − rate with `method='inverted_cdf'`. An interpolated quantile would lie
 * below an observed score and could let one more through.
 *
 * For scores without ties, the rate on new normal images then follows Beta(m + 1, n − m), m of the
 * n given ones being above; `promise` gives its mean and standard deviation.
 * @param normalScores of normal images that the detector was **not** fitted on
 * @throws OneClassError `invalid-data` for the scores, `invalid-argument` for the rate
 */
export function quantileThreshold(
  normalScores: ArrayLike<number>,
  { falsePositiveRate }: QuantileOptions,
): Threshold {
  checkScores(normalScores);
  if (!(falsePositiveRate >= 0 && falsePositiveRate < 1))
    throw invalidRate(falsePositiveRate, 'from 0 to below 1');
  const count = normalScores.length;
  const above = wholeShare(falsePositiveRate, count);
  return {
    value: Float64Array.from(normalScores).sort()[count - 1 - above] as number,
    rule:
      `quantile ${Number((1 - falsePositiveRate).toPrecision(12))} of ${count} held-out ` +
      'normal scores',
    promise: promiseOf({ count, above, falsePositiveRate }),
  };
}

function promiseOf({
  count,
  above,
  falsePositiveRate,
}: {
  count: number;
  above: number;
  falsePositiveRate: number;
}): string {
  const { mean, deviation } = rateOf(above + 1, count);
  const expectation =
    `About ${percent(mean)} (± ${percent(deviation)}) of new normal images called anomalous, ` +
    `if they are like the ${count} held-out ones it rests on.`;
  if (falsePositiveRate === 0 || above > 0 || mean <= falsePositiveRate) return expectation;
  return (
    `${expectation} Too few for ${exactPercent(falsePositiveRate)}: that takes ` +
    `${fewestScores(falsePositiveRate)} or more.`
  );
}
