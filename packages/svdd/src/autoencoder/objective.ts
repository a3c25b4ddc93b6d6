import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { meanSquaredError } from '@oneclass/nn';

/** Training loss: mean over the batch of each image's summed squared error, a scalar. */
export const reconstructionLoss = (images: Tensor, reconstructions: Tensor): Tensor =>
  tf.mul(meanSquaredError(reconstructions, images), images.size / (images.shape[0]));

/** Mean over channels of the squared error, `[n, h, w]`. */
export const errorMap = (images: Tensor4D, reconstructions: Tensor4D): Tensor3D => tf.mean(tf.square(tf.sub(reconstructions, images)), 3);

/** The anomaly score: mean of the squared error over an image's pixels, `[n]`. */
export const errorScore = (images: Tensor4D, reconstructions: Tensor4D): Tensor => tf.mean(errorMap(images, reconstructions), [1, 2]);
