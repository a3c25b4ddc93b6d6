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
 * @throws OneClassError `invalid-artifact` when one is missing, has another shape or a value that is not finite, or is not the layer's
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
    const broken = found.data.find((value) => !Number.isFinite(value));
    if (broken !== undefined) {
      throw new OneClassError(
        'invalid-artifact',
        `Tensor "${name}" holds ${String(broken)}; expected finite numbers. The file is damaged, or its fit diverged: fit the detector again.`,
        { argument: name, expected: 'finite numbers', received: broken },
      );
    }
  }
  const known = new Set(entries.map(([name]) => name));
  const unknown = Object.keys(tensors).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new OneClassError(
      'invalid-artifact',
      `Tensor "${unknown}" has no place in the network. The file does not fit its own config: fit the detector again.`,
      { argument: unknown, expected: [...known].join(', ') },
    );
  }
  tf.tidy(() => {
    for (const [name, variable] of entries) variable.assign(tf.tensor((tensors[name] as NamedTensor).data, variable.shape));
  });
}

/**
 * For the end of a fit: a loss is that of before its update, so the last update's damage shows in the weights alone.
 * @throws OneClassError `diverged` when a parameter or running statistic is not finite
 */
export function checkFiniteState(layer: Layer): void {
  for (const [name, variable] of Object.entries(variables(layer))) {
    const broken = variable.dataSync<'float32'>().find((value) => !Number.isFinite(value));
    if (broken === undefined) continue;
    throw new OneClassError(
      'diverged',
      `Training diverged: "${name}" holds ${String(broken)} after the last step. Expected finite numbers. ` +
        'Lower the learning rate, or look for images with broken pixels.',
      { argument: name, expected: 'finite numbers', received: broken },
    );
  }
}

/** Frees the layer's variables; calling it again does nothing. */
export function disposeLayer(layer: Layer): void {
  for (const variable of Object.values(variables(layer))) variable.dispose();
}
