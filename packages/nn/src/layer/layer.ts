import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { WeightSource } from './weight-source.ts';

export interface Mode {
  /**
   * True: batch norm uses its batch's statistics, and its running ones follow them. False, as in
   * scoring: it uses the running ones.
   */
  readonly training: boolean;
  /** Weight of this batch in the running statistics, in [0, 1]; each layer's own when absent. */
  readonly momentum?: number | undefined;
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

/** Builds a layer, whose variables come from `weights`. */
export type LayerFactory = (weights: WeightSource) => Layer;

/** A layer without variables. */
export const stateless =
  (apply: (x: Tensor) => Tensor): LayerFactory =>
  () => ({ apply, parameters: {}, buffers: {} });
