import { rank, thresholdFor, type Ranking } from './ranking.ts';

export interface BestF1 {
  readonly f1: number;
  /** Calling scores above it anomalous gives this F1. */
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * The highest F1 (anomalous = positive) that any threshold reaches; of equal ones, the highest threshold.
 * It is chosen on the very labels it is measured on: an upper bound, not an estimate.
 * @param labels `[n]`, 1 = anomalous
 * @param scores `[n]`, higher = more anomalous
 * @throws OneClassError `invalid-argument` or `invalid-data` for labels or scores that don't fit, or one class only
 */
export function bestF1(labels: ArrayLike<number>, scores: ArrayLike<number>): BestF1 {
  return bestF1Of(rank(labels, scores));
}

export function bestF1Of(ranking: Ranking): BestF1 {
  const { truePositives, falsePositives, anomalous } = ranking;
  let best = 0;
  let f1 = 0;
  for (let k = 0; k < truePositives.length; k++) {
    const hits = truePositives[k] as number;
    const value = (2 * hits) / (hits + (falsePositives[k] as number) + anomalous);
    if (value > f1) {
      f1 = value;
      best = k;
    }
  }
  const hits = truePositives[best] as number;
  return {
    f1,
    threshold: thresholdFor(ranking, best + 1),
    precision: hits / (hits + (falsePositives[best] as number)),
    recall: hits / anomalous,
  };
}
