import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor } from '@tensorflow/tfjs';
import { withGradient } from './gradient.ts';

/**
 * −mean log σ(logits) for a target of 1, −mean log(1 − σ(logits)) for one of 0: a scalar, and
 * finite however large the logits.
 */
export function binaryCrossEntropy(logits: Tensor, target: 0 | 1): Scalar {
  return withGradient([logits], (save) => {
    save(logits);
    const gradient = (dy: Tensor, [x]: Tensor[]) => [
      () => tf.mul(tf.sub(tf.sigmoid(x as Tensor), target), tf.div(dy, (x as Tensor).size)),
    ];
    // log(1 + e^x) = max(x, 0) + log(1 + e^−|x|)
    const signed = target === 1 ? tf.neg(logits) : logits;
    return {
      value: tf.mean(tf.add(tf.relu(signed), tf.log1p(tf.exp(tf.neg(tf.abs(signed)))))),
      gradient,
    };
  }) as Scalar;
}
