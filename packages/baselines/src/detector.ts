import type { Tensor4D } from '@tensorflow/tfjs';
import {
  detectorGuard,
  runBatches,
  toDataset,
  type Detector,
  type Maps,
  type MethodConfig,
  type NamedTensor,
  type Samples,
  type SampleShape,
  type ScoreRun,
} from '@oneclass/core';

/** A fitted detector, with its config. */
export interface Baseline<C extends MethodConfig> extends Detector {
  readonly config: C;
}

export interface Fitted<C extends MethodConfig> {
  readonly method: string;
  readonly config: C;
  readonly sampleShape: SampleShape;
  /** Scores of images, `[n]`. */
  readonly score: (images: Tensor4D) => Promise<Float32Array>;
  readonly tensors: () => Record<string, NamedTensor>;
  readonly dispose: () => void;
}

export interface Task {
  readonly phase: string;
  /** Of one image. */
  readonly shape: readonly number[];
  readonly of: (images: Tensor4D) => Promise<Float32Array>;
}

export type Compute = (samples: Samples, task: Task, run?: ScoreRun) => Promise<Maps>;

/** Of distances to thousands of training images, a batch of this size is some megabytes. */
const BATCH_SIZE = 256;

/** A detector that scores; `compute` runs other tasks of it, checked likewise. */
export function createDetector<C extends MethodConfig>({
  method,
  config,
  sampleShape,
  score,
  tensors,
  dispose,
}: Fitted<C>): { detector: Baseline<C>; compute: Compute } {
  const guard = detectorGuard(method);
  const compute: Compute = async (samples, { phase, shape, of }, run = {}) => {
    guard.check(run);
    const { batchSize = BATCH_SIZE, signal, onProgress } = run;
    const dataset = await toDataset(samples, { method, sampleShape });
    const values = shape.reduce((product, length) => product * length, 1);
    const data = new Float32Array(dataset.size * values);
    let filled = 0;
    await runBatches(dataset, { phase, batchSize, signal, onProgress }, async (images) => {
      data.set(await of(images), filled);
      filled += images.shape[0] * values;
    });
    return { data, shape: [dataset.size, ...shape] };
  };

  const detector: Baseline<C> = {
    method,
    config,
    sampleShape,
    score: async (samples, run) =>
      (await compute(samples, { phase: 'score', shape: [], of: score }, run)).data,
    state() {
      guard.check();
      return { method, config, sampleShape, tensors: tensors() };
    },
    dispose() {
      guard.dispose(dispose);
    },
  };
  return { detector, compute };
}
