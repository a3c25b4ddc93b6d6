import * as tf from '@tensorflow/tfjs';
import type { Tensor2D } from '@tensorflow/tfjs';
import type { SymmetricMatrix } from '@oneclass/core';

/** First and second moments of features, of any number of places; memory does not grow with it. */
export interface Moments {
  /** Counts the rows `[places, channels]` in. */
  add(rows: Tensor2D): Promise<void>;
  /** Of each channel. */
  mean(): Float64Array;
  covariance(): SymmetricMatrix;
}

/**
 * Sums of float32 products, in float64. The rows are taken relative to the first batch's means: a
 * covariance that is a difference of two large numbers has no digits left.
 */
export function createMoments(channels: number): Moments {
  const sums = new Float64Array(channels);
  const products = new Float64Array(channels * channels);
  let count = 0;
  let origin: Float32Array | undefined;
  return {
    async add(rows) {
      origin ??= await valuesOf(() => tf.mean(rows, 0));
      const [centredSums, centredProducts] = await momentsOf(rows, origin);
      accumulate(sums, centredSums);
      accumulate(products, centredProducts);
      count += rows.shape[0];
    },
    mean: () => sums.map((sum, i) => sum / count + (origin?.[i] ?? 0)),
    covariance() {
      const data = new Float64Array(channels * channels);
      for (let i = 0; i < channels; i++) {
        const meanOfRow = (sums[i] as number) / count;
        for (let j = 0; j < channels; j++) {
          // Its two halves differ by rounding.
          const product =
            ((products[i * channels + j] as number) + (products[j * channels + i] as number)) / 2;
          data[i * channels + j] = product / count - (meanOfRow * (sums[j] as number)) / count;
        }
      }
      return { size: channels, data };
    },
  };
}

async function momentsOf(
  rows: Tensor2D,
  origin: Float32Array,
): Promise<[Float32Array, Float32Array]> {
  const moments = tf.tidy(() => {
    const centred = tf.sub(rows, tf.tensor1d(origin.slice()));
    return { sum: tf.sum(centred, 0), product: tf.matMul(tf.transpose(centred), centred) };
  });
  try {
    return [await moments.sum.data<'float32'>(), await moments.product.data<'float32'>()];
  } finally {
    tf.dispose(moments);
  }
}

async function valuesOf(compute: () => tf.Tensor): Promise<Float32Array> {
  const result = tf.tidy(compute);
  try {
    return Float32Array.from(await result.data<'float32'>());
  } finally {
    result.dispose();
  }
}

function accumulate(sums: Float64Array, values: Float32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (values[i] as number);
}
