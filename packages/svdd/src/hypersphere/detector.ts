import type { Tensor1D } from '@tensorflow/tfjs';
import { once, type Encoder, type SampleShape } from '@oneclass/core';
import { networkDetector } from '@oneclass/nn';
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
  const center = sphere.center.dataSync<'float32'>().slice();
  const radius = sphere.radius.dataSync<'float32'>()[0] as number;
  const detector = networkDetector<DeepSvddConfig, 'score' | 'code'>({
    method: METHOD_NAME,
    config,
    sampleShape,
    network: whole,
    outputs: { score: [], code: [codeSize] },
    forward(images) {
      const code = once(() => codes.apply(images, inference));
      return {
        score: () => svddScore(sphere.apply(code(), inference) as Tensor1D, sphere.radius),
        code,
      };
    },
  });
  return {
    ...detector,
    get center() {
      return center.slice();
    },
    radius,
  };
}
