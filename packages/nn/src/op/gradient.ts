import * as tf from '@tensorflow/tfjs';
import type { Tensor, Variable } from '@tensorflow/tfjs';

/**
 * A thunk is called only where somebody asks for that gradient; a network's images, say, need none.
 */
export type Gradient = Tensor | (() => Tensor);

interface Differentiable {
  readonly value: Tensor;
  /**
   * One gradient an input, in the inputs' order. `saved` holds what `save` was given; nothing else
   * of the forward pass, inputs included, is still alive.
   */
  readonly gradient: (dy: Tensor, saved: Tensor[]) => readonly Gradient[];
}

/** What `tf.customGrad` itself calls; not in the engine's types. */
interface CustomGradientEngine {
  runKernelFunc(operation: {
    readonly inputs: Readonly<Record<string, Tensor>>;
    readonly forwardFunc: (backend: unknown, save: (tensors: Tensor[]) => void) => Tensor;
    readonly backwardsFunc: (dy: Tensor, saved: Tensor[]) => Readonly<Record<string, () => Tensor>>;
  }): Tensor;
}

/**
 * Runs `forward` as one operation with a gradient written by hand. Nothing that `forward` computes
 * is recorded for automatic differentiation, so it may use the fastest kernels, and may update
 * running statistics. `tf.customGrad`, but for the thunks: that computes every gradient, asked for
 * or not.
 */
export function withGradient(
  inputs: readonly Tensor[],
  forward: (save: (...tensors: Tensor[]) => void) => Differentiable,
): Tensor {
  let gradient: Differentiable['gradient'];
  return (tf.engine() as unknown as CustomGradientEngine).runKernelFunc({
    inputs: Object.fromEntries(inputs.entries()),
    forwardFunc: (_, save) => {
      // Saved tensors outlive every tidy: none before `forward` has succeeded.
      const kept: Tensor[] = [];
      const result = forward((...tensors) => {
        kept.push(...tensors);
      });
      save(kept);
      gradient = result.gradient;
      return result.value;
    },
    backwardsFunc: (dy, saved) =>
      Object.fromEntries(
        gradient(dy, saved).map((entry, i) => [
          i,
          typeof entry === 'function' ? entry : () => entry,
        ]),
      ),
  });
}

/** `tf.variableGrads`, leaving no tensor behind when it throws. */
export function variableGradients(
  loss: () => Tensor,
  variables: readonly Variable[],
): { value: Tensor; grads: Readonly<Record<string, Tensor>> } {
  try {
    return tf.variableGrads(loss as () => tf.Scalar, [...variables]);
  } catch (error) {
    disposeTape();
    throw error;
  }
}

/**
 * TensorFlow.js frees what the forward pass saved for its gradients only once the backward pass has
 * succeeded.
 */
function disposeTape(): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0) return; // an outer gradient still needs it
  for (const { saved = [] } of state.activeTape ?? []) tf.dispose(saved);
  state.activeTape = [];
}
