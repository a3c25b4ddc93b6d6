/** @file Where the values of a network's variables come from: drawn for a fit, or out of a file. */
import * as tf from '@tensorflow/tfjs';
import type { Variable } from '@tensorflow/tfjs';
import type { NamedTensor, Rng } from '@oneclass/core';
import { constant, type Fans, type Initializer } from '../initializer.ts';
import { checkFiniteTensors, misfit, tensorOf, unknownTensor } from './variables.ts';

export interface VariableSpec {
  readonly shape: readonly number[];
  readonly fans: Fans;
  readonly initializer: Initializer;
  /** False for running statistics and what else training does not change by gradients. */
  readonly trainable?: boolean | undefined;
  /** Of the layer's random numbers, where the variable has a stream of its own. */
  readonly stream?: string | undefined;
}

/** Gives layers their variables. */
export interface WeightSource {
  /** The variable of this name, owned by the caller. */
  variable(name: string, spec: VariableSpec): Variable;
  /** The source for a layer within this one, whose names and random numbers are its own. */
  within(layer: string): WeightSource;
  /** The source for parts that are saved under this name, and share these random numbers. */
  under(name: string): WeightSource;
}

/** A vector of one value; gains, offsets and running statistics start so. */
export const vectorOf = (size: number, value: number, trainable = true): VariableSpec => ({
  shape: [size],
  fans: { fanIn: size, fanOut: size },
  initializer: constant(value),
  trainable,
});

/**
 * Values that no initialiser draws: measured on the training images.
 * @param values undefined for a network that is restored, where the file has them
 */
export const measured = (
  values: Float32Array | undefined,
  shape: readonly number[],
): VariableSpec => ({
  shape,
  fans: { fanIn: 1, fanOut: 1 },
  initializer() {
    if (values === undefined) throw new Error('a measured value was neither given nor saved');
    return values.slice();
  },
  trainable: false,
});

/** A source that can free what was taken from it. */
export interface OwnedWeights extends WeightSource {
  /** Frees all variables that were taken. */
  dispose(): void;
}

/** Builds a network; what was taken for it is freed when that fails. */
export function buildFrom<W extends OwnedWeights, T>(weights: W, build: (weights: W) => T): T {
  try {
    return build(weights);
  } catch (error) {
    weights.dispose();
    throw error;
  }
}

/** Starting values, each layer's from its own stream of random numbers. */
export function randomWeights(rng: Rng): OwnedWeights {
  const taken: Variable[] = [];
  const from = (stream: Rng): WeightSource => ({
    variable(_name, { shape, fans, initializer, trainable = true, stream: own }) {
      const draws = own === undefined ? stream : stream.derive(own);
      const values = initializer(tf.util.sizeFromShape([...shape]), fans, draws);
      const variable = tf.tidy(() =>
        tf.variable(tf.tensor(values, [...shape], 'float32'), trainable),
      );
      taken.push(variable);
      return variable;
    },
    within: (layer) => from(stream.derive(layer)),
    under: () => from(stream),
  });
  return {
    ...from(rng),
    dispose() {
      for (const variable of taken) variable.dispose();
    },
  };
}

export interface SavedWeights extends OwnedWeights {
  /** @throws OneClassError `invalid-artifact` for a tensor that no layer took */
  checkAllTaken(): void;
}

/**
 * The tensors of a saved state, by the names that `stateOf` gives them. A shape is compared before
 * anything of that size is made.
 * @throws OneClassError `invalid-artifact` for values that are not finite; on `variable`, for a
 *   tensor that is missing or has another shape
 */
export function savedWeights(tensors: Readonly<Record<string, NamedTensor>>): SavedWeights {
  checkFiniteTensors(tensors);
  const taken = new Map<string, Variable>();
  const at = (prefix: string): WeightSource => ({
    variable(name, { shape, trainable = true }) {
      const path = prefix + name;
      if (taken.has(path)) throw new Error(`two variables of a network are called "${path}"`);
      const saved = Object.hasOwn(tensors, path) ? tensors[path] : undefined;
      if (saved?.shape.join() !== shape.join()) throw misfit(path, shape, saved?.shape);
      const variable = tf.tidy(() => tf.variable(tensorOf(saved), trainable));
      taken.set(path, variable);
      return variable;
    },
    within: (layer) => at(`${prefix}${layer}.`),
    under: (name) => at(`${prefix}${name}.`),
  });
  return {
    ...at(''),
    checkAllTaken() {
      const unknown = Object.keys(tensors).find((name) => !taken.has(name));
      if (unknown !== undefined) throw unknownTensor(unknown, [...taken.keys()]);
    },
    dispose() {
      for (const variable of taken.values()) variable.dispose();
    },
  };
}
