import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import {
  detectorGuard,
  OneClassError,
  toDataset,
  type DetectorState,
  type Maps,
  type MethodConfig,
  type Samples,
  type SampleShape,
  type ScoreRun,
  type ScoresWithMaps,
} from '@oneclass/core';
import { computeInBatches, computeSeveral } from './inference.ts';
import type { Layer } from './layer/layer.ts';
import { disposeLayer, loadState, stateOf } from './layer/state.ts';

/** What a detector that is one network is made of. */
export interface FittedNetwork<C extends MethodConfig> {
  /** The method's. */
  readonly name: string;
  readonly config: C;
  readonly sampleShape: SampleShape;
  /** All that the detector saves. */
  readonly network: Layer;
}

/** One kind of output. */
export interface InferenceTask {
  /** In progress events. */
  readonly phase: string;
  /** `[n, height, width, channels]` → `[n, ...shape]`, inside `tf.tidy`. */
  readonly of: (images: Tensor4D) => Tensor;
  /** Of one image's values. */
  readonly shape: readonly number[];
}

/** Scores `[n]` and score maps `[n, height, width]` of the same images. */
export interface ScoredTensors {
  readonly scores: Tensor;
  readonly maps: Tensor;
}

/** What the outputs, the state and the end of such a detector are written with. */
export interface NetworkInference {
  /**
   * @throws OneClassError `invalid-argument` after `dispose`, `invalid-config` for a score
   *   config, and as `toDataset`
   */
  compute(samples: Samples, task: InferenceTask, run?: ScoreRun): Promise<Maps>;
  /** Both from one pass, `of` inside `tf.tidy`. @throws as `compute` */
  computeWithMaps(
    samples: Samples,
    of: (images: Tensor4D) => ScoredTensors,
    run?: ScoreRun,
  ): Promise<ScoresWithMaps>;
  /** @throws OneClassError `invalid-argument` after `dispose` */
  state(): DetectorState;
  dispose(): void;
}

/** For a detector without score config, which owns the network from here on. */
export function networkInference<C extends MethodConfig>({
  name,
  config,
  sampleShape,
  network,
}: FittedNetwork<C>): NetworkInference {
  const guard = detectorGuard(name);
  const [height, width] = sampleShape;
  return {
    async compute(samples, { phase, of, shape }, run = {}) {
      guard.check(run);
      const dataset = await toDataset(samples, { method: name, sampleShape });
      const valuesPerImage = shape.reduce((product, size) => product * size, 1);
      const data = await computeInBatches(dataset, of, { ...run, phase, valuesPerImage });
      return { data, shape: [dataset.size, ...shape] };
    },
    async computeWithMaps(samples, of, run = {}) {
      guard.check(run);
      const dataset = await toDataset(samples, { method: name, sampleShape });
      const both = (images: Tensor4D): Tensor[] => {
        const { scores, maps } = of(images);
        return [scores, maps];
      };
      const [scores, data] = (await computeSeveral(dataset, both, {
        ...run,
        phase: 'score and map',
        valuesPerImage: [1, height * width],
      })) as [Float32Array, Float32Array];
      return { scores, maps: { data, shape: [dataset.size, height, width] } };
    },
    state() {
      guard.check();
      return { method: name, config, sampleShape, tensors: stateOf(network) };
    },
    dispose() {
      guard.dispose(() => {
        disposeLayer(network);
      });
    },
  };
}

/**
 * The network of a saved state, with its weights.
 * @param build the network that config and sample shape ask for, not yet with these weights
 * @throws OneClassError `invalid-artifact` when config, sample shape and tensors do not belong
 *   together
 */
export function restoreNetwork<F extends { readonly network: Layer }>(
  { method, tensors }: DetectorState,
  build: () => F,
): F {
  let built: F;
  try {
    built = build();
  } catch (cause) {
    throw new OneClassError(
      'invalid-artifact',
      `This file does not describe a ${method} detector: ${(cause as Error).message} It is ` +
        'damaged: fit the detector again.',
      { cause },
    );
  }
  try {
    loadState(built.network, tensors);
    return built;
  } catch (error) {
    disposeLayer(built.network);
    throw error;
  }
}
