import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { withGradient } from './gradient.ts';
import { kernels } from './kernel/chosen.ts';

/** Mean of the squared differences of two tensors of one shape, a scalar. */
export function meanSquaredError(a: Tensor, b: Tensor): Tensor {
  return withGradient([a, b], (save) => {
    const difference = tf.sub(a, b);
    save(difference);
    const gradient = (dy: Tensor, [difference]: Tensor[]) => {
      const times = (factor: number): Tensor =>
        tf.mul(difference as Tensor, tf.mul(dy, factor / (difference as Tensor).size));
      return [() => times(2), () => times(-2)];
    };
    return { value: kernels().meanSquare(difference), gradient };
  });
}

/**
 * Mean over channels of the squared error of `[n, h, w, c]`, `[n, h, w]`; for scoring, without a
 * fast gradient.
 */
export const errorMap = (images: Tensor4D, reconstructions: Tensor4D): Tensor3D =>
  tf.mean(tf.square(tf.sub(reconstructions, images)), 3);

/** Mean of the squared error over an image's pixels, `[n]`. */
export const errorScore = (images: Tensor4D, reconstructions: Tensor4D): Tensor1D =>
  tf.mean(errorMap(images, reconstructions), [1, 2]);
