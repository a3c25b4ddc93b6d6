/**
 * @file Losses of the GAN (Goodfellow et al. 2014, "Generative adversarial nets", the generator's
 *   in the form that does not saturate), of the search (Schlegl et al. 2017, "Unsupervised anomaly
 *   detection with generative adversarial networks to guide marker discovery", section 2.2) and of
 *   the encoder (Schlegl et al. 2019, "f-AnoGAN", section 3.3). Means in place of the papers' sums.
 *   x are images and G(z) generated ones in [-1, 1], f(x) features of the discriminator.
 */
import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { binaryCrossEntropy, meanSquaredError } from '@oneclass/nn';
import type { AnoganScoreConfig } from './config.ts';

/** Of D's logits for real and generated images: −mean log D(x) − mean log(1 − D(G(z))). */
export const discriminatorLoss = (real: Tensor, fake: Tensor): Scalar =>
  tf.add(binaryCrossEntropy(real, 1), binaryCrossEntropy(fake, 0));

/** Of D's logits for generated images: −mean log D(G(z)). */
export const generatorLoss = (fake: Tensor): Scalar => binaryCrossEntropy(fake, 1);

/** f-AnoGAN, equation 3 ("izi_f"): mean (x − G(E(x)))² + κ · mean (f(x) − f(G(E(x))))². */
export const encoderLoss = (
  images: ImagesAndFeatures,
  generated: ImagesAndFeatures,
  kappa: number,
): Scalar =>
  tf.add(
    meanSquaredError(generated.images, images.images),
    tf.mul(meanSquaredError(generated.features, images.features), kappa),
  );

export interface ImagesAndFeatures {
  /** `[n, height, width, channels]` in [-1, 1] */
  readonly images: Tensor4D;
  /** `[n, maps]` */
  readonly features: Tensor2D;
}

type ErrorKind = AnoganScoreConfig['residual'];

const errors = (a: Tensor, b: Tensor, kind: ErrorKind): Tensor => {
  const difference = tf.sub(a, b);
  return kind === 'squared' ? tf.square(difference) : tf.abs(difference);
};

/** |x − G(z)| or its square, mean over channels, `[n, height, width]`. */
export const residualMap = (images: Tensor4D, generated: Tensor4D, kind: ErrorKind): Tensor3D =>
  tf.mean(errors(images, generated, kind), 3);

/** Both parts of the loss, each `[n]`. */
export interface LossParts {
  /** R: between x and G(z), equation 2. */
  readonly residual: Tensor1D;
  /** D: between f(x) and f(G(z)), equation 4. */
  readonly discrimination: Tensor1D;
}

export const lossParts = (
  x: ImagesAndFeatures,
  generated: ImagesAndFeatures,
  kind: ErrorKind,
): LossParts => ({
  residual: tf.mean(errors(x.images, generated.images, kind), [1, 2, 3]),
  discrimination: tf.mean(errors(x.features, generated.features, kind), 1),
});

/** Equation 5, and the anomaly score: (1 − λ) · R + λ · D, `[n]`. */
export const searchLoss = ({ residual, discrimination }: LossParts, lambda: number): Tensor1D =>
  tf.add(tf.mul(residual, 1 - lambda), tf.mul(discrimination, lambda));
