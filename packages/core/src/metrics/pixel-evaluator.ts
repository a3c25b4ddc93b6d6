import { checkLimit } from './aupro.ts';
import { checkThreshold, type ConfusionMatrix } from './confusion.ts';
import {
  pixelEvaluation,
  type EvaluatePixelsOptions,
  type PixelEvaluation,
} from './evaluate-pixels.ts';
import { pixelConfusionMatrix } from './pixel-confusion.ts';
import { pixelErrorBounds, type PixelErrorBounds } from './pixel-error-bounds.ts';
import { createPixelHistogram, type PixelHistogram } from './pixel-histogram.ts';
import { joinPixels, rankPixels, splitPixels, type SplitPixels } from './pixel-ranking.ts';
import { checkBothPresent, countPixels, type PixelScores } from './pixel-scores.ts';

export interface PixelEvaluatorOptions extends EvaluatePixelsOptions {
  /** Of more pixels the figures come from a histogram; 10 million when absent. */
  readonly exactPixels?: number | undefined;
}

/** Plain JSON. */
export interface BoundedPixelEvaluation extends PixelEvaluation {
  /** How far each figure may be from the exact one; null where all are exact. */
  readonly errorBounds: PixelErrorBounds | null;
}

export interface PixelEvaluator {
  /**
   * Of one more image; its arrays are not kept.
   * @param options.judged whether F1 and accuracy at the threshold count it, as they may where the
   *   threshold was not found on it; true when absent
   * @throws OneClassError `invalid-shape` for sizes that don't fit, `invalid-data` for a score that
   *   is not finite or a mask of other values than 0 and 1
   */
  add(image: PixelScores, options?: { readonly judged?: boolean | undefined }): void;
  /** @throws OneClassError `invalid-data` for pixels of one class only */
  evaluate(): BoundedPixelEvaluation;
}

/**
 * What `evaluatePixels` says, of images that come one by one and need not fit in memory together.
 *
 * Up to `exactPixels` it is the same to the bit, and takes at most 12 bytes a normal pixel and 48
 * an anomalous one. Beyond that, scores count as equal that fall into the same of two million bins
 * at most, which are as fine as the range of all scores allows; `errorBounds` says how far each
 * figure may be from the exact one, for certain. It takes 150 MB then, of however many pixels. F1
 * and accuracy at the threshold are exact. Beside it, 13 bytes a pixel of the image that is added.
 * @throws OneClassError `invalid-argument` for limit and threshold
 */
export function pixelEvaluator({
  limit = 0.3,
  threshold = null,
  exactPixels = 1e7,
}: PixelEvaluatorOptions = {}): PixelEvaluator {
  checkLimit(limit);
  if (threshold !== null) checkThreshold(threshold);
  const kept: SplitPixels[] = [];
  let histogram: PixelHistogram | undefined;
  let images = 0;
  let count = { normal: 0, anomalous: 0 };
  let confusion: ConfusionMatrix | null = null;
  return {
    add(image, { judged = true } = {}) {
      const own = countPixels([image], images);
      images++;
      count = {
        normal: count.normal + own.normal,
        anomalous: count.anomalous + own.anomalous,
      };
      if (threshold !== null && judged)
        confusion = sum(confusion, pixelConfusionMatrix([image], threshold));
      kept.push(splitPixels([image], own));
      if (count.normal + count.anomalous <= exactPixels) return;
      histogram ??= createPixelHistogram();
      for (const pixels of kept.splice(0)) histogram.add(pixels);
    },
    evaluate() {
      checkBothPresent(count, images);
      const bins = histogram?.rank();
      const ranking = bins ?? rankPixels(joinPixels(kept, count));
      return {
        ...pixelEvaluation(ranking, { images, limit, threshold, confusion }),
        errorBounds: bins && !bins.exact ? pixelErrorBounds(bins, limit) : null,
      };
    },
  };
}

const sum = (a: ConfusionMatrix | null, b: ConfusionMatrix): ConfusionMatrix =>
  a === null
    ? b
    : {
        truePositive: a.truePositive + b.truePositive,
        falsePositive: a.falsePositive + b.falsePositive,
        trueNegative: a.trueNegative + b.trueNegative,
        falseNegative: a.falseNegative + b.falseNegative,
      };
