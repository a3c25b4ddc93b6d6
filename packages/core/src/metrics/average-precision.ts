import { rank, type Steps } from './ranking.ts';

/**
 * Σ (Rₖ − Rₖ₋₁) Pₖ over falling thresholds, without interpolation, as scikit-learn's
 * `average_precision_score`.
 * @param labels `[n]`, 1 = anomalous
 * @param scores `[n]`, higher = more anomalous
 * @throws OneClassError `invalid-argument` or `invalid-data` for labels or scores that don't fit,
 *   or one class only
 */
export function averagePrecision(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  return averagePrecisionOf(rank(labels, scores));
}

export function averagePrecisionOf({ truePositives, falsePositives, anomalous }: Steps): number {
  let sum = 0;
  let before = 0;
  for (let k = 0; k < truePositives.length; k++) {
    const hits = truePositives[k] as number;
    sum += (hits - before) * (hits / (hits + (falsePositives[k] as number)));
    before = hits;
  }
  return sum / anomalous;
}
