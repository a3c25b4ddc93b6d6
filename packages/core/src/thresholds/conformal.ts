import type { Threshold } from '../contract/threshold.ts';
import { OneClassError } from '../error.ts';
import { checkScores } from '../metrics/check.ts';
import {
  exactPercent,
  fewestScores,
  invalidRate,
  percent,
  rateOf,
  wholeShare,
} from './held-out.ts';

export interface ConformalOptions {
  /** The chance α, in (0, 1), that a new normal image may have of being called anomalous. */
  readonly falsePositiveRate: number;
}

/**
 * Split conformal (Vovk, Gammerman and Shafer 2005; Laxhammar 2014): the ⌈(n + 1)(1 − α)⌉-th
 * smallest of n held-out normal scores. A new normal image lies above it with a chance of at most
 * α, whatever the distribution, as long as it and the held-out ones are exchangeable. That chance
 * is over the draw of the held-out images too; the rate of the one threshold at hand, for scores
 * without ties, follows Beta(m, n + 1 − m), m = ⌊(n + 1)α⌋.
 * @param normalScores of normal images that the detector was **not** fitted on, nor chosen by
 * @throws OneClassError `invalid-argument` for the rate, `invalid-data` for the scores or fewer
 *   than 1/α − 1 of them
 */
export function conformalThreshold(
  normalScores: ArrayLike<number>,
  { falsePositiveRate }: ConformalOptions,
): Threshold {
  checkScores(normalScores);
  if (!(falsePositiveRate > 0 && falsePositiveRate < 1))
    throw invalidRate(falsePositiveRate, 'above 0 and below 1');
  const count = normalScores.length;
  const above = wholeShare(falsePositiveRate, count + 1);
  if (above === 0) throw tooFew(count, falsePositiveRate);
  const { mean, deviation } = rateOf(above, count);
  return {
    value: Float64Array.from(normalScores).sort()[count - above] as number,
    rule: `conformal at ${exactPercent(falsePositiveRate)} of ${count} held-out normal scores`,
    promise:
      'A new normal image is called anomalous with a chance of at most ' +
      `${exactPercent(falsePositiveRate)} (${above} in ${count + 1}), if it is ` +
      `exchangeable with the ${count} held-out ones. The chance is over the draw of both: at ` +
      'this one threshold it is about ' +
      `${percent(mean)} ± ${percent(deviation)}.`,
  };
}

function tooFew(count: number, falsePositiveRate: number): OneClassError {
  const needed = fewestScores(falsePositiveRate);
  // Rounded up, so that these scores are enough for it.
  const possible = Math.ceil(1e4 / (count + 1)) / 1e4;
  return new OneClassError(
    'invalid-data',
    `${count} held-out normal scores are too few to promise a false positive rate of ` +
      `${exactPercent(falsePositiveRate)}: that takes ${needed} or more. ` +
      `Hold out more normal images, or ask for a rate of ${possible} or higher.`,
    { argument: 'scores', expected: `${needed} scores or more`, received: count },
  );
}
