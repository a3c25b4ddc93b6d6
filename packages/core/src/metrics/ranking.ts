import { OneClassError } from '../error.ts';
import { checkLabeledScores } from './check.ts';

export type ScoreArray = Float32Array | Float64Array;
export type CountArray = Uint32Array | Float64Array;

/**
 * What every threshold gives: entry k is the outcome of calling the k + 1 highest distinct scores
 * anomalous.
 */
export interface Steps {
  readonly truePositives: CountArray;
  readonly falsePositives: CountArray;
  readonly anomalous: number;
  readonly normal: number;
}

/** From one sort. */
export interface Ranking extends Steps {
  /** The distinct scores, highest first. */
  readonly scores: ScoreArray;
}

/**
 * @throws OneClassError as `checkLabeledScores`, and `invalid-data` when all labels are alike
 */
export function rank(labels: ArrayLike<number>, scores: ArrayLike<number>): Ranking {
  const { anomalous, normal } = splitByLabel(labels, scores);
  return rankSplit(anomalous, normal);
}

/**
 * Copies of the anomalous and of the normal scores, in their order; float32 scores stay float32.
 */
export function splitByLabel(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
): { anomalous: ScoreArray; normal: ScoreArray } {
  const count = checkLabeledScores(labels, scores);
  if (count === 0 || count === labels.length)
    throw missingClass(count === 0 ? 'anomalous' : 'normal', labels.length);
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
 * Sorts both arrays in place, then merges them. Sorting each class as plain numbers is native and
 * exact in float32 and float64 alike; sorting pairs of score and label would need a comparator, ten
 * times slower.
 */
export function rankSplit(anomalous: ScoreArray, normal: ScoreArray): Ranking {
  return rankSorted(anomalous.sort(), normal.sort());
}

export interface RankSortedOptions {
  /**
   * Steps that add only normal scores become one with those before them: far fewer entries where
   * few scores are anomalous. Areas and maxima stay the same to the bit, but not every point of a
   * curve is left.
   */
  readonly joinNormal?: boolean | undefined;
}

/** Of scores in rising order. */
export function rankSorted(
  anomalous: ScoreArray,
  normal: ScoreArray,
  { joinNormal = false }: RankSortedOptions = {},
): Ranking {
  const most = anomalous.length + normal.length;
  const length = joinNormal ? Math.min(2 * anomalous.length + 1, most) : most;
  const scores =
    anomalous instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
  const truePositives = new Uint32Array(length);
  const falsePositives = new Uint32Array(length);
  let a = anomalous.length - 1;
  let n = normal.length - 1;
  let k = 0;
  let onlyNormal = false;
  for (; a >= 0 || n >= 0; k++) {
    const score = Math.max(
      a >= 0 ? (anomalous[a] as number) : -Infinity,
      n >= 0 ? (normal[n] as number) : -Infinity,
    );
    const onlyNormalBefore = onlyNormal;
    onlyNormal = a < 0 || anomalous[a] !== score;
    while (a >= 0 && anomalous[a] === score) a--;
    while (n >= 0 && normal[n] === score) n--;
    if (joinNormal && onlyNormal && onlyNormalBefore) k--;
    else scores[k] = score;
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

/** What calling the `count` highest distinct scores anomalous gives. */
export function outcome(
  { truePositives, falsePositives }: Steps,
  count: number,
): { readonly hits: number; readonly alarms: number } {
  if (count === 0) return { hits: 0, alarms: 0 };
  return { hits: truePositives[count - 1] as number, alarms: falsePositives[count - 1] as number };
}

// The smallest float32 that no backend takes for zero.
const TINY = 2 ** -126;

/**
 * A threshold above which lie exactly the `count` highest distinct scores: midway to the next one,
 * the highest score itself for none of them, just below the lowest for all. For float32 scores it
 * is itself a float32 number: whether it is compared in float32 or in float64, the outcome is the
 * same.
 */
export function thresholdFor({ scores }: Ranking, count: number): number {
  const round = scores instanceof Float32Array ? Math.fround : (value: number): number => value;
  const lowest = scores[scores.length - 1] as number;
  if (count === 0) return scores[0] as number;
  if (count === scores.length) return round(lowest - Math.max(Math.abs(lowest) * 2 ** -20, TINY));
  const above = scores[count - 1] as number;
  const below = scores[count] as number;
  const middle = round(below + (above - below) / 2);
  // Between neighbouring floats there is no number: the middle rounds to one of the two.
  return middle < above ? middle : below;
}

function missingClass(missing: 'anomalous' | 'normal', count: number): OneClassError {
  const present = missing === 'anomalous' ? 'normal (label 0)' : 'anomalous (label 1)';
  return new OneClassError(
    'invalid-data',
    `All ${count} images are ${present}. This metric compares normal with anomalous images: ` +
      `add ${missing} ones to the labels and scores.`,
    { argument: 'labels', expected: 'both labels, 0 and 1' },
  );
}
