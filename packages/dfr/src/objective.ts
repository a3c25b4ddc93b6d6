import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { meanSquaredError } from '@oneclass/nn';
import type { DfrScoreConfig } from './config.ts';

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

/** The anomaly score of each map, `[n]`. */
export function imageScore(maps: Tensor3D, { image, topShare }: DfrScoreConfig): Tensor1D {
  const [n, height, width] = maps.shape;
  const pixels = tf.reshape(maps, [n, height * width]) as Tensor2D;
  if (image === 'max') return tf.max(pixels, 1);
  if (image === 'mean') return tf.mean(pixels, 1);
  const k = Math.max(1, Math.floor(topShare * height * width));
  return tf.mean(tf.topk(pixels, k, false).values, 1);
}
