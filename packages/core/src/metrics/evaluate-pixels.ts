import { auproOf, checkLimit, type AuproOptions } from './aupro.ts';
import { averagePrecisionOf } from './average-precision.ts';
import { bestStepOf } from './best-f1.ts';
import { accuracy, f1Score, type ConfusionMatrix } from './confusion.ts';
import { pixelConfusionMatrix } from './pixel-confusion.ts';
import { rankPixels, splitPixels, type PixelRanking } from './pixel-ranking.ts';
import {
  checkBothPresent,
  countPixels,
  type PixelCounts,
  type PixelScores,
} from './pixel-scores.ts';
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
  const ranking = rankImages(images);
  const confusion = threshold === null ? null : pixelConfusionMatrix(images, threshold);
  return pixelEvaluation(ranking, { images: images.length, limit, threshold, confusion });
}

interface Evaluated {
  /** How many. */
  readonly images: number;
  readonly limit: number;
  readonly threshold: number | null;
  /** At the threshold. */
  readonly confusion: ConfusionMatrix | null;
}

export function pixelEvaluation(
  ranking: PixelRanking,
  { images, limit, threshold, confusion }: Evaluated,
): PixelEvaluation {
  const best = bestStepOf(ranking);
  return {
    pixelAuroc: aurocOf(ranking),
    pixelAveragePrecision: averagePrecisionOf(ranking),
    pixelBestF1: best.f1,
    pixelBestF1Threshold: ranking.thresholdOf(best.count),
    aupro: auproOf(ranking, limit),
    pixelF1: confusion && f1Score(confusion),
    pixelAccuracy: confusion && accuracy(confusion),
    pixelThreshold: threshold,
    counts: {
      images,
      normal: ranking.normal,
      anomalous: ranking.anomalous,
      regions: ranking.regions,
    },
  };
}

function rankImages(images: readonly PixelScores[]): PixelRanking {
  const count = countPixels(images);
  checkBothPresent(count, images.length);
  return rankPixels(splitPixels(images, count));
}

/**
 * Area under the ROC curve over all pixels; flatters, since most pixels are normal.
 * @throws OneClassError as `evaluatePixels`
 */
export function pixelAuroc(images: readonly PixelScores[]): number {
  return aurocOf(rankImages(images));
}

/** @throws OneClassError as `evaluatePixels` */
export function pixelAveragePrecision(images: readonly PixelScores[]): number {
  return averagePrecisionOf(rankImages(images));
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
  return auproOf(rankImages(images), limit);
}
