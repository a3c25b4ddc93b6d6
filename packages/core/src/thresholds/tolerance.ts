import type { Threshold } from '../contract/threshold.ts';
import { OneClassError } from '../error.ts';
import { checkScores } from '../metrics/check.ts';
import { exactPercent, fewestScores, invalidRate } from './held-out.ts';

export interface ToleranceOptions {
  /** Rate in (0, 1) of new normal images that may be called anomalous. */
  readonly falsePositiveRate: number;
  /** In (0, 1), how sure it shall be that the rate is no higher; 0.95 is usual. */
  readonly confidence: number;
}

/**
 * The lowest of the given scores of which it holds, with the wanted confidence, that at most the
 * wanted rate of new normal images lie above it: the one-sided nonparametric tolerance limit
 * (Wilks, "Determination of sample sizes for setting tolerance limits", 1941).
 *
 * The rate above the (n − m)-th smallest of n scores is at most r with a probability of P(B > m), B
 * being binomial with n and r, whatever the distribution; m is the greatest with P(B ≤ m) ≤ 1 −
 * confidence. With ties the rate is lower still. `conformalThreshold` promises the rate on average
 * over draws of held-out images; this one promises it of nearly every draw, and so of the one at
 * hand.
 *
 * @param normalScores of normal images that the detector was **not** fitted on, nor chosen by
 * @throws OneClassError `invalid-argument` for rate or confidence, `invalid-data` for the scores or
 *   fewer than log(1 − confidence) / log(1 − rate) of them
 */
export function toleranceThreshold(
  normalScores: ArrayLike<number>,
  { falsePositiveRate, confidence }: ToleranceOptions,
): Threshold {
  checkScores(normalScores);
  if (!(falsePositiveRate > 0 && falsePositiveRate < 1))
    throw invalidRate(falsePositiveRate, 'above 0 and below 1');
  if (!(confidence > 0 && confidence < 1)) throw invalidConfidence(confidence);
  const count = normalScores.length;
  const needed = fewestScores(falsePositiveRate, confidence);
  const [rate, sure] = [exactPercent(falsePositiveRate), exactPercent(confidence)];
  if (count < needed) {
    throw new OneClassError(
      'invalid-data',
      `${count} held-out normal scores are too few for a false positive rate of ${rate} with a ` +
        `confidence of ${sure}: that takes ${needed} or more. Hold out more normal images, or ` +
        'ask for a higher rate or less confidence.',
      { argument: 'scores', expected: `${needed} scores or more`, received: count },
    );
  }
  const above = mostAbove(count, { falsePositiveRate, confidence });
  return {
    value: Float64Array.from(normalScores).sort()[count - 1 - above] as number,
    rule: `at most ${rate} with ${sure} confidence of ${count} held-out normal scores`,
    promise:
      `At most ${rate} of new normal images called anomalous, with a confidence of ${sure}, if ` +
      `they are like the ${count} held-out ones, of which ${above} may lie above it; ` +
      `${needed} are the fewest for this.`,
  };
}

const invalidConfidence = (received: number): OneClassError =>
  new OneClassError(
    'invalid-argument',
    'Invalid confidence: expected a probability above 0 and below 1, such as 0.95. Received: ' +
      `${String(received)}.`,
    { argument: 'confidence', expected: 'above 0 and below 1', received },
  );

/** Terms of a sum of probabilities differ in their last digits. */
const ROUNDING = 1e-12;

/** The greatest m with P(B ≤ m) ≤ 1 − confidence; 0 or more where there are enough scores. */
function mostAbove(count: number, { falsePositiveRate, confidence }: ToleranceOptions): number {
  const odds = Math.log(falsePositiveRate) - Math.log1p(-falsePositiveRate);
  // In logarithms, as (1 − rate)^count is below the least number for large counts.
  let term = count * Math.log1p(-falsePositiveRate);
  let sum = Math.exp(term);
  for (let m = 0; m < count; m++) {
    term += Math.log(count - m) - Math.log(m + 1) + odds;
    sum += Math.exp(term);
    if (sum > (1 - confidence) * (1 + ROUNDING)) return m;
  }
  return count - 1;
}
