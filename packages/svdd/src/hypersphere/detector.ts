import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import type { Encoder, SampleShape } from '@oneclass/core';
import { networkInference } from '@oneclass/nn';
import { METHOD_NAME, type DeepSvddConfig } from './config.ts';
import type { SvddNetwork } from './network.ts';
import { svddScore } from './objective.ts';

/** A fitted Deep SVDD. */
export interface DeepSvdd extends Encoder {
  readonly config: DeepSvddConfig;
  /** The hypersphere's centre c in the space of codes, `[d]`; a copy. */
  readonly center: Float32Array;
  /** The hypersphere's radius R; 0 for the one-class objective. */
  readonly radius: number;
}

export interface Fitted {
  readonly config: DeepSvddConfig;
  readonly sampleShape: SampleShape;
  readonly network: SvddNetwork;
}

const inference = { training: false };

/** The detector owns the network from here on. */
export function createDetector({ config, sampleShape, network }: Fitted): DeepSvdd {
  const { codes, sphere, whole, codeSize } = network;
  const { compute, state, dispose } = networkInference({
    name: METHOD_NAME,
    config,
    sampleShape,
    network: whole,
  });
  const center = sphere.center.dataSync<'float32'>().slice();
  const radius = sphere.radius.dataSync<'float32'>()[0] as number;
  return {
    method: METHOD_NAME,
    config,
    sampleShape,
    get center() {
      return center.slice();
    },
    radius,
    async score(samples, run) {
      const of = (images: Tensor4D): Tensor =>
        svddScore(whole.apply(images, inference) as Tensor1D, sphere.radius);
      return (await compute(samples, { phase: 'score', of, shape: [] }, run)).data;
    },
    encode(samples, run) {
      const of = (images: Tensor4D): Tensor => codes.apply(images, inference);
      return compute(samples, { phase: 'encode', of, shape: [codeSize] }, run);
    },
    state,
    dispose,
  };
}
