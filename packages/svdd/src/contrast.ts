import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor4D, Variable } from '@tensorflow/tfjs';
import type { Dataset, FitRun } from '@oneclass/core';
import {
  normalizeContrast,
  restoreContrast,
  scaleContrast,
  type ContrastRange,
} from '@oneclass/core/datasets';
import { computeInBatches, measured, type Layer, type WeightSource } from '@oneclass/nn';

/**
 * The preprocessing as a network's first layer, which keeps the range of the training images with
 * the weights.
 */
export interface ContrastLayer extends Layer {
  /**
   * Values of `apply`'s kind as pixels of the images `like`, by their mean and contrast. Call
   * inside `tf.tidy`.
   */
  invert(values: Tensor4D, like: Tensor4D): Tensor4D;
}

/**
 * L1 contrast normalisation, then min-max to [0, 1] with the range of the training images: Ruff et
 * al. 2018, section 4.2.
 * @param range undefined for a network that is restored
 */
export function contrastLayer(
  weights: WeightSource,
  range: ContrastRange | undefined,
): ContrastLayer {
  const limit = (name: keyof ContrastRange): Variable =>
    weights.variable(name, measured(range && Float32Array.of(range[name]), []));
  const limits = { minimum: limit('minimum'), maximum: limit('maximum') };
  const [lowest, highest] = [limits.minimum, limits.maximum] as unknown as [Scalar, Scalar];
  return {
    apply: (images) => scaleContrast(images as Tensor4D, { minimum: lowest, maximum: highest }),
    invert: (values, like) =>
      restoreContrast(tf.add(tf.mul(values, tf.sub(highest, lowest)), lowest), like),
    parameters: {},
    buffers: limits,
  };
}

/**
 * The range of the contrast-normalised training images, of which some have contrast.
 * @throws the signal's reason when aborted
 */
export async function measureRange(
  dataset: Dataset,
  { signal, onProgress }: FitRun,
): Promise<ContrastRange> {
  const extremes = (images: Tensor4D): tf.Tensor => {
    const normalized = normalizeContrast(images);
    return tf.stack([tf.min(normalized, [1, 2, 3]), tf.max(normalized, [1, 2, 3])], 1); // [n, 2]
  };
  const values = await computeInBatches(dataset, extremes, {
    signal,
    onProgress,
    phase: 'contrast',
    valuesPerImage: 2,
  });
  const minimum = values.reduce((lowest, value) => Math.min(lowest, value), Infinity);
  const maximum = values.reduce((highest, value) => Math.max(highest, value), -Infinity);
  return { minimum, maximum };
}
