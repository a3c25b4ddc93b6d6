import type { Threshold } from '../contract/threshold.ts';
import { OneClassError } from '../error.ts';
import { checkScores } from '../metrics/check.ts';

export interface QuantileOptions {
  /** Share of normal images that may be called anomalous, in [0, 1); 0.05 is usual. */
  readonly falsePositiveRate: number;
}

/**
 * The lowest of the given scores that leaves at most the wanted share of them above it: `numpy.quantile` at 1 − rate with
 * `method='inverted_cdf'`. An interpolated quantile would lie below an observed score and could let one more through.
 *
 * For scores without ties, the rate on new normal images then follows Beta(m + 1, n − m), m of the n given ones being above;
 * `promise` gives its mean and standard deviation.
 * @param normalScores of normal images that the detector was **not** fitted on
 * @throws OneClassError `invalid-data` for the scores, `invalid-argument` for the rate
 */
export function quantileThreshold(normalScores: ArrayLike<number>, { falsePositiveRate }: QuantileOptions): Threshold {
  checkScores(normalScores);
  if (!(falsePositiveRate >= 0 && falsePositiveRate < 1)) {
    throw new OneClassError(
      'invalid-argument',
      `Invalid false positive rate: expected a share from 0 to below 1, such as 0.05. Received: ${String(falsePositiveRate)}.`,
      { argument: 'falsePositiveRate', expected: 'in [0, 1)', received: falsePositiveRate },
    );
  }
  const count = normalScores.length;
  const sorted = Float64Array.from(normalScores).sort();
  // 0.29 × 100 is 28.999999999999996.
  const above = Math.floor(falsePositiveRate * count + 1e-9);
  return {
    value: sorted[count - 1 - above] as number,
    rule: `quantile ${tidy(1 - falsePositiveRate)} of ${count} held-out normal scores`,
    promise: promiseOf({ count, above, falsePositiveRate }),
  };
}

function promiseOf({ count, above, falsePositiveRate }: { count: number; above: number; falsePositiveRate: number }): string {
  const mean = (above + 1) / (count + 1);
  const deviation = Math.sqrt((mean * (1 - mean)) / (count + 2));
  const expectation =
    `About ${percent(mean)} (± ${percent(deviation)}) of new normal images called anomalous, ` +
    `if they are like the ${count} held-out ones it rests on.`;
  if (falsePositiveRate === 0 || above > 0 || mean <= falsePositiveRate) return expectation;
  return `${expectation} Too few for ${percent(falsePositiveRate)}: that takes ${Math.ceil(1 / falsePositiveRate - 1 - 1e-9)} or more.`;
}

const tidy = (value: number): string => String(Number(value.toPrecision(12)));
const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
