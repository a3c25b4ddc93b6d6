import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor4D } from '@tensorflow/tfjs';
import { restoreContrast, scaleContrast, type ContrastRange } from '@oneclass/core/datasets';
import type { Layer } from '@oneclass/nn';

/** The preprocessing as a network's first layer, which keeps the range of the training images with the weights. */
export interface ContrastLayer extends Layer {
  /** Values of `apply`'s kind as pixels of the images `like`, by their mean and contrast. Call inside `tf.tidy`. */
  invert(values: Tensor4D, like: Tensor4D): Tensor4D;
}

/** L1 contrast normalisation, then min-max to [0, 1] with the range of the training images: Ruff et al. 2018, section 4.1. */
export function contrastLayer({ minimum, maximum }: ContrastRange): ContrastLayer {
  const range = tf.tidy(() => ({ minimum: tf.variable(tf.scalar(minimum), false), maximum: tf.variable(tf.scalar(maximum), false) }));
  const [lowest, highest] = [range.minimum, range.maximum] as unknown as [Scalar, Scalar];
  return {
    apply: (images) => scaleContrast(images as Tensor4D, { minimum: lowest, maximum: highest }),
    invert: (values, like) => restoreContrast(tf.add(tf.mul(values, tf.sub(highest, lowest)), lowest), like),
    parameters: {},
    buffers: range,
  };
}
