import * as tf from '@tensorflow/tfjs';
import type { Tensor1D } from '@tensorflow/tfjs';
import type { AdamState, AdamStep } from './kernels.ts';

/** Kingma and Ba 2015, algorithm 1. */
export function adamComposed({ weights, firstMoment, secondMoment }: AdamState, gradient: Tensor1D, step: AdamStep): AdamState {
  const { learningRate, beta1, beta2, epsilon, steps } = step;
  const first = tf.add(tf.mul(firstMoment, beta1), tf.mul(gradient, 1 - beta1));
  const second = tf.add(tf.mul(secondMoment, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  const root = tf.mul(tf.sqrt(second), 1 / Math.sqrt(1 - beta2 ** steps));
  const rate = learningRate / (1 - beta1 ** steps);
  const moved = tf.sub(weights, tf.mul(tf.div(first, tf.add(root, epsilon)), rate));
  return { weights: moved as Tensor1D, firstMoment: first as Tensor1D, secondMoment: second as Tensor1D };
}
