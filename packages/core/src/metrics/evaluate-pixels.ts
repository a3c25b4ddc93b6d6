import { OneClassError } from '../error.ts';
import { averagePrecisionOf } from './average-precision.ts';
import { bestF1Of } from './best-f1.ts';
import { accuracy, f1Score } from './confusion.ts';
import { pixelConfusionMatrix } from './pixel-confusion.ts';
import { rankPixels, type PixelRanking } from './pixel-ranking.ts';
import type { PixelCounts, PixelScores } from './pixel-scores.ts';
import { aurocOf } from './roc.ts';

/** Plain JSON. */
export interface PixelEvaluation {
  readonly pixelAuroc: number;
  readonly pixelAveragePrecision: number;
  /** The highest F1 over pixels that any threshold reaches on these very masks: an upper bound. */
  readonly pixelBestF1: number;
  readonly pixelBestF1Threshold: number;
  readonly aupro: number;
  /** F1 over pixels at the threshold given; null without one. */
  readonly pixelF1: number | null;
  readonly pixelAccuracy: number | null;
  readonly pixelThreshold: number | null;
  /** `regions` are those of defect, 8-connected. */
  readonly counts: PixelCounts & { readonly images: number; readonly regions: number };
}

export interface AuproOptions {
  /** The highest false positive rate that counts, in (0, 1]; 0.3 when absent. */
  readonly limit?: number | undefined;
}

export interface EvaluatePixelsOptions extends AuproOptions {
  /** From the detector's calibration; pixels that score above it are called anomalous. */
  readonly threshold?: number | null | undefined;
}

/**
 * All that score maps say against masks, pixel by pixel over all images at once, from one sort.
 * Memory beside the maps and masks: at most 8 bytes a normal pixel and 40 an anomalous one, and the
 * region labels of one image.
 * @param images good ones included; of one size (`pixelScores`) or of several
 * @throws OneClassError `invalid-shape` for sizes that don't fit, `invalid-data` for a score that
 *   is not finite, a mask of other values than 0 and 1, or pixels of one class only,
 *   `invalid-argument` for limit and threshold
 */
export function evaluatePixels(
  images: readonly PixelScores[],
  { limit = 0.3, threshold = null }: EvaluatePixelsOptions = {},
): PixelEvaluation {
  checkLimit(limit);
  const ranking = rankPixels(images);
  const best = bestF1Of(ranking);
  const confusion = threshold === null ? null : pixelConfusionMatrix(images, threshold);
  return {
    pixelAuroc: aurocOf(ranking),
    pixelAveragePrecision: averagePrecisionOf(ranking),
    pixelBestF1: best.f1,
    pixelBestF1Threshold: best.threshold,
    aupro: auproOf(ranking, limit),
    pixelF1: confusion && f1Score(confusion),
    pixelAccuracy: confusion && accuracy(confusion),
    pixelThreshold: threshold,
    counts: {
      images: images.length,
      normal: ranking.normal,
      anomalous: ranking.anomalous,
      regions: ranking.regionSizes.length,
    },
  };
}

/**
 * Area under the ROC curve over all pixels; flatters, since most pixels are normal.
 * @throws OneClassError as `evaluatePixels`
 */
export function pixelAuroc(images: readonly PixelScores[]): number {
  return aurocOf(rankPixels(images));
}

/** @throws OneClassError as `evaluatePixels` */
export function pixelAveragePrecision(images: readonly PixelScores[]): number {
  return averagePrecisionOf(rankPixels(images));
}

/**
 * Area under the per-region overlap curve (Bergmann et al. 2021, "The MVTec Anomaly Detection
 * Dataset", section 5): the share of a region of defect (8-connected) above the threshold, averaged
 * over all regions, against the false positive rate over all normal pixels of all images. Exact:
 * every score is a threshold, pixels of one score are one step, with straight lines between the
 * steps; cut at `limit` and divided by it.
 * @throws OneClassError as `evaluatePixels`
 */
export function aupro(images: readonly PixelScores[], { limit = 0.3 }: AuproOptions = {}): number {
  checkLimit(limit);
  return auproOf(rankPixels(images), limit);
}

function auproOf(
  { truePositives, falsePositives, anomalous, normal, regionOf, regionSizes }: PixelRanking,
  limit: number,
): number {
  // What one pixel of a region adds to the mean overlap.
  const shares = Float64Array.from(regionSizes, (size) => 1 / (size * regionSizes.length));
  let area = 0;
  let rate = 0;
  let overlap = 0;
  for (let k = 0, hits = 0; k < truePositives.length && rate < limit; k++) {
    const rateBefore = rate;
    const overlapBefore = overlap;
    rate = (falsePositives[k] as number) / normal;
    for (; hits < (truePositives[k] as number); hits++)
      overlap += shares[regionOf[anomalous - 1 - hits] as number] as number;
    // The sum of all shares may miss 1 by rounding.
    if (hits === anomalous) overlap = 1;
    if (rate > limit) {
      overlap =
        overlapBefore + ((overlap - overlapBefore) * (limit - rateBefore)) / (rate - rateBefore);
      rate = limit;
    }
    area += ((rate - rateBefore) * (overlapBefore + overlap)) / 2;
  }
  return area / limit;
}

function checkLimit(limit: number): void {
  if (limit > 0 && limit <= 1) return;
  throw new OneClassError(
    'invalid-argument',
    'Invalid limit of the false positive rate: expected a share above 0 and up to 1; 0.3 is ' +
      `usual. Received: ${String(limit)}.`,
    { argument: 'limit', expected: 'in (0, 1]', received: limit },
  );
}
