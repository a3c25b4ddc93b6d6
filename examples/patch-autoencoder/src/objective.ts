import { meanSquaredError } from '@oneclass/nn';
import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';

/** Training loss: mean squared error over places and channels, a scalar. */
export const reconstructionLoss = (features: Tensor, reconstructions: Tensor): Tensor =>
  meanSquaredError(reconstructions, features);

/** Each place's mean squared error, at the image's size (bilinear): `[n, height, width]`. */
export function scoreMap(
  features: Tensor4D,
  reconstructions: Tensor4D,
  [height, width]: readonly [number, number],
): Tensor3D {
  const errors = tf.mean(tf.square(tf.sub(reconstructions, features)), 3, true) as Tensor4D;
  return tf.squeeze(tf.image.resizeBilinear(errors, [height, width], false, true), [3]);
}

/** The anomaly score: the largest value of each map, `[n]`. */
export const imageScore = (map: Tensor3D): Tensor1D => tf.max(map, [1, 2]);
