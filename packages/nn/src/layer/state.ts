import * as tf from '@tensorflow/tfjs';
import type { Variable } from '@tensorflow/tfjs';
import { OneClassError, type NamedTensor } from '@oneclass/core';
import type { Layer } from './layer.ts';

const variables = (layer: Layer): Record<string, Variable> => ({ ...layer.parameters, ...layer.buffers });

/** Copies of all of a layer's variables, parameters and buffers. */
export function stateOf(layer: Layer): Record<string, NamedTensor> {
  return Object.fromEntries(
    Object.entries(variables(layer)).map(([name, variable]) => [
      name,
      { shape: variable.shape, data: Float32Array.from(variable.dataSync<'float32'>()) },
    ]),
  );
}

/**
 * Sets every variable of the layer from `tensors`; all or nothing.
 * @throws OneClassError `invalid-artifact` when one is missing or has another shape
 */
export function loadState(layer: Layer, tensors: Readonly<Record<string, NamedTensor>>): void {
  const entries = Object.entries(variables(layer));
  for (const [name, variable] of entries) {
    const found = tensors[name];
    if (!found || found.shape.join() !== variable.shape.join()) {
      throw new OneClassError(
        'invalid-artifact',
        `Tensor "${name}" ${found ? `has shape [${found.shape.join(', ')}]` : 'is missing'}; the network needs it with shape [${variable.shape.join(', ')}]. ` +
          'The file does not fit its own config: fit the detector again.',
        { argument: name, expected: `[${variable.shape.join(', ')}]`, received: found?.shape },
      );
    }
  }
  tf.tidy(() => {
    for (const [name, variable] of entries) variable.assign(tf.tensor((tensors[name] as NamedTensor).data, variable.shape));
  });
}

/** Frees the layer's variables; calling it again does nothing. */
export function disposeLayer(layer: Layer): void {
  for (const variable of Object.values(variables(layer))) variable.dispose();
}
