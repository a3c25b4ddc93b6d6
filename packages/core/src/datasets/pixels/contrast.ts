import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor4D } from '@tensorflow/tfjs';

/** Least and greatest value of images after `normalizeContrast`. */
export interface ContrastRange {
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * L1 global contrast normalisation: of every image its mean is subtracted, and it is divided by its
 * mean absolute value, one scale for all channels. An image of a single value becomes zeros.
 * Goodfellow et al. 2016, "Deep Learning", section 12.2.1.1, with the absolute in place of the
 * standard deviation, as in Ruff et al. 2018, section 4.2. Call inside `tf.tidy`.
 *
 * @param images `[n, height, width, channels]`
 */
export function normalizeContrast(images: Tensor4D): Tensor4D {
  const centred = centre(images);
  return tf.div(centred, scaleOf(centred));
}

/**
 * Undoes `normalizeContrast` with the mean and the scale of the images given as `like`: normalised
 * values as pixels of those images. Call inside `tf.tidy`.
 *
 * @param normalized of the shape of `like`
 */
export function restoreContrast(normalized: Tensor4D, like: Tensor4D): Tensor4D {
  return tf.add(tf.mul(normalized, scaleOf(centre(like))), meanOf(like));
}

/** `[n, 1, 1, 1]` */
const meanOf = (images: Tensor4D): Tensor4D => tf.mean(images, [1, 2, 3], true);

/**
 * Twice, since what float32 rounds off the mean of many pixels would be all the contrast that an
 * image of one value has.
 */
function centre(images: Tensor4D): Tensor4D {
  const centred: Tensor4D = tf.sub(images, meanOf(images));
  return tf.sub(centred, meanOf(centred));
}

/**
 * Deviations smaller than this are rounding of an image of one value: it keeps them, instead of
 * having them blown up.
 */
const NO_CONTRAST = 1e-6;

/** `[n, 1, 1, 1]` */
function scaleOf(centred: Tensor4D): Tensor4D {
  const scale: Tensor4D = tf.mean(tf.abs(centred), [1, 2, 3], true);
  return tf.where(tf.greater(scale, NO_CONTRAST), scale, tf.onesLike(scale));
}

/**
 * Contrast-normalised images brought to [0, 1] where they lie within the range; others leave it.
 * Call inside `tf.tidy`.
 */
export function scaleContrast(
  images: Tensor4D,
  { minimum, maximum }: { minimum: number | Scalar; maximum: number | Scalar },
): Tensor4D {
  return tf.div(tf.sub(normalizeContrast(images), minimum), tf.sub(maximum, minimum));
}
