import { once, type DetectorWith, type SampleShape, type StandardOutput } from '@oneclass/core';
import { networkDetector } from '@oneclass/nn';
import type { Tensor4D } from '@tensorflow/tfjs';
import { METHOD_NAME, type DeepConvAutoencoderConfig } from './config.ts';
import type { AutoencoderNetwork } from './network.ts';
import { errorMap, errorScore } from './objective.ts';

/** A fitted deep convolutional autoencoder. */
export type DeepConvAutoencoder = DetectorWith<DeepConvAutoencoderConfig, StandardOutput>;

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
  const { contrast, encoder, decoder, whole, codeSize } = network;
  return networkDetector<DeepConvAutoencoderConfig, StandardOutput>({
    method: METHOD_NAME,
    config,
    sampleShape,
    network: whole,
    outputs: { score: [], map: [height, width], reconstruction: sampleShape, code: [codeSize] },
    forward(images) {
      const targets = once(() => contrast.apply(images, inference) as Tensor4D);
      const code = once(() => encoder.apply(targets(), inference));
      const reconstructed = once(() => decoder.apply(code(), inference) as Tensor4D);
      return {
        score: () => errorScore(targets(), reconstructed()),
        map: () => errorMap(targets(), reconstructed()),
        reconstruction: () => contrast.invert(reconstructed(), images),
        code,
      };
    },
  });
}
