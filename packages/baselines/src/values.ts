import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';

/**
 * What `compute` (inside `tf.tidy`) gives, read from its backend. Not read inside: `tf.tidy` looks
 * for tensors in every value of an array that it returns, which takes longer than the matrix
 * product that the values came from.
 */
export async function valuesOf(compute: () => Tensor): Promise<Float32Array> {
  const result = tf.tidy(compute);
  try {
    return await result.data<'float32'>();
  } finally {
    result.dispose();
  }
}
