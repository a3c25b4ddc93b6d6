import * as tf from '@tensorflow/tfjs';
import type { Tensor, Variable } from '@tensorflow/tfjs';

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
    // Saved tensors outlive every tidy: none before `forward` has succeeded.
    const kept: Tensor[] = [];
    const { value, gradient } = forward((...tensors) => {
      kept.push(...tensors);
    });
    save(kept);
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => gradient(dy, saved) };
  });
  return operation(...inputs);
}

/** `tf.variableGrads`, leaving no tensor behind when it throws. */
export function variableGradients(loss: () => Tensor, variables: readonly Variable[]): { value: Tensor; grads: Readonly<Record<string, Tensor>> } {
  try {
    return tf.variableGrads(loss as () => tf.Scalar, [...variables]);
  } catch (error) {
    disposeTape();
    throw error;
  }
}

/** TensorFlow.js frees what the forward pass saved for its gradients only once the backward pass has succeeded. */
function disposeTape(): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0) return; // an outer gradient still needs it
  for (const { saved = [] } of state.activeTape ?? []) tf.dispose(saved);
  state.activeTape = [];
}
