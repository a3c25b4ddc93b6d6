import { rank, thresholdFor, type CountArray, type Steps } from './ranking.ts';

export interface RocCurve {
  readonly falsePositiveRate: Float64Array;
  readonly truePositiveRate: Float64Array;
  /** Scores above `thresholds[i]` give point i; falling. */
  readonly thresholds: Float64Array;
}

export interface CurveOptions {
  /** Leave out points on a straight line between others; true by default. */
  readonly dropIntermediate?: boolean | undefined;
}

/**
 * Area under the ROC curve: the chance that an anomalous image scores higher than a normal one,
 * ties counting half.
 * @param labels `[n]`, 1 = anomalous
 * @param scores `[n]`, higher = more anomalous
 * @throws OneClassError `invalid-argument` or `invalid-data` for labels or scores that don't fit,
 *   or one class only
 */
export function auroc(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  return aurocOf(rank(labels, scores));
}

export function aurocOf({ truePositives, falsePositives, anomalous, normal }: Steps): number {
  // Twice the area in counts: whole numbers, so exact.
  let area = 0;
  let above = 0;
  let falseAbove = 0;
  for (let k = 0; k < truePositives.length; k++) {
    const hits = truePositives[k] as number;
    const alarms = falsePositives[k] as number;
    area += (alarms - falseAbove) * (hits + above);
    above = hits;
    falseAbove = alarms;
  }
  return area / (2 * anomalous * normal);
}

/**
 * From (0, 0) to (1, 1), the same points as scikit-learn's `roc_curve`. Thresholds differ: ours are
 * finite and lie between the scores, since an image is called anomalous when its score is *above*
 * the threshold.
 * @throws OneClassError as `auroc`
 */
export function rocCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: CurveOptions = {},
): RocCurve {
  const ranking = rank(labels, scores);
  const { truePositives, falsePositives, anomalous, normal } = ranking;
  const kept =
    options.dropIntermediate === false ? positions(truePositives.length) : corners(ranking);
  const point = {
    falsePositiveRate: new Float64Array(kept.length + 1),
    truePositiveRate: new Float64Array(kept.length + 1),
  };
  const thresholds = new Float64Array(kept.length + 1);
  thresholds[0] = thresholdFor(ranking, 0);
  kept.forEach((k, i) => {
    point.falsePositiveRate[i + 1] = (falsePositives[k] as number) / normal;
    point.truePositiveRate[i + 1] = (truePositives[k] as number) / anomalous;
    thresholds[i + 1] = thresholdFor(ranking, k + 1);
  });
  return { ...point, thresholds };
}

const positions = (length: number): Uint32Array => Uint32Array.from({ length }, (_, i) => i);

/** The first, the last, and every entry where either count changes its step. */
function corners({ truePositives, falsePositives }: Steps): Uint32Array {
  const bends = (counts: CountArray, k: number): boolean =>
    (counts[k + 1] as number) - (counts[k] as number) !==
    (counts[k] as number) - (counts[k - 1] as number);
  return positions(truePositives.length).filter(
    (k) =>
      k === 0 ||
      k === truePositives.length - 1 ||
      bends(truePositives, k) ||
      bends(falsePositives, k),
  );
}
