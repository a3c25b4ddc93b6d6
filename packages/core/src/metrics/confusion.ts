import { OneClassError } from '../error.ts';
import { checkLabeledScores } from './check.ts';
import { anomalousIsPositive, type F1Options } from './positive-class.ts';

/** Counts of images, or of pixels; positive is anomalous here, whichever class F1 takes. */
export interface ConfusionMatrix {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly trueNegative: number;
  readonly falseNegative: number;
}

/**
 * @param labels `[n]`, 1 = anomalous
 * @param scores `[n]`; an image is called anomalous when its score is above `threshold`
 * @throws OneClassError `invalid-argument` or `invalid-data` for labels or scores that don't fit,
 *   or a threshold that is not a number
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  threshold: number,
): ConfusionMatrix {
  const anomalous = checkLabeledScores(labels, scores);
  checkThreshold(threshold);
  let truePositive = 0;
  let falsePositive = 0;
  for (let i = 0; i < scores.length; i++) {
    if (!((scores[i] as number) > threshold)) continue;
    if (labels[i] === 1) truePositive++;
    else falsePositive++;
  }
  return {
    truePositive,
    falsePositive,
    trueNegative: scores.length - anomalous - falsePositive,
    falseNegative: anomalous - truePositive,
  };
}

/** @throws OneClassError `invalid-argument` */
export function checkThreshold(threshold: number): void {
  if (typeof threshold === 'number' && !Number.isNaN(threshold)) return;
  throw new OneClassError(
    'invalid-argument',
    `Invalid threshold: expected a number. Received: ${String(threshold)}.`,
    {
      argument: 'threshold',
      expected: 'a number',
      received: threshold,
    },
  );
}

/**
 * Harmonic mean of the precision and recall of the positive class; 0 when nothing is of that class
 * nor called so.
 * @throws OneClassError `invalid-argument` for a positive class of another name
 */
export function f1Score(
  { truePositive, falsePositive, trueNegative, falseNegative }: ConfusionMatrix,
  options: F1Options = {},
): number {
  const right = anomalousIsPositive(options) ? truePositive : trueNegative;
  const sum = 2 * right + falsePositive + falseNegative;
  return sum === 0 ? 0 : (2 * right) / sum;
}

/** Share of images called rightly. */
export function accuracy({
  truePositive,
  falsePositive,
  trueNegative,
  falseNegative,
}: ConfusionMatrix): number {
  return (
    (truePositive + trueNegative) / (truePositive + falsePositive + trueNegative + falseNegative)
  );
}
