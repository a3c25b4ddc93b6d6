import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import {
  createRng,
  OneClassError,
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
import { METHOD_NAME, resolveConvConfig, type ConvAutoencoderConfig } from './config.ts';
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
  const first = encoder(sampleShape, config)(rng.derive('encoder'));
  try {
    const second = decoder(sampleShape, config)(rng.derive('decoder'));
    return { encoder: first, decoder: second, whole: sequential({ encoder: () => first, decoder: () => second })(rng) };
  } catch (error) {
    disposeLayer(first);
    throw error;
  }
}

/** The detector owns the network from here on. */
export function createDetector(network: ConvAutoencoderNetwork, config: ConvAutoencoderConfig, sampleShape: SampleShape): ConvAutoencoder {
  const [height, width, channels] = sampleShape;
  const code = codeShape(sampleShape, config);
  const inference = { training: false };
  const reconstruction = (images: Tensor4D): Tensor4D => network.whole.apply(images, inference) as Tensor4D;

  let disposed = false;

  function checkUsable({ config: score = {} }: ScoreRun = {}): void {
    if (disposed) {
      throw new OneClassError('invalid-argument', 'This detector was disposed of. Fit another, or restore it from its file.', {
        expected: 'a detector before its dispose()',
      });
    }
    const [key] = Object.keys(score);
    if (key === undefined) return;
    throw new OneClassError('invalid-config', `${METHOD_NAME} has no score config. Leave out \`config\`. Received: \`${key}\`.`, {
      argument: `score.${key}`,
      expected: 'no score config',
      received: score,
    });
  }

  async function compute(samples: Samples, task: { phase: string; of: (images: Tensor4D) => Tensor; shape: number[] }, run: ScoreRun = {}): Promise<Maps> {
    checkUsable(run);
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
    state(): DetectorState {
      checkUsable();
      return { method: METHOD_NAME, config, sampleShape, tensors: stateOf(network.whole) };
    },
    dispose() {
      disposed = true;
      disposeLayer(network.whole);
    },
  };
}

/**
 * The detector of a saved state.
 * @throws OneClassError `invalid-artifact` when config, sample shape and tensors do not belong together
 */
export function restoreDetector(state: DetectorState): ConvAutoencoder {
  const { network, config } = networkOf(state);
  try {
    loadState(network.whole, state.tensors);
  } catch (error) {
    disposeLayer(network.whole);
    throw error;
  }
  return createDetector(network, config, state.sampleShape);
}

function networkOf(state: DetectorState): { network: ConvAutoencoderNetwork; config: ConvAutoencoderConfig } {
  try {
    const config = resolveConvConfig(state.config);
    return { config, network: buildNetwork(state.sampleShape, config) };
  } catch (cause) {
    throw new OneClassError(
      'invalid-artifact',
      `This file does not describe a ${METHOD_NAME} detector: ${(cause as Error).message} It is damaged: fit the detector again.`,
      { cause },
    );
  }
}
