import { fromBase64, toBase64 } from '../base64.ts';
import { OneClassError } from '../error.ts';
import { checkScores } from '../metrics/check.ts';

/** Scores of held-out normal images, among which p-values are counted. */
export interface CalibrationScores {
  /** How many images there were. */
  readonly count: number;
  /**
   * Their scores, rising: all of them up to {@link MOST_SCORES}; of more so many, at equal
   * distances in their order, the lowest and the highest among them.
   */
  readonly scores: Float32Array;
}

/** As a file keeps them. */
export interface SavedScores {
  readonly count: number;
  /** The scores, float32 little-endian, in base64. */
  readonly scores: string;
}

/** Scores that are kept, 40 kB. */
export const MOST_SCORES = 10_000;

/**
 * What is kept of the scores of normal images that a threshold was found on. Of more than
 * {@link MOST_SCORES} a sketch: {@link pValue} is then up to ⌈(n − 1) / 9,999⌉ / (n + 1) too high,
 * about 0.0001, and never too low.
 * @param normalScores `[n]`, of images that the detector was not fitted on
 * @throws OneClassError `invalid-data` for no scores, and one that is not finite
 */
export function calibrationScores(normalScores: ArrayLike<number>): CalibrationScores {
  checkScores(normalScores);
  const rising = Float32Array.from(normalScores).sort();
  const count = rising.length;
  if (count <= MOST_SCORES) return { count, scores: rising };
  const scores = new Float32Array(MOST_SCORES);
  for (let i = 0; i < MOST_SCORES; i++) scores[i] = rising[rankOf(i, count, MOST_SCORES)] as number;
  return { count, scores };
}

/** Where the i-th of `kept` scores stands among `count`, from 0. */
const rankOf = (i: number, count: number, kept: number): number =>
  kept === count ? i : Math.floor((i * (count - 1)) / (kept - 1));

/**
 * The conformal p-value of a score (Vovk, Gammerman and Shafer 2005): (1 + number of calibration
 * scores at or above it) / (n + 1), in (0, 1]. Of a new normal image it is at most p with a chance
 * of at most p, as long as it and the calibration images are exchangeable.
 * @param score finite
 */
export function pValue({ count, scores }: CalibrationScores, score: number): number {
  // The first score at or above it.
  let [first, end] = [0, scores.length];
  while (first < end) {
    const middle = (first + end) >>> 1;
    if ((scores[middle] as number) < score) first = middle + 1;
    else end = middle;
  }
  // Of a sketch, what lies between two kept scores counts as at or above: never too low.
  const below = first === 0 ? 0 : rankOf(first - 1, count, scores.length) + 1;
  return (1 + count - below) / (count + 1);
}

/** For a file; {@link readCalibration} reads it. */
export function writeCalibration({ count, scores }: CalibrationScores): SavedScores {
  const view = new DataView(new ArrayBuffer(4 * scores.length));
  scores.forEach((score, i) => {
    view.setFloat32(4 * i, score, true);
  });
  return { count, scores: toBase64(new Uint8Array(view.buffer)) };
}

/** @throws OneClassError `invalid-artifact` for what {@link writeCalibration} does not write */
export function readCalibration({ count, scores: text }: SavedScores): CalibrationScores {
  const bytes = fromBase64(text);
  if (bytes?.length !== 4 * Math.min(count, MOST_SCORES)) throw damaged();
  const view = new DataView(bytes.buffer);
  const scores = new Float32Array(bytes.length / 4);
  for (let i = 0; i < scores.length; i++) {
    const score = view.getFloat32(4 * i, true);
    if (!Number.isFinite(score) || score < (scores[i - 1] ?? -Infinity)) throw damaged();
    scores[i] = score;
  }
  return { count, scores };
}

const damaged = (): OneClassError =>
  new OneClassError(
    'invalid-artifact',
    'The scores of the images that this detector was calibrated on are not valid: the file is ' +
      'damaged.',
    { argument: 'calibrationScores' },
  );
