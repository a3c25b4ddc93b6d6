import { anomalousIsPositive, type F1Options } from './positive-class.ts';
import { outcome, rank, thresholdFor, type Ranking, type Steps } from './ranking.ts';

export interface BestF1 {
  readonly f1: number;
  /** Calling scores above it anomalous gives this F1. */
  readonly threshold: number;
  /** Of the positive class. */
  readonly precision: number;
  /** Of the positive class. */
  readonly recall: number;
}

/**
 * The highest F1 that any threshold reaches; of equal ones, the highest threshold. It is chosen on
 * the very labels it is measured on: an upper bound, not an estimate.
 * @param labels `[n]`, 1 = anomalous
 * @param scores `[n]`, higher = more anomalous
 * @throws OneClassError `invalid-argument` or `invalid-data` for labels or scores that don't fit,
 *   or one class only
 */
export function bestF1(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: F1Options = {},
): BestF1 {
  return bestF1Of(rank(labels, scores), options);
}

export function bestF1Of(ranking: Ranking, options: F1Options = {}): BestF1 {
  const ofAnomalous = anomalousIsPositive(options);
  const { anomalous, normal } = ranking;
  const { f1, count } = bestStepOf(ranking, options);
  const { hits, alarms } = outcome(ranking, count);
  return {
    f1,
    threshold: thresholdFor(ranking, count),
    precision: ofAnomalous
      ? hits / (hits + alarms)
      : (normal - alarms) / (normal - alarms + anomalous - hits),
    recall: ofAnomalous ? hits / anomalous : (normal - alarms) / normal,
  };
}

/** How many of the highest distinct scores to call anomalous for it. */
export function bestStepOf(
  steps: Steps,
  options: F1Options = {},
): { readonly f1: number; readonly count: number } {
  const ofAnomalous = anomalousIsPositive(options);
  const { anomalous, normal, truePositives } = steps;
  let best = 0;
  let f1 = -1;
  for (let count = 0; count <= truePositives.length; count++) {
    const { hits, alarms } = outcome(steps, count);
    const right = ofAnomalous ? hits : normal - alarms;
    const value = (2 * right) / (2 * right + alarms + anomalous - hits);
    if (value > f1) {
      f1 = value;
      best = count;
    }
  }
  return { f1, count: best };
}
