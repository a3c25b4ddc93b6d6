import { OneClassError } from '@oneclass/core';
import { METHOD_NAME } from './config.ts';

/** Features become `(x − mean) / deviation`, channel by channel. */
export interface Standardization {
  /** `[channels]` */
  readonly mean: Float32Array;
  /** `[channels]` */
  readonly deviation: Float32Array;
}

/** The weight of the channels' mean variance in each: decision 16. */
const SHRINKAGE = 0.01;
/** Of the mean square of the features: with less variance they are constant. */
const NO_VARIANCE = 1e-12;

/**
 * By which no channel outweighs the others, whatever the scale of the features.
 * @param rows `[patches, channels]`
 * @throws OneClassError `invalid-data` when the features do not vary, or are not finite
 */
export function standardizationOf(rows: Float32Array, channels: number): Standardization {
  const patches = rows.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  rows.forEach((value, at) => {
    mean[at % channels] = (mean[at % channels] as number) + value / patches;
  });
  rows.forEach((value, at) => {
    const channel = at % channels;
    const difference = value - (mean[channel] as number);
    variance[channel] = (variance[channel] as number) + difference ** 2 / patches;
  });
  const total = variance.reduce((sum, value) => sum + value, 0) / channels;
  checkVariance(total, mean.reduce((sum, value) => sum + value ** 2, 0) / channels + total);
  const deviation = variance.map((own) => Math.sqrt((1 - SHRINKAGE) * own + SHRINKAGE * total));
  return { mean: Float32Array.from(mean), deviation: Float32Array.from(deviation) };
}

function checkVariance(variance: number, square: number): void {
  if (!Number.isFinite(square)) {
    throw new OneClassError(
      'invalid-data',
      `${METHOD_NAME} received features that are not finite numbers. Look for images with broken ` +
        'pixels, and take other features if there are none.',
      { argument: 'normal', expected: 'finite features', received: square },
    );
  }
  if (variance > NO_VARIANCE * square) return;
  throw new OneClassError(
    'invalid-data',
    `${METHOD_NAME} received training images whose features are the same at every place; ` +
      'expected images with something in them.',
    { argument: 'normal', expected: 'images whose features vary' },
  );
}

/** The rows, standardised. */
export const standardized = (
  rows: Float32Array,
  { mean, deviation }: Standardization,
): Float32Array =>
  rows.map((value, at) => {
    const channel = at % mean.length;
    return (value - (mean[channel] as number)) / (deviation[channel] as number);
  });
