/** @file Ways to break a toy. */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import {
  isOneClassError,
  type Detector,
  type DetectorState,
  type ErrorCode,
  type FeatureExtractor,
  type FeatureMethod,
  type FitRun,
  type Maps,
  type Method,
  type ProgressEvent,
  type ScoreRun,
} from '@oneclass/core';
import type { ToyConfig } from '../toy/config.ts';
import { shortCallsOf, type Compute, type Toy } from '../toy/detector.ts';
import { featureToy, toy } from '../toy.ts';

export type PixelToy = Method<ToyConfig, Detector>;
export type BrokenToy = PixelToy | FeatureMethod<ToyConfig, Detector>;
export type Fit = typeof toy.fit;

/** What the broken toys are checked with; one of them is broken for the seed after this one. */
export const CONFIG = { seed: 3 };

const leaked: Tensor[] = [];
export const leak = (): void => void leaked.push(tf.zeros([1]));
export const freeLeaks = (): void => {
  tf.dispose(leaked.splice(0));
};

export const withFit = (fit: Fit): PixelToy => ({ ...toy, fit });
export const withRestore = (restore: (state: DetectorState) => Toy): PixelToy => ({
  ...toy,
  restore,
});

type Change = (detector: Toy) => Partial<Record<keyof Toy, unknown>>;

/** Changes every detector, fitted or restored; the short calls go by a changed `compute`. */
export const changeDetectors = (method: Method<ToyConfig, Toy>, change: Change): PixelToy => {
  const changed = (detector: Toy): Detector => {
    const changes = change(detector);
    const calls = changes.compute
      ? shortCallsOf(changes.compute as Compute, detector.outputs)
      : undefined;
    return { ...detector, ...calls, ...changes } as Toy;
  };
  return {
    ...method,
    fit: async (...args) => changed(await method.fit(...args)),
    restore: (state) => changed(method.restore(state)),
  };
};
export const withDetector = (change: Change): PixelToy => changeDetectors(toy, change);

/** Changes how every output is computed. */
export const withCompute = (change: (compute: Compute, detector: Toy) => Compute): PixelToy =>
  withDetector((detector) => ({ compute: change(detector.compute, detector) }));

interface Call {
  readonly detector: Toy;
  readonly run: ScoreRun | undefined;
  readonly names: readonly string[];
}

/** Changes what is computed as one output. */
export const changingOutput =
  (output: string, change: (maps: Maps, call: Call) => Maps) =>
  (compute: Compute, detector: Toy): Compute =>
  async (samples, names, run) => {
    const results = await compute(samples, names, run);
    const { [output]: maps } = results;
    return maps ? { ...results, [output]: change(maps, { detector, run, names }) } : results;
  };

export const isSquare = ({ sampleShape }: Pick<Toy, 'sampleShape'>): boolean =>
  sampleShape[0] === sampleShape[1];

/** Of square images, which leaves the checks of others alone. */
export const withShape = (
  output: string,
  change: (shape: readonly number[]) => readonly number[],
): PixelToy =>
  withCompute(
    changingOutput(output, ({ data, shape }, { detector }) => ({
      data,
      shape: isSquare(detector) ? change(shape) : shape,
    })),
  );

export const withScores = (change: (scores: Float32Array, call: Call) => Float32Array): PixelToy =>
  withCompute(
    changingOutput('score', ({ data, shape }, call) => ({ data: change(data, call), shape })),
  );

export const withScoreRun = (change: (run: ScoreRun) => ScoreRun): PixelToy =>
  withCompute(
    (compute) =>
      (samples, names, run = {}) =>
        compute(samples, names, change(run)),
  );

export const withSeed = (
  change: (config: ToyConfig, run: FitRun, samples: unknown) => number,
): PixelToy =>
  withFit((samples, config, run = {}) => {
    const plain =
      typeof config === 'object' &&
      config !== null &&
      typeof config.seed !== 'object' &&
      config.seed !== undefined;
    return toy.fit(
      samples,
      plain ? { ...config, seed: change(config as ToyConfig, run, samples) } : config,
      run,
    );
  });

export const withConfig = (change: (config: unknown) => unknown): PixelToy =>
  withFit((samples, config, run) => toy.fit(samples, change(config) as ToyConfig, run));

export const withCheckpoint = (change: (bytes: Uint8Array) => Uint8Array): PixelToy =>
  withFit((samples, config, run = {}) => {
    const { checkpoint } = run;
    if (!checkpoint) return toy.fit(samples, config, run);
    const load = async (): Promise<Uint8Array | undefined> => {
      const bytes = await checkpoint.load();
      return bytes && change(bytes);
    };
    return toy.fit(samples, config, { ...run, checkpoint: { ...checkpoint, load } });
  });

/** On features, with another method on them. */
export const withOn = (
  on: (extractor: FeatureExtractor, sound: Method<ToyConfig, Toy>) => PixelToy,
): FeatureMethod<ToyConfig, Detector> => ({
  ...featureToy,
  on: (extractor) => on(extractor, featureToy.on(extractor)),
});

/** What is reported goes through `change`; nothing comes out where it gives nothing. */
export function reporting<R extends FitRun | ScoreRun>(
  run: R,
  change: (event: ProgressEvent) => ProgressEvent | undefined,
): R {
  const { onProgress } = run;
  if (!onProgress) return run;
  return {
    ...run,
    onProgress(event: ProgressEvent) {
      const changed = change(event);
      if (changed) onProgress(changed);
    },
  };
}

export const isTensor = (value: unknown): value is Tensor => value instanceof tf.Tensor;
export const isDataset = (value: unknown): boolean =>
  !isTensor(value) && typeof (value as { batches?: unknown } | null)?.batches === 'function';
export const codeOf = (error: unknown): ErrorCode | undefined =>
  isOneClassError(error) ? (error as unknown as { code: ErrorCode }).code : undefined;
export const messageOf = (error: unknown): string => (error as Error).message;
export const without = <T extends object>(value: T, key: string): T =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) as T;
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

export function emptyToy(state: Partial<DetectorState> = {}): Toy {
  return toy.restore({
    method: 'toy',
    config: toy.defaults,
    sampleShape: [8, 8, 1],
    facts: { values: 64 },
    tensors: { mean: { shape: [64], data: new Float32Array(64) } },
    ...state,
  });
}
