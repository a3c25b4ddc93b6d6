import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { meanSquaredError } from '@oneclass/nn';

export { errorMap, errorScore } from '@oneclass/nn';

/** Training loss: mean over the batch of each image's summed squared error, a scalar. */
export const reconstructionLoss = (images: Tensor, reconstructions: Tensor): Tensor =>
  tf.mul(meanSquaredError(reconstructions, images), images.size / images.shape[0]);
