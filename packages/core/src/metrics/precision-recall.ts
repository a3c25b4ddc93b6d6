import { rank, thresholdFor, type Ranking } from './ranking.ts';
import type { CurveOptions } from './roc.ts';

export interface PrCurve {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  /** Scores above `thresholds[i]` give point i; falling. */
  readonly thresholds: Float64Array;
}

/**
 * The points of scikit-learn's `precision_recall_curve` from its last, (recall 0, precision 1), to
 * its first, everything called anomalous: in the order of our ROC curve. With `dropIntermediate`,
 * points between others of the same recall are left out.
 * @param labels `[n]`, 1 = anomalous
 * @param scores `[n]`, higher = more anomalous
 * @throws OneClassError `invalid-argument` or `invalid-data` for labels or scores that don't fit,
 *   or one class only
 */
export function prCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  { dropIntermediate = true }: CurveOptions = {},
): PrCurve {
  const ranking = rank(labels, scores);
  const { truePositives, falsePositives, anomalous } = ranking;
  const every = Uint32Array.from(truePositives.keys());
  const kept = dropIntermediate ? every.filter((k) => movesRecall(ranking, k)) : every;
  const precision = new Float64Array(kept.length + 1);
  const recall = new Float64Array(kept.length + 1);
  const thresholds = new Float64Array(kept.length + 1);
  precision[0] = 1;
  thresholds[0] = thresholdFor(ranking, 0);
  kept.forEach((k, i) => {
    const hits = truePositives[k] as number;
    precision[i + 1] = hits / (hits + (falsePositives[k] as number));
    recall[i + 1] = hits / anomalous;
    thresholds[i + 1] = thresholdFor(ranking, k + 1);
  });
  return { precision, recall, thresholds };
}

/** Not that of both its neighbours; the ends have but one. */
const movesRecall = ({ truePositives }: Ranking, k: number): boolean =>
  truePositives[k - 1] !== truePositives[k] || truePositives[k] !== truePositives[k + 1];
