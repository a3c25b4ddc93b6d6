import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { Encoder, MapDetector, Reconstructor, SampleShape } from '@oneclass/core';
import { networkInference, type ScoredTensors } from '@oneclass/nn';
import { METHOD_NAME, type DeepConvAutoencoderConfig } from './config.ts';
import type { AutoencoderNetwork } from './network.ts';
import { errorMap, errorScore } from './objective.ts';

/** A fitted deep convolutional autoencoder. */
export interface DeepConvAutoencoder extends MapDetector, Reconstructor, Encoder {
  readonly config: DeepConvAutoencoderConfig;
}

export interface Fitted {
  readonly config: DeepConvAutoencoderConfig;
  readonly sampleShape: SampleShape;
  readonly network: AutoencoderNetwork;
}

const inference = { training: false };

/**
 * The detector owns the network from here on. Errors are those of the contrast-normalised image;
 * reconstructions are brought back to its contrast.
 */
export function createDetector({ config, sampleShape, network }: Fitted): DeepConvAutoencoder {
  const [height, width] = sampleShape;
  const { contrast, encoder, autoencoder, whole, codeSize } = network;
  const { compute, computeWithMaps, state, dispose } = networkInference({
    name: METHOD_NAME,
    config,
    sampleShape,
    network: whole,
  });
  const normalized = (images: Tensor4D): Tensor4D => contrast.apply(images, inference) as Tensor4D;
  const error =
    (of: (images: Tensor4D, reconstructions: Tensor4D) => Tensor) =>
    (images: Tensor4D): Tensor => {
      const targets = normalized(images);
      return of(targets, autoencoder.apply(targets, inference) as Tensor4D);
    };
  return {
    method: METHOD_NAME,
    config,
    sampleShape,
    score: async (samples, run) =>
      (await compute(samples, { phase: 'score', of: error(errorScore), shape: [] }, run)).data,
    scoreMap: (samples, run) =>
      compute(samples, { phase: 'score map', of: error(errorMap), shape: [height, width] }, run),
    scoreWithMap(samples, run) {
      const of = (images: Tensor4D): ScoredTensors => {
        const targets = normalized(images);
        const reconstructions = autoencoder.apply(targets, inference) as Tensor4D;
        return {
          scores: errorScore(targets, reconstructions),
          maps: errorMap(targets, reconstructions),
        };
      };
      return computeWithMaps(samples, of, run);
    },
    reconstruct(samples, run) {
      const of = (images: Tensor4D): Tensor =>
        contrast.invert(autoencoder.apply(normalized(images), inference) as Tensor4D, images);
      return compute(samples, { phase: 'reconstruct', of, shape: sampleShape }, run);
    },
    encode(samples, run) {
      const of = (images: Tensor4D): Tensor => encoder.apply(normalized(images), inference);
      return compute(samples, { phase: 'encode', of, shape: [codeSize] }, run);
    },
    state,
    dispose,
  };
}
