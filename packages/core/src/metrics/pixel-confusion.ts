import { checkThreshold, type ConfusionMatrix } from './confusion.ts';
import type { PixelScores } from './pixel-scores.ts';

/**
 * Counts of pixels over all images: what a segmentation, scores above `threshold`, has found. Of
 * one image alone too, and of images without a defect.
 * @param images score and mask agree in size, as `pixelScores` makes them
 * @throws OneClassError `invalid-argument` for a threshold that is not a number
 */
export function pixelConfusionMatrix(
  images: readonly PixelScores[],
  threshold: number,
): ConfusionMatrix {
  checkThreshold(threshold);
  let [pixels, anomalous, truePositive, falsePositive] = [0, 0, 0, 0];
  for (const { scores, mask } of images) {
    pixels += scores.length;
    for (let i = 0; i < scores.length; i++) {
      const truth = mask?.data[i] ?? 0;
      anomalous += truth;
      if (!((scores[i] as number) > threshold)) continue;
      truePositive += truth;
      falsePositive += 1 - truth;
    }
  }
  return {
    truePositive,
    falsePositive,
    trueNegative: pixels - anomalous - falsePositive,
    falseNegative: anomalous - truePositive,
  };
}
