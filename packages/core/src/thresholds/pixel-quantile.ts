import type { Maps } from '../contract/detector.ts';
import type { Threshold } from '../contract/threshold.ts';
import { checkScores } from '../metrics/check.ts';
import { pixelScores, type PixelScores } from '../metrics/pixel-scores.ts';
import { radixSort } from '../metrics/radix-sort.ts';
import { scoreStatistics } from '../metrics/score-distribution.ts';
import { invalidRate, percent, wholeShare } from './held-out.ts';
import type { QuantileOptions } from './quantile.ts';

/**
 * For segmentation, map > threshold: the lowest pixel score that leaves at most the wanted share of
 * the pixels of held-out normal images above it, `numpy.quantile` at 1 − rate with
 * `method='inverted_cdf'`. Memory beside the maps: 8 bytes a pixel.
 *
 * The pixels of one image are alike, so that what may be expected on new images rests on how the
 * held-out images differ, not on their many pixels: `promise` has the standard error over images.
 * @param maps `[n, height, width]`, of normal images that the detector was **not** fitted on
 * @param options.falsePositiveRate share of normal pixels that may be called anomalous, in [0,
 *   1); 0.05 is usual
 * @throws OneClassError `invalid-shape` for other maps, `invalid-data` for no images or a score
 *   that is not finite, `invalid-argument` for the rate
 */
export function pixelQuantileThreshold(
  maps: Maps,
  { falsePositiveRate }: QuantileOptions,
): Threshold {
  if (!(falsePositiveRate >= 0 && falsePositiveRate < 1))
    throw invalidRate(falsePositiveRate, 'from 0 to below 1');
  const images = pixelScores(maps, Array.from({ length: maps.shape[0] ?? 0 }));
  checkScores(maps.data);
  const count = maps.data.length;
  const sorted = radixSort(maps.data.slice()).values;
  const value = sorted[count - 1 - wholeShare(falsePositiveRate, count)] as number;
  return {
    value,
    rule:
      `quantile ${Number((1 - falsePositiveRate).toPrecision(12))} of the pixels of ` +
      `${heldOut(images.length)}`,
    promise: promiseOf(images.map((image) => shareAbove(image, value))),
  };
}

const heldOut = (images: number): string =>
  `${images} held-out normal image${images === 1 ? '' : 's'}`;

function shareAbove({ scores }: PixelScores, value: number): number {
  let above = 0;
  for (let i = 0; i < scores.length; i++) if ((scores[i] as number) > value) above++;
  return above / scores.length;
}

function promiseOf(shares: readonly number[]): string {
  const { count, mean, standardDeviation, minimum, maximum } = scoreStatistics(shares);
  if (count === 1)
    return (
      `${percent(mean)} of the pixels of the one held-out normal image lie above it, which ` +
      'says little of other images.'
    );
  return (
    `About ${percent(mean)} (± ${percent(standardDeviation / Math.sqrt(count))}) of the ` +
    'pixels of new normal images called anomalous, ' +
    `if they are like the ${count} held-out ones, of which each has ${percent(minimum)} to ` +
    `${percent(maximum)}.`
  );
}
