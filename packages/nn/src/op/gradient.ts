import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';

interface Differentiable {
  readonly value: Tensor;
  /**
   * One gradient an input, in the inputs' order. `saved` holds what `save` was given; nothing else of the forward pass,
   * inputs included, is still alive.
   */
  readonly gradient: (dy: Tensor, saved: Tensor[]) => Tensor[];
}

/**
 * Runs `forward` as one operation with a gradient written by hand. Nothing that `forward` computes is recorded for
 * automatic differentiation, so it may use the fastest kernels, and may update running statistics.
 */
export function withGradient(
  inputs: readonly Tensor[],
  forward: (save: (...tensors: Tensor[]) => void) => Differentiable,
): Tensor {
  const operation = tf.customGrad((...args) => {
    const save = args[args.length - 1] as (tensors: Tensor[]) => void;
    const { value, gradient } = forward((...tensors) => {
      save(tensors);
    });
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => gradient(dy, saved) };
  });
  return operation(...inputs);
}
