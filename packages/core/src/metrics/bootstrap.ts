import { OneClassError } from '../error.ts';
import { createRng } from '../rng.ts';
import { splitByLabel } from './ranking.ts';
import { auroc } from './roc.ts';

export interface BootstrapOptions {
  /** How many times images are drawn anew; 1000 when absent. */
  readonly resamples?: number | undefined;
  /** Share of the resampled values inside the interval; 0.95 when absent. */
  readonly level?: number | undefined;
  /** 0 when absent. */
  readonly seed?: number | undefined;
}

/**
 * `[n]` labels and `[n]` scores, anomalous images first; the arrays are used again for the next
 * resample.
 */
export type Metric = (labels: Uint8Array, scores: Float32Array | Float64Array) => number;

/** Plain JSON. */
export interface ConfidenceInterval {
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
  readonly resamples: number;
}

/**
 * Percentile bootstrap interval (Efron and Tibshirani 1993, chapter 13) of a metric over images:
 * normal and anomalous images are each drawn anew, with replacement and in their number. It holds
 * what other test images could change, not other fits; with few images of a class it is too narrow,
 * and where no score overlaps it is a single point.
 * @param labels `[n]`, 1 = anomalous
 * @param scores `[n]`, higher = more anomalous
 * @throws OneClassError `invalid-argument` or `invalid-data` for the options, labels or scores
 *   that don't fit, one class only, or a metric that is not finite
 */
export function bootstrapInterval(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  {
    metric = auroc,
    resamples = 1000,
    level = 0.95,
    seed = 0,
  }: BootstrapOptions & { readonly metric?: Metric | undefined } = {},
): ConfidenceInterval {
  checkOptions(resamples, level);
  const { anomalous, normal } = splitByLabel(labels, scores);
  // Sorted, the result does not depend on the order of the images.
  anomalous.sort();
  normal.sort();
  const Scores = anomalous instanceof Float32Array ? Float32Array : Float64Array;
  const drawn = {
    labels: new Uint8Array(labels.length).fill(1, 0, anomalous.length),
    scores: new Scores(labels.length),
  };
  const rng = createRng(seed).derive('bootstrap');
  const values = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < anomalous.length; i++)
      drawn.scores[i] = anomalous[rng.integer(anomalous.length)] as number;
    for (let i = anomalous.length; i < labels.length; i++)
      drawn.scores[i] = normal[rng.integer(normal.length)] as number;
    values[r] = metric(drawn.labels, drawn.scores);
    if (!Number.isFinite(values[r])) throw notFinite(values[r]);
  }
  values.sort();
  return {
    lower: quantile(values, (1 - level) / 2),
    upper: quantile(values, (1 + level) / 2),
    level,
    resamples,
  };
}

/** `numpy.quantile` of rising values. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}

function checkOptions(resamples: number, level: number): void {
  if (!Number.isSafeInteger(resamples) || resamples < 1) {
    throw new OneClassError(
      'invalid-argument',
      'Invalid number of resamples: expected an integer of 1 or more, such as 1000. Received: ' +
        `${String(resamples)}.`,
      { argument: 'resamples', expected: 'an integer ≥ 1', received: resamples },
    );
  }
  if (!(level > 0 && level < 1)) {
    throw new OneClassError(
      'invalid-argument',
      `Invalid level: expected a share between 0 and 1, such as 0.95. Received: ${String(level)}.`,
      {
        argument: 'level',
        expected: 'in (0, 1)',
        received: level,
      },
    );
  }
}

function notFinite(value: number | undefined): OneClassError {
  return new OneClassError(
    'invalid-argument',
    `The metric gave ${String(value)} for a resample. Expected a finite number for any images ` +
      'of both classes.',
    { argument: 'metric', expected: 'a finite number', received: value },
  );
}
