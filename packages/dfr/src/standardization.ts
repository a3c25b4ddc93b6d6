import type { Tensor1D, Variable } from '@tensorflow/tfjs';
import { OneClassError } from '@oneclass/core';
import { frozenChannelAffine, measured, type Layer, type WeightSource } from '@oneclass/nn';
import { METHOD_NAME, type DfrConfig } from './config.ts';
import type { Moments } from './moments.ts';

/** Features become `(x − mean) / deviation`, channel by channel. */
export interface Standardization {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** Of all variance: a channel with less is constant, and stays. */
const NO_VARIANCE = 1e-12;

/** The weight of the channels' mean variance in 'shrunk' ones. Decision 16 has what others gave. */
const SHRINKAGE = 0.01;

/**
 * From the training images' features, so that nothing after it depends on the features' scale.
 * @throws OneClassError `invalid-data` when all places of all images have the same features
 */
export function standardizationOf(
  moments: Moments,
  standardize: DfrConfig['standardize'],
): Standardization {
  const mean = moments.mean();
  const { size, data } = moments.covariance();
  const variances = mean.map((_, i) => Math.max(0, data[i * size + i] as number));
  const squares =
    mean.reduce((sum, value, i) => sum + value ** 2 + (variances[i] as number), 0) / size; // E x²
  const total = variances.reduce((sum, variance) => sum + variance, 0) / size;
  if (!(total > NO_VARIANCE * squares)) {
    throw new OneClassError(
      'invalid-data',
      `${METHOD_NAME} received training images whose features are the same at every place; ` +
        'expected images with something in them, and some that differ.',
      {
        argument: 'normal',
        expected: 'images whose features vary',
      },
    );
  }
  if (standardize === 'shrunk')
    return {
      mean,
      deviation: variances.map((variance) =>
        Math.sqrt((1 - SHRINKAGE) * variance + SHRINKAGE * total),
      ),
    };
  if (standardize === 'channel') {
    return {
      mean,
      deviation: variances.map((variance) =>
        variance > NO_VARIANCE * total ? Math.sqrt(variance) : Math.sqrt(total),
      ),
    };
  }
  const overall = mean.reduce((sum, value) => sum + value, 0) / size;
  return {
    mean: new Float64Array(size),
    deviation: new Float64Array(size).fill(Math.sqrt(squares - overall ** 2)),
  };
}

/**
 * As a network's first layer, which keeps the numbers with the weights.
 * @param standardization undefined for a network that is restored
 */
export function standardizationLayer(
  weights: WeightSource,
  { channels, standardization }: { channels: number; standardization: Standardization | undefined },
): Layer {
  const { mean, deviation } = standardization ?? {};
  const vector = (name: string, valueOf: (deviation: number, i: number) => number): Variable =>
    weights.variable(
      name,
      measured(deviation && Float32Array.from(deviation, valueOf), [channels]),
    );
  const scale = vector('scale', (value) => 1 / value);
  const shift = vector('shift', (value, i) => -(mean?.[i] as number) / value);
  return {
    apply: (features) =>
      frozenChannelAffine(features, scale as unknown as Tensor1D, shift as unknown as Tensor1D),
    parameters: {},
    buffers: { scale, shift },
  };
}
