import type { Threshold } from '../contract/threshold.ts';
import { OneClassError } from '../error.ts';
import { confusionMatrix, f1Score } from '../metrics/confusion.ts';
import { splitByLabel } from '../metrics/ranking.ts';

export interface GridOptions {
  /** `[n]`, 1 = anomalous. */
  readonly labels: ArrayLike<number>;
  /** `[n]`, of validation images, never of the test set. */
  readonly scores: ArrayLike<number>;
  readonly from: number;
  /** The grid ends at its value nearest to this one. */
  readonly to: number;
  readonly step: number;
}

export interface GridThreshold extends Threshold {
  /** On the validation images the threshold was chosen on. */
  readonly f1: number;
}

const MOST_VALUES = 10_000;

/**
 * Of `from`, `from + step`, … `to`, the first threshold with the best F1 (anomalous = positive) on
 * labelled validation images.
 * @throws OneClassError `invalid-argument` for the grid, `invalid-argument` or `invalid-data` for
 *   labels and scores, or one class only
 */
export function gridThreshold({ labels, scores, from, to, step }: GridOptions): GridThreshold {
  const count = gridSize({ from, to, step });
  const { anomalous, normal } = splitByLabel(labels, scores);
  let value = from;
  let f1 = -1;
  for (let i = 0; i < count; i++) {
    const candidate = from + i * step;
    const reached = f1Score(confusionMatrix(labels, scores, candidate));
    if (reached > f1) {
      f1 = reached;
      value = candidate;
    }
  }
  const images = `${normal.length} normal and ${anomalous.length} anomalous validation images`;
  return {
    value,
    f1,
    rule: `best F1 on the grid ${from} to ${to} by ${step}, of ${images}`,
    promise:
      `F1 ${f1.toFixed(4)} on the ${images} it was chosen on, so a little optimistic for new ` +
      'ones of the same mix.',
  };
}

function gridSize({ from, to, step }: { from: number; to: number; step: number }): number {
  const count = Math.floor((to - from) / step + 0.5) + 1;
  if (
    Number.isFinite(from) &&
    Number.isFinite(to) &&
    step > 0 &&
    to >= from &&
    count <= MOST_VALUES
  )
    return count;
  throw new OneClassError(
    'invalid-argument',
    'Invalid grid of thresholds: expected finite `from` ≤ `to`, `step` > 0 and at most ' +
      `${MOST_VALUES} values. Received: from ${from} to ${to} in steps of ${step}.`,
    { argument: 'step', received: { from, to, step } },
  );
}
