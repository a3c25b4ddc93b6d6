import { averagePrecisionOf } from './average-precision.ts';
import { bestF1Of } from './best-f1.ts';
import { bootstrapInterval, type BootstrapOptions, type ConfidenceInterval } from './bootstrap.ts';
import { accuracy, confusionMatrix, f1Score, type ConfusionMatrix } from './confusion.ts';
import { evaluateKinds, type KindEvaluation } from './kind.ts';
import { rankSplit, splitByLabel } from './ranking.ts';
import { aurocOf } from './roc.ts';

/** Plain JSON. F1 takes anomalous as positive; what needs a threshold is null without one. */
export interface Evaluation {
  readonly auroc: number;
  /** Null unless asked for. */
  readonly aurocInterval: ConfidenceInterval | null;
  readonly averagePrecision: number;
  /** The highest F1 that any threshold reaches on these very labels: an upper bound. */
  readonly bestF1: number;
  readonly bestF1Threshold: number;
  readonly f1: number | null;
  readonly accuracy: number | null;
  readonly threshold: number | null;
  readonly counts: { readonly normal: number; readonly anomalous: number };
  readonly confusion: ConfusionMatrix | null;
  /** Empty when no kinds were given. */
  readonly byKind: Readonly<Record<string, KindEvaluation>>;
}

export interface EvaluateOptions {
  /** What each image is, `[n]`: 'good', 'crack', '7'. */
  readonly kinds?: readonly string[] | undefined;
  /** From the detector's calibration; images that score above it are called anomalous. */
  readonly threshold?: number | null | undefined;
  /**
   * `[n]`, 1 for images that count for the figures that use the threshold (F1, accuracy, confusion,
   * `calledAnomalous`); all when absent. The others are those that the threshold was found on. F1,
   * accuracy and confusion are null where those that count are not of both classes.
   */
  readonly judged?: ArrayLike<number> | undefined;
  /**
   * Asks for a bootstrap interval; `{}` for 95 % from 1000 resamples, a second for 10,000 images.
   */
  readonly aurocInterval?: BootstrapOptions | undefined;
}

/**
 * All that scores say against the truth.
 * @param labels `[n]`, 1 = anomalous
 * @param scores `[n]`, higher = more anomalous
 * @throws OneClassError `invalid-argument` or `invalid-data` for labels, scores, kinds or options
 *   that don't fit, or one class only
 */
export function evaluate(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: EvaluateOptions = {},
): Evaluation {
  const { threshold = null, kinds, judged, aurocInterval } = options;
  const { anomalous, normal } = splitByLabel(labels, scores);
  const ranking = rankSplit(anomalous, normal);
  const best = bestF1Of(ranking);
  const confusion = threshold === null ? null : confusionOf(labels, scores, { threshold, judged });
  return {
    auroc: aurocOf(ranking),
    aurocInterval:
      aurocInterval === undefined ? null : bootstrapInterval(labels, scores, aurocInterval),
    averagePrecision: averagePrecisionOf(ranking),
    bestF1: best.f1,
    bestF1Threshold: best.threshold,
    f1: confusion && f1Score(confusion),
    accuracy: confusion && accuracy(confusion),
    threshold,
    counts: { normal: ranking.normal, anomalous: ranking.anomalous },
    confusion,
    byKind:
      kinds === undefined
        ? {}
        : evaluateKinds(labels, scores, { kinds, normal, threshold, judged }),
  };
}

function confusionOf(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  { threshold, judged }: { readonly threshold: number } & Pick<EvaluateOptions, 'judged'>,
): ConfusionMatrix | null {
  if (judged === undefined) return confusionMatrix(labels, scores, threshold);
  const positions = Array.from(labels, (_, i) => i).filter((i) => judged[i] === 1);
  const own = positions.map((i) => labels[i] as number);
  if (new Set(own).size < 2) return null;
  return confusionMatrix(
    own,
    positions.map((i) => scores[i] as number),
    threshold,
  );
}
