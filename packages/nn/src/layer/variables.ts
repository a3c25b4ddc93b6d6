import * as tf from '@tensorflow/tfjs';
import type { Variable } from '@tensorflow/tfjs';
import { OneClassError, type NamedTensor } from '@oneclass/core';

/** Variables by name. */
export type Variables = Readonly<Record<string, Variable>>;

/** Copies of the variables' values. */
export function valuesOf(variables: Variables): Record<string, NamedTensor> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [
      name,
      { shape: variable.shape, data: Float32Array.from(variable.dataSync<'float32'>()) },
    ]),
  );
}

/**
 * Sets every variable from `tensors`; all or nothing.
 * @throws OneClassError `invalid-artifact` when one is missing, has another shape, or is none of the variables
 */
export function assignValues(variables: Variables, tensors: Readonly<Record<string, NamedTensor>>): void {
  for (const [name, { shape }] of Object.entries(variables)) {
    const found = tensors[name];
    if (found?.shape.join() === shape.join()) continue;
    throw new OneClassError(
      'invalid-artifact',
      `Tensor "${name}" ${found ? `has shape [${found.shape.join(', ')}]` : 'is missing'}; the network needs it with shape [${shape.join(', ')}]. ` +
        'The file does not fit its own config: fit the detector again.',
      { argument: name, expected: `[${shape.join(', ')}]`, received: found?.shape },
    );
  }
  const unknown = Object.keys(tensors).find((name) => !Object.hasOwn(variables, name));
  if (unknown !== undefined) {
    throw new OneClassError(
      'invalid-artifact',
      `Tensor "${unknown}" has no place in the network. The file does not fit its own config: fit the detector again.`,
      { argument: unknown, expected: Object.keys(variables).join(', ') },
    );
  }
  tf.tidy(() => {
    // A copy: some backends keep the array they are given, which stays the caller's.
    for (const [name, variable] of Object.entries(variables)) variable.assign(tf.tensor((tensors[name] as NamedTensor).data.slice(), variable.shape));
  });
}
