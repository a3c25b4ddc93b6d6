import { OneClassError } from '../error.ts';
import { checkScores } from './check.ts';

export interface ScoreStatistics {
  readonly count: number;
  readonly mean: number;
  /** With n − 1; NaN for a single score. */
  readonly standardDeviation: number;
  readonly minimum: number;
  readonly maximum: number;
}

export interface Histogram {
  /** `bins + 1` rising values. */
  readonly edges: Float64Array;
  /** `counts[i]` scores lie in [edges[i], edges[i + 1]); the last bin includes its upper edge. */
  readonly counts: Uint32Array;
}

export interface HistogramOptions {
  readonly bins: number;
  /** Lower edge of the first bin; the lowest score when absent. Scores below it are not counted. */
  readonly minimum?: number | undefined;
  /** Upper edge of the last bin; the highest score when absent. Scores above it are not counted. */
  readonly maximum?: number | undefined;
}

/** @throws OneClassError `invalid-data` when there are no scores or one is not finite */
export function scoreStatistics(scores: ArrayLike<number>): ScoreStatistics {
  const { minimum, maximum } = range(scores);
  const count = scores.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += scores[i] as number;
  // Rounding may carry the mean of equal scores past them.
  const mean = Math.min(Math.max(sum / count, minimum), maximum);
  let squares = 0;
  for (let i = 0; i < count; i++) squares += ((scores[i] as number) - mean) ** 2;
  return { count, mean, standardDeviation: Math.sqrt(squares / (count - 1)), minimum, maximum };
}

/**
 * Counts scores in bins of equal width, as `numpy.histogram`: when all lie at one value v the range
 * is v ± 0.5.
 * @throws OneClassError `invalid-data` for the scores, `invalid-argument` for the bins or the
 *   range
 */
export function histogram(scores: ArrayLike<number>, options: HistogramOptions): Histogram {
  const { bins } = options;
  if (!Number.isSafeInteger(bins) || bins < 1) {
    throw new OneClassError(
      'invalid-argument',
      `Invalid number of bins: expected an integer of 1 or more. Received: ${String(bins)}.`,
      {
        argument: 'bins',
        expected: 'an integer ≥ 1',
        received: bins,
      },
    );
  }
  const edges = equalEdges(histogramRange(scores, options), bins);
  const lowest = edges[0] as number;
  const highest = edges[bins] as number;
  const counts = new Uint32Array(bins);
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if (score < lowest || score > highest) continue;
    let bin = Math.min(Math.floor(((score - lowest) / (highest - lowest)) * bins), bins - 1);
    // The division may round across an edge; the edges decide.
    if (score < (edges[bin] as number)) bin--;
    else if (bin < bins - 1 && score >= (edges[bin + 1] as number)) bin++;
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { edges, counts };
}

interface Range {
  readonly minimum: number;
  readonly maximum: number;
}

function histogramRange(scores: ArrayLike<number>, options: HistogramOptions): Range {
  const own = range(scores);
  const { minimum = own.minimum, maximum = own.maximum } = options;
  if (!Number.isFinite(minimum) || !Number.isFinite(maximum) || minimum > maximum) {
    throw new OneClassError(
      'invalid-argument',
      'Invalid range of a histogram: expected a finite minimum no higher than the maximum. ' +
        `Received: ${minimum} to ${maximum}.`,
      { argument: 'minimum', expected: 'finite, minimum ≤ maximum', received: [minimum, maximum] },
    );
  }
  return minimum === maximum
    ? { minimum: minimum - 0.5, maximum: maximum + 0.5 }
    : { minimum, maximum };
}

function equalEdges({ minimum, maximum }: Range, bins: number): Float64Array {
  const width = (maximum - minimum) / bins;
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => minimum + i * width);
  edges[bins] = maximum;
  return edges;
}

function range(scores: ArrayLike<number>): Range {
  checkScores(scores);
  let minimum = Infinity;
  let maximum = -Infinity;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if (score < minimum) minimum = score;
    if (score > maximum) maximum = score;
  }
  return { minimum, maximum };
}
