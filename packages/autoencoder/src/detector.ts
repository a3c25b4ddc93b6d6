import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { DetectorState, SampleShape } from '@oneclass/core';
import { networkInference, restoreNetwork, type ScoredTensors } from '@oneclass/nn';
import type { AutoencoderConfig } from './config.ts';
import type { Autoencoder, AutoencoderForm } from './form.ts';
import { buildNetwork, type AutoencoderNetwork } from './network.ts';
import { errorMap, errorScore } from './objective.ts';

/** All that a detector is made of. */
export interface Fitted<C extends AutoencoderConfig> {
  readonly name: string;
  readonly config: C;
  readonly sampleShape: SampleShape;
  readonly parts: AutoencoderNetwork;
  readonly codeSize: number;
}

/** The detector owns the network from here on. */
export function createDetector<C extends AutoencoderConfig>({
  name,
  config,
  sampleShape,
  parts,
  codeSize,
}: Fitted<C>): Autoencoder<C> {
  const [height, width] = sampleShape;
  const inference = { training: false };
  const { compute, computeWithMaps, state, dispose } = networkInference({
    name,
    config,
    sampleShape,
    network: parts.whole,
  });
  const reconstruction = (images: Tensor4D): Tensor4D =>
    parts.whole.apply(images, inference) as Tensor4D;
  return {
    method: name,
    config,
    sampleShape,
    async score(samples, run) {
      const of = (images: Tensor4D): Tensor => errorScore(images, reconstruction(images));
      return (await compute(samples, { phase: 'score', of, shape: [] }, run)).data;
    },
    scoreMap(samples, run) {
      const of = (images: Tensor4D): Tensor => errorMap(images, reconstruction(images));
      return compute(samples, { phase: 'score map', of, shape: [height, width] }, run);
    },
    scoreWithMap(samples, run) {
      const of = (images: Tensor4D): ScoredTensors => {
        const reconstructed = reconstruction(images);
        return { scores: errorScore(images, reconstructed), maps: errorMap(images, reconstructed) };
      };
      return computeWithMaps(samples, of, run);
    },
    reconstruct: (samples, run) =>
      compute(samples, { phase: 'reconstruct', of: reconstruction, shape: sampleShape }, run),
    encode(samples, run) {
      const of = (images: Tensor4D): Tensor => parts.encoder.apply(images, inference);
      return compute(samples, { phase: 'encode', of, shape: [codeSize] }, run);
    },
    state,
    dispose,
  };
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
  const { sampleShape } = state;
  const { fitted } = restoreNetwork(state, () => {
    const config = resolve(state.config as Partial<C>);
    const planned = layers(sampleShape, config);
    const parts = buildNetwork(planned, config.seed);
    return {
      fitted: { name, config, sampleShape, parts, codeSize: planned.codeSize },
      network: parts.whole,
    };
  });
  return createDetector(fitted);
}
