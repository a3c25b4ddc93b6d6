import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { meanSquaredError } from '@oneclass/nn';

/** Training loss: mean squared error over places and channels, a scalar. */
export const reconstructionLoss = (features: Tensor, reconstructions: Tensor): Tensor =>
  meanSquaredError(reconstructions, features);

/**
 * Mean over channels of each place's squared error, at the image's size (bilinear, corners
 * aligned): `[n, height, width]`.
 */
export function scoreMap(
  features: Tensor4D,
  reconstructions: Tensor4D,
  [height, width]: readonly [number, number],
): Tensor3D {
  // [n, rows, columns, 1]
  const errors = tf.mean(tf.square(tf.sub(reconstructions, features)), 3, true);
  return tf.squeeze(tf.image.resizeBilinear(errors as Tensor4D, [height, width], true), [3]);
}
