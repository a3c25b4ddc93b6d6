/**
 * @file Ruff et al. 2018, "Deep One-Class Classification", section 3. φ(x) are the codes, c the
 *   centre, R the radius; weight decay is the optimiser's.
 */
import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs';

/** ‖φ(x) − c‖², `[n]` of codes `[n, d]`. */
export const squaredDistances = (codes: Tensor2D, center: Tensor1D): Tensor1D =>
  tf.sum(tf.square(tf.sub(codes, center)), 1);

/** Equation 4: the mean of the squared distances. */
export const oneClassLoss = (distances: Tensor1D): Scalar => tf.mean(distances);

/** Equation 3: R² + 1/(ν n) Σ max(0, ‖φ(x) − c‖² − R²). */
export function softBoundaryLoss(distances: Tensor1D, radius: Scalar, nu: number): Scalar {
  const squared: Scalar = tf.square(radius);
  return tf.add(squared, tf.div(tf.mean(tf.maximum(tf.sub(distances, squared), 0)), nu));
}

/**
 * R for given weights: the (1 − ν)-quantile of the distances, interpolated between two of them, as
 * the authors' port has it. The paper searches for the best R (section 3.2, "Optimization of Deep
 * SVDD").
 */
export function radiusOf(distances: Tensor1D, nu: number): Scalar {
  const last = distances.size - 1;
  const place = (1 - nu) * last;
  const below = Math.floor(place);
  // falling, from the largest down to the one at `below`
  const { values } = tf.topk(tf.sqrt(distances), distances.size - below);
  const lower = tf.slice(values, last - below, 1);
  const upper = tf.slice(values, Math.max(0, last - below - 1), 1);
  return tf.reshape(tf.add(lower, tf.mul(tf.sub(upper, lower), place - below)), []);
}

/**
 * The anomaly score, `[n]`: the squared distance, and for a soft boundary that beyond R², negative
 * inside. Equation 5.
 */
export const svddScore = (distances: Tensor1D, radius: Scalar): Tensor1D =>
  tf.sub(distances, tf.square(radius));
