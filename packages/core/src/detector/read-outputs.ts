import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';

/** How each output of a batch is computed, if it is asked for: `[n, ...shape]`. */
export type OutputTensors = Readonly<Record<string, () => Tensor>>;

/**
 * The values of those outputs that are wanted. What several of them need is computed once where it
 * is wrapped in {@link once}.
 * @param build called inside `tf.tidy`, as are the functions that it gives
 */
export async function readOutputs(
  wanted: readonly string[],
  build: () => OutputTensors,
): Promise<Record<string, Float32Array>> {
  const tensors = tf.tidy(() => {
    const outputs = build();
    return wanted.map((name) => (outputs[name] as () => Tensor)());
  });
  try {
    const values = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
    return Object.fromEntries(wanted.map((name, i) => [name, values[i] as Float32Array]));
  } finally {
    tf.dispose(tensors);
  }
}

/** `compute`, which runs when it is first called and then gives the same again. */
export function once<T>(compute: () => T): () => T {
  let computed: { readonly value: T } | undefined;
  return () => (computed ??= { value: compute() }).value;
}
