import { checkState, once, type DetectorState, type SampleShape } from '@oneclass/core';
import { networkDetector, restoreNetwork } from '@oneclass/nn';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { AutoencoderConfig } from './config.ts';
import type { Autoencoder, AutoencoderForm, AutoencoderOutput } from './form.ts';
import { buildNetwork, type AutoencoderNetwork } from './network.ts';
import { errorMap, errorScore } from './objective.ts';

/** All that a detector is made of. */
export interface Fitted<C extends AutoencoderConfig> {
  readonly method: string;
  readonly config: C;
  readonly sampleShape: SampleShape;
  readonly network: AutoencoderNetwork;
  readonly codeSize: number;
}

const inference = { training: false };

/** The detector owns the network from here on. */
export function createDetector<C extends AutoencoderConfig>({
  network: { encoder, decoder, whole },
  codeSize,
  ...about
}: Fitted<C>): Autoencoder<C> {
  const [height, width] = about.sampleShape;
  return networkDetector<C, AutoencoderOutput>({
    ...about,
    network: whole,
    outputs: {
      score: [],
      map: [height, width],
      reconstruction: about.sampleShape,
      code: [codeSize],
    },
    forward(images) {
      const code = once(() => encoder.apply(images, inference));
      const reconstruction = once(() => decoder.apply(code(), inference) as Tensor4D);
      return {
        score: () => errorScore(images, reconstruction()),
        map: () => errorMap(images, reconstruction()),
        reconstruction,
        code,
      };
    },
  });
}

/**
 * The detector of a saved state.
 * @throws OneClassError `invalid-artifact` when config, sample shape and tensors do not belong
 *   together
 */
export function restoreDetector<C extends AutoencoderConfig>(
  { name, resolve, layers }: AutoencoderForm<C>,
  state: DetectorState,
): Autoencoder<C> {
  checkState(state, { method: name });
  const { sampleShape } = state;
  const { fitted } = restoreNetwork(state, (weights) => {
    const config = resolve(state.config as Partial<C>);
    const planned = layers(sampleShape, config);
    const network = buildNetwork(planned, weights);
    const { codeSize } = planned;
    return {
      fitted: { method: name, config, sampleShape, network, codeSize },
      network: network.whole,
    };
  });
  return createDetector(fitted);
}
