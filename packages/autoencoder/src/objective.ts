import type { Tensor } from '@tensorflow/tfjs';
import { meanSquaredError } from '@oneclass/nn';

export { errorMap, errorScore } from '@oneclass/nn';

/** Training loss: mean of the squared error over all pixels of the batch, a scalar. */
export const reconstructionLoss = (images: Tensor, reconstructions: Tensor): Tensor =>
  meanSquaredError(reconstructions, images);
