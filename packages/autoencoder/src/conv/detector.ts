import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import {
  createRng,
  toDataset,
  type DetectorState,
  type Encoder,
  type MapDetector,
  type Maps,
  type Reconstructor,
  type Samples,
  type SampleShape,
  type ScoreRun,
} from '@oneclass/core';
import { computeInBatches, disposeLayer, loadState, sequential, stateOf, type Layer } from '@oneclass/nn';
import { METHOD_NAME, type ConvAutoencoderConfig } from './config.ts';
import { codeShape, decoder, encoder } from './network.ts';
import { errorMap, errorScore } from './objective.ts';

/** A fitted convolutional autoencoder. */
export interface ConvAutoencoder extends MapDetector, Reconstructor, Encoder {
  readonly config: ConvAutoencoderConfig;
}

/** Encoder and decoder, and the two in one for training and saving. */
export interface ConvAutoencoderNetwork {
  readonly encoder: Layer;
  readonly decoder: Layer;
  readonly whole: Layer;
}

export function buildNetwork(sampleShape: SampleShape, config: ConvAutoencoderConfig): ConvAutoencoderNetwork {
  const rng = createRng(config.seed).derive('weights');
  const built = { encoder: encoder(sampleShape, config)(rng.derive('encoder')), decoder: decoder(sampleShape, config)(rng.derive('decoder')) };
  return { ...built, whole: sequential({ encoder: () => built.encoder, decoder: () => built.decoder })(rng) };
}

/** The detector owns the network from here on. */
export function createDetector(network: ConvAutoencoderNetwork, config: ConvAutoencoderConfig, sampleShape: SampleShape): ConvAutoencoder {
  const [height, width, channels] = sampleShape;
  const code = codeShape(sampleShape, config);
  const inference = { training: false };
  const reconstruction = (images: Tensor4D): Tensor4D => network.whole.apply(images, inference) as Tensor4D;

  async function compute(samples: Samples, task: { phase: string; of: (images: Tensor4D) => Tensor; shape: number[] }, run: ScoreRun = {}): Promise<Maps> {
    const dataset = await toDataset(samples, { method: METHOD_NAME, sampleShape });
    const valuesPerImage = task.shape.reduce((product, size) => product * size, 1);
    const data = await computeInBatches(dataset, task.of, { ...run, phase: task.phase, valuesPerImage });
    return { data, shape: [dataset.size, ...task.shape] };
  }

  return {
    method: METHOD_NAME,
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
    reconstruct: (samples, run) => compute(samples, { phase: 'reconstruct', of: reconstruction, shape: [height, width, channels] }, run),
    encode(samples, run) {
      const of = (images: Tensor4D): Tensor => network.encoder.apply(images, inference);
      return compute(samples, { phase: 'encode', of, shape: [code.height * code.width * code.channels] }, run);
    },
    state: (): DetectorState => ({ method: METHOD_NAME, config, sampleShape, tensors: stateOf(network.whole) }),
    dispose() {
      disposeLayer(network.whole);
    },
  };
}

/** The detector of a saved state. */
export function restoreDetector(state: DetectorState, config: ConvAutoencoderConfig): ConvAutoencoder {
  const network = buildNetwork(state.sampleShape, config);
  try {
    loadState(network.whole, state.tensors);
  } catch (error) {
    disposeLayer(network.whole);
    throw error;
  }
  return createDetector(network, config, state.sampleShape);
}
