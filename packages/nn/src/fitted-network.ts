import type { Tensor4D } from '@tensorflow/tfjs';
import {
  defineDetector,
  isOneClassError,
  OneClassError,
  readOutputs,
  type DetectorParts,
  type DetectorState,
  type DetectorWith,
  type MethodConfig,
  type OutputTensors,
} from '@oneclass/core';
import type { Layer } from './layer/layer.ts';
import { disposeLayer, stateOf } from './layer/state.ts';
import { buildFrom, savedWeights, type WeightSource } from './layer/weight-source.ts';

/** What a detector that is one network is made of. */
export interface NetworkParts<C extends MethodConfig, O extends string, S = undefined> extends Omit<
  DetectorParts<C, O, S>,
  'compute' | 'tensors' | 'dispose'
> {
  /** All that the detector saves. */
  readonly network: Layer;
  /**
   * What the network looks at, from images `[n, height, width, channels]`, where that is not the
   * images: features, which are extracted asynchronously. Its result is disposed of here.
   */
  readonly prepare?: ((images: Tensor4D) => Promise<Tensor4D>) | undefined;
  /**
   * How each output is computed from the images, or from what `prepare` gives; called inside
   * `tf.tidy`, as are the functions that it gives. What several outputs need is wrapped in core's
   * `once`.
   */
  readonly forward: (inputs: Tensor4D, score: S) => OutputTensors;
}

/** A detector that owns `network` from here on. */
export const networkDetector = <C extends MethodConfig, O extends string, S = undefined>({
  network,
  prepare,
  forward,
  ...parts
}: NetworkParts<C, O, S>): DetectorWith<C, O> =>
  defineDetector<C, O, S>({
    ...parts,
    async compute(images, { wanted, score }) {
      const prepared = await prepare?.(images);
      try {
        return await readOutputs(wanted, () => forward(prepared ?? images, score));
      } finally {
        prepared?.dispose();
      }
    },
    tensors: () => stateOf(network),
    dispose: () => {
      disposeLayer(network);
    },
  });

/**
 * The network of a saved state.
 * @param build the network that config, facts and sample shape ask for, whose variables come from
 *   `weights`: one that the state has no tensor for, or one of another shape, is refused before
 *   anything of its size is made
 * @throws OneClassError `invalid-artifact` when config, sample shape and tensors do not belong
 *   together
 */
export function restoreNetwork<F extends { readonly network: Layer }>(
  { method, tensors }: DetectorState,
  build: (weights: WeightSource) => F,
): F {
  try {
    return buildFrom(savedWeights(tensors), (weights) => {
      const built = build(weights);
      weights.checkAllTaken();
      return built;
    });
  } catch (cause) {
    if (isOneClassError(cause) && cause.code === 'invalid-artifact') throw cause;
    throw new OneClassError(
      'invalid-artifact',
      `This file does not describe a ${method} detector: ${(cause as Error).message} ` +
        'It is damaged: fit the detector again.',
      { cause },
    );
  }
}
