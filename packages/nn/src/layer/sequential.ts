import type { Variable } from '@tensorflow/tfjs';
import type { Layer, LayerFactory } from './layer.ts';

/**
 * Layers one after the other; their variables are named `<layer>.<variable>`, and each layer draws
 * from its own stream.
 */
export const sequential =
  (factories: Readonly<Record<string, LayerFactory>>): LayerFactory =>
  (weights) =>
    joinLayers(
      Object.fromEntries(
        Object.entries(factories).map(([name, build]) => [name, build(weights.within(name))]),
      ),
    );

/**
 * Built layers one after the other, as one that shares their variables; named as by
 * {@link sequential}.
 */
export function joinLayers(layers: Readonly<Record<string, Layer>>): Layer {
  const named = (
    pick: (layer: Layer) => Readonly<Record<string, Variable>>,
  ): Record<string, Variable> =>
    Object.fromEntries(
      Object.entries(layers).flatMap(([name, layer]) =>
        Object.entries(pick(layer)).map(([key, variable]) => [`${name}.${key}`, variable]),
      ),
    );
  return {
    apply: (x, mode) => Object.values(layers).reduce((value, layer) => layer.apply(value, mode), x),
    parameters: named((layer) => layer.parameters),
    buffers: named((layer) => layer.buffers),
  };
}
