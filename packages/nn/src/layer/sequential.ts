import type { Variable } from '@tensorflow/tfjs';
import type { Rng } from '@oneclass/core';
import type { Layer, LayerFactory } from './layer.ts';

/** Layers one after the other; their variables are named `<layer>.<variable>`, and each layer draws from its own stream. */
export function sequential(factories: Readonly<Record<string, LayerFactory>>): LayerFactory {
  return (rng: Rng): Layer => {
    const layers = Object.entries(factories).map(([name, build]) => ({ name, layer: build(rng.derive(name)) }));
    const named = (pick: (layer: Layer) => Readonly<Record<string, Variable>>): Record<string, Variable> =>
      Object.fromEntries(layers.flatMap(({ name, layer }) => Object.entries(pick(layer)).map(([key, variable]) => [`${name}.${key}`, variable])));
    return {
      apply: (x, mode) => layers.reduce((value, { layer }) => layer.apply(value, mode), x),
      parameters: named((layer) => layer.parameters),
      buffers: named((layer) => layer.buffers),
    };
  };
}
