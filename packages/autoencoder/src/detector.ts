import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { OneClassError, toDataset, type DetectorState, type Maps, type Samples, type SampleShape, type ScoreRun } from '@oneclass/core';
import { computeInBatches, disposeLayer, loadState, stateOf } from '@oneclass/nn';
import type { AutoencoderConfig } from './config.ts';
import type { Autoencoder, AutoencoderForm } from './form.ts';
import { buildNetwork, product, type AutoencoderNetwork } from './network.ts';
import { errorMap, errorScore } from './objective.ts';

/** All that a detector is made of. */
export interface Fitted<C extends AutoencoderConfig> {
  readonly name: string;
  readonly config: C;
  readonly sampleShape: SampleShape;
  readonly network: AutoencoderNetwork;
  readonly codeSize: number;
}

/** The detector owns the network from here on. */
export function createDetector<C extends AutoencoderConfig>({ name, config, sampleShape, network, codeSize }: Fitted<C>): Autoencoder<C> {
  const [height, width] = sampleShape;
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
    throw new OneClassError('invalid-config', `${name} has no score config. Leave out \`config\`. Received: \`${key}\`.`, {
      argument: `score.${key}`,
      expected: 'no score config',
      received: score,
    });
  }

  async function compute(samples: Samples, task: { phase: string; of: (images: Tensor4D) => Tensor; shape: readonly number[] }, run: ScoreRun = {}): Promise<Maps> {
    checkUsable(run);
    const dataset = await toDataset(samples, { method: name, sampleShape });
    const data = await computeInBatches(dataset, task.of, { ...run, phase: task.phase, valuesPerImage: product(task.shape) });
    return { data, shape: [dataset.size, ...task.shape] };
  }

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
    reconstruct: (samples, run) => compute(samples, { phase: 'reconstruct', of: reconstruction, shape: sampleShape }, run),
    encode(samples, run) {
      const of = (images: Tensor4D): Tensor => network.encoder.apply(images, inference);
      return compute(samples, { phase: 'encode', of, shape: [codeSize] }, run);
    },
    state(): DetectorState {
      checkUsable();
      return { method: name, config, sampleShape, tensors: stateOf(network.whole) };
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
export function restoreDetector<C extends AutoencoderConfig>(form: AutoencoderForm<C>, state: DetectorState): Autoencoder<C> {
  const built = builtFrom(form, state);
  try {
    loadState(built.network.whole, state.tensors);
  } catch (error) {
    disposeLayer(built.network.whole);
    throw error;
  }
  return createDetector(built);
}

function builtFrom<C extends AutoencoderConfig>({ name, resolve, layers }: AutoencoderForm<C>, state: DetectorState): Fitted<C> {
  const { sampleShape } = state;
  try {
    const config = resolve(state.config as Partial<C>);
    const planned = layers(sampleShape, config);
    return { name, config, sampleShape, network: buildNetwork(planned, config.seed), codeSize: planned.codeSize };
  } catch (cause) {
    throw new OneClassError(
      'invalid-artifact',
      `This file does not describe a ${name} detector: ${(cause as Error).message} It is damaged: fit the detector again.`,
      { cause },
    );
  }
}
