import { OneClassError, startPhase, type Watched } from '@oneclass/core';
import { METHOD_NAME } from './config.ts';
import type { PlaceStatistics } from './statistics.ts';
import { choleskyInPlace, invertInPlace, triangleSize } from './triangle.ts';

/** A normal distribution of each place's features. */
export interface Distributions {
  /** `[places, channels]` */
  readonly mean: Float32Array;
  /**
   * Of each place the lower triangle W with WᵀW = Σ⁻¹, `[places, triangle]`: W(x − μ) is as long as
   * the Mahalanobis distance.
   */
  readonly factors: Float32Array;
}

/** ε of the paper's Σ + εI, as a share of the mean variance, so that it has the features' scale. */
const REGULARIZATION = 0.01;
/** How many images the covariance of all places together counts for in that of each. */
const PRIOR = 1;
/** Of the mean square of the features: with less variance they are constant. */
const NO_VARIANCE = 1e-12;
const PLACES_A_STEP = 16;

/**
 * The distributions that the statistics tell: Σ is the covariance of a place (with n − 1), shrunk a
 * little towards the mean one of all places, plus εI (Defard et al. 2020, equation 1).
 *
 * @throws OneClassError `invalid-data` when the features do not vary, or are not finite
 */
export async function distributionsOf(
  statistics: PlaceStatistics,
  watched: Watched,
): Promise<Distributions> {
  const { places, channels, count, mean, scatter } = statistics;
  const pooled = pooledCovariance(statistics);
  const epsilon = REGULARIZATION * varianceOf(pooled, statistics);
  const size = triangleSize(channels);
  const factors = new Float32Array(places * size);
  const matrix = new Float64Array(size);
  const steps = Math.ceil(places / PLACES_A_STEP);
  const phase = startPhase({ ...watched, phase: 'factors', unit: 'places', units: places, steps });
  for (let place = 0; place < places; place++) {
    const start = place * size;
    for (let i = 0; i < size; i++)
      matrix[i] =
        ((scatter[start + i] as number) + PRIOR * (pooled[i] as number)) / (count - 1 + PRIOR);
    for (let i = 0; i < channels; i++) {
      const diagonal = triangleSize(i) + i;
      matrix[diagonal] = (matrix[diagonal] as number) + epsilon;
    }
    choleskyInPlace(matrix, channels);
    invertInPlace(matrix, channels);
    factors.set(matrix, start);
    const done = (place % PLACES_A_STEP) + 1;
    if (done === PLACES_A_STEP || place === places - 1) await phase.step(done);
  }
  phase.end();
  return { mean: Float32Array.from(mean), factors };
}

/**
 * The mean covariance of the places; of one image, which has none, that of its places among each
 * other. A triangle.
 */
function pooledCovariance({ places, channels, count, mean, scatter }: PlaceStatistics) {
  const size = triangleSize(channels);
  const pooled = new Float64Array(size);
  if (count > 1) {
    for (let at = 0; at < scatter.length; at++)
      pooled[at % size] = (pooled[at % size] as number) + (scatter[at] as number);
    return pooled.map((sum) => sum / (places * (count - 1)));
  }
  const middle = new Float64Array(channels);
  mean.forEach((value, at) => {
    middle[at % channels] = (middle[at % channels] as number) + value / places;
  });
  for (let start = 0; start < mean.length; start += channels) {
    for (let i = 0, at = 0; i < channels; i++) {
      const difference = (mean[start + i] as number) - (middle[i] as number);
      for (let j = 0; j <= i; j++, at++)
        pooled[at] =
          (pooled[at] as number) +
          difference * ((mean[start + j] as number) - (middle[j] as number));
    }
  }
  return pooled.map((sum) => sum / Math.max(1, places - 1));
}

/** Mean over the channels. */
function varianceOf(pooled: Float64Array, { channels, mean }: PlaceStatistics): number {
  let variance = 0;
  for (let i = 0; i < channels; i++) variance += (pooled[triangleSize(i) + i] as number) / channels;
  const square = mean.reduce((sum, value) => sum + value ** 2, 0) / mean.length + variance;
  if (!Number.isFinite(square)) {
    throw new OneClassError(
      'invalid-data',
      `${METHOD_NAME} received features that are not finite numbers. Look for images with broken ` +
        'pixels, and take other features if there are none.',
      { argument: 'normal', expected: 'finite features', received: square },
    );
  }
  if (variance > NO_VARIANCE * square) return variance;
  throw new OneClassError(
    'invalid-data',
    `${METHOD_NAME} received training images whose features are all the same; expected images ` +
      'that differ, and something in them.',
    { argument: 'normal', expected: 'images whose features vary' },
  );
}
