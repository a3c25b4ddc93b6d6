import * as tf from '@tensorflow/tfjs';
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { Rng } from '@oneclass/core';
import type { Fans, Initializer } from '../initializer.ts';

export interface Mode {
  /**
   * True: batch norm uses its batch's statistics, and its running ones follow them. False, as in
   * scoring: it uses the running ones.
   */
  readonly training: boolean;
  /** Weight of this batch in the running statistics, in [0, 1]; each layer's own when absent. */
  readonly momentum?: number;
}

/** A piece of a network. It owns its variables until `disposeLayer`. */
export interface Layer {
  /**
   * Call inside `tf.tidy`; differentiable in `x`, and in training mode in the parameters (batch
   * norm in inference mode is not).
   */
  apply(x: Tensor, mode: Mode): Tensor;
  /** What training changes, by name. */
  readonly parameters: Readonly<Record<string, Variable>>;
  /** What forward passes in training mode change: running statistics. */
  readonly buffers: Readonly<Record<string, Variable>>;
}

/** Builds a layer with its own stream of random numbers. */
export type LayerFactory = (rng: Rng) => Layer;

/** A layer without variables. */
export const stateless =
  (apply: (x: Tensor) => Tensor): LayerFactory =>
  () => ({ apply, parameters: {}, buffers: {} });

export interface VariableSpec {
  readonly shape: number[];
  readonly fans: Fans;
  readonly initializer: Initializer;
}

export function createVariable({ shape, fans, initializer }: VariableSpec, rng: Rng): Variable {
  return tf.tidy(() =>
    tf.variable(tf.tensor(initializer(tf.util.sizeFromShape(shape), fans, rng), shape, 'float32')),
  );
}

/** A vector of one value; gains, biases and running statistics start so. */
export function constantVector(size: number, value: number, trainable = true): Variable {
  return tf.tidy(() => tf.variable(tf.fill([size], value), trainable));
}
