import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';

/**
 * `x` in another shape; itself where it has that shape: on native TensorFlow a reshape is four
 * calls.
 */
export const shaped = <T extends Tensor>(x: Tensor, shape: number[]): T =>
  (tf.util.arraysEqual(x.shape, shape) ? x : tf.reshape(x, shape)) as T;
