import { OneClassError, type NamedTensor } from '@oneclass/core';
import type { Layer } from './layer.ts';
import { assignValues, checkFiniteTensors, valuesOf, type Variables } from './variables.ts';

/** All of a layer's variables: parameters and buffers. */
export const variablesOf = (layer: Layer): Variables => ({ ...layer.parameters, ...layer.buffers });

/** Copies of all of a layer's variables, parameters and buffers. */
export const stateOf = (layer: Layer): Record<string, NamedTensor> => valuesOf(variablesOf(layer));

/**
 * Sets every variable of the layer from `tensors`; all or nothing.
 * @throws OneClassError `invalid-artifact` when one is missing, has another shape or a value that
 *   is not finite, or is not the layer's
 */
export function loadState(layer: Layer, tensors: Readonly<Record<string, NamedTensor>>): void {
  checkFiniteTensors(tensors);
  assignValues(variablesOf(layer), tensors);
}

/**
 * For the end of a fit: a loss is that of before its update, so the last update's damage shows in
 * the weights alone.
 * @throws OneClassError `diverged` when a parameter or running statistic is not finite
 */
export function checkFiniteState(layer: Layer): void {
  for (const [name, variable] of Object.entries(variablesOf(layer))) {
    const broken = variable.dataSync<'float32'>().find((value) => !Number.isFinite(value));
    if (broken === undefined) continue;
    throw new OneClassError(
      'diverged',
      `Training diverged: "${name}" holds ${String(broken)} after the last step. Expected ` +
        'finite numbers. Lower the learning rate, or look for images with broken pixels.',
      { argument: name, expected: 'finite numbers', received: broken },
    );
  }
}

/** Frees the layer's variables; calling it again does nothing. */
export function disposeLayer(layer: Layer): void {
  for (const variable of Object.values(variablesOf(layer))) variable.dispose();
}
