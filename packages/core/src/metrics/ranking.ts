import { OneClassError } from '../error.ts';
import { checkLabeledScores } from './check.ts';

export type ScoreArray = Float32Array | Float64Array;

/**
 * What every threshold gives, from one sort: entry k is the outcome of calling the k + 1 highest distinct scores anomalous.
 */
export interface Ranking {
  /** The distinct scores, highest first. */
  readonly scores: ScoreArray;
  readonly truePositives: Uint32Array;
  readonly falsePositives: Uint32Array;
  readonly anomalous: number;
  readonly normal: number;
}

/**
 * @throws OneClassError as `checkLabeledScores`, and `invalid-data` when all labels are alike
 */
export function rank(labels: ArrayLike<number>, scores: ArrayLike<number>): Ranking {
  const { anomalous, normal } = splitByLabel(labels, scores);
  return rankSplit(anomalous, normal);
}

/** Copies of the anomalous and of the normal scores, in their order; float32 scores stay float32. */
export function splitByLabel(labels: ArrayLike<number>, scores: ArrayLike<number>): { anomalous: ScoreArray; normal: ScoreArray } {
  const count = checkLabeledScores(labels, scores);
  if (count === 0 || count === labels.length) throw missingClass(count === 0 ? 'anomalous' : 'normal', labels.length);
  const Scores = scores instanceof Float32Array ? Float32Array : Float64Array;
  const anomalous = new Scores(count);
  const normal = new Scores(labels.length - count);
  for (let i = 0, a = 0, n = 0; i < labels.length; i++) {
    if (labels[i] === 1) anomalous[a++] = scores[i] as number;
    else normal[n++] = scores[i] as number;
  }
  return { anomalous, normal };
}

/**
 * Sorts both arrays in place, then merges them. Sorting each class as plain numbers is native and exact in float32 and
 * float64 alike; sorting pairs of score and label would need a comparator, ten times slower.
 */
export function rankSplit(anomalous: ScoreArray, normal: ScoreArray): Ranking {
  anomalous.sort();
  normal.sort();
  const length = anomalous.length + normal.length;
  const scores = anomalous instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
  const truePositives = new Uint32Array(length);
  const falsePositives = new Uint32Array(length);
  let a = anomalous.length - 1;
  let n = normal.length - 1;
  let k = 0;
  for (; a >= 0 || n >= 0; k++) {
    const score = Math.max(a >= 0 ? (anomalous[a] as number) : -Infinity, n >= 0 ? (normal[n] as number) : -Infinity);
    while (a >= 0 && anomalous[a] === score) a--;
    while (n >= 0 && normal[n] === score) n--;
    scores[k] = score;
    truePositives[k] = anomalous.length - 1 - a;
    falsePositives[k] = normal.length - 1 - n;
  }
  return {
    scores: scores.subarray(0, k),
    truePositives: truePositives.subarray(0, k),
    falsePositives: falsePositives.subarray(0, k),
    anomalous: anomalous.length,
    normal: normal.length,
  };
}

/**
 * A threshold above which lie exactly the `count` highest distinct scores: midway to the next one, the highest score
 * itself for none of them, just below the lowest for all.
 */
export function thresholdFor({ scores }: Ranking, count: number): number {
  const lowest = scores[scores.length - 1] as number;
  if (count === 0) return scores[0] as number;
  if (count === scores.length) return lowest - Math.max(Math.abs(lowest) * 2 ** -20, Number.MIN_VALUE);
  const above = scores[count - 1] as number;
  const below = scores[count] as number;
  const middle = below + (above - below) / 2;
  // Between neighbouring floats there is no number: the middle rounds to one of the two.
  return middle < above ? middle : below;
}

function missingClass(missing: 'anomalous' | 'normal', count: number): OneClassError {
  const present = missing === 'anomalous' ? 'normal (label 0)' : 'anomalous (label 1)';
  return new OneClassError(
    'invalid-data',
    `All ${count} images are ${present}. This metric compares normal with anomalous images: add ${missing} ones to the labels and scores.`,
    { argument: 'labels', expected: 'both labels, 0 and 1' },
  );
}
