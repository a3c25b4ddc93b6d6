import {
  createPasses,
  createRng,
  defineDetector,
  OneClassError,
  type Detector,
  type DetectorWith,
  type Maps,
  type Passes,
  type SampleShape,
  type Samples,
  type ScoreRun,
} from '@oneclass/core';
import { disposeLayer, stateOf } from '@oneclass/nn';
import { METHOD_NAME, resolveScoreConfig, type AnoganConfig } from './config.ts';
import { generateImages } from './generate.ts';
import { toPixels, type AnoganNetwork } from './network.ts';
import { outputShapes, readRow, splitRows, type AnoganOutput } from './output.ts';
import type { Found } from './search-block.ts';
import { batchSizeFor, progressSteps, searchImages, stepsOf } from './search.ts';

/** Both parts of the score, `[n]` each: it is (1 − λ) · residual + λ · discrimination. */
export interface ScoreParts {
  readonly residual: Float32Array;
  readonly discrimination: Float32Array;
}

export interface SearchPathRun extends ScoreRun {
  /**
   * Steps of the search to look at, ascending, from 0, the start, to the score config's `steps`.
   */
  readonly steps: readonly number[];
}

/**
 * A fitted AnoGAN. All but `generate` searches for the images' codes, anew in every call, once for
 * all outputs of a call; `config` of a call may name another search, its steps and the rest of the
 * score config.
 */
export type Anogan = DetectorWith<AnoganConfig, AnoganOutput> & {
  /** The outputs `residual` and `discrimination`. @throws as `compute` */
  scoreParts(samples: Samples, run?: ScoreRun): Promise<ScoreParts>;
  /**
   * G(z) on the way of the search, of the start that wins: `[n, steps, height, width, channels]` in
   * [0, 1].
   * @throws OneClassError `invalid-argument` for steps that the search does not take
   */
  searchPath(samples: Samples, run: SearchPathRun): Promise<Maps>;
  /**
   * Images of random codes, `[count, height, width, channels]` in [0, 1].
   * @throws OneClassError `invalid-argument`
   */
  generate(count: number, options?: { readonly seed?: number }): Promise<Maps>;
};

/** Whether a detector of any method is an AnoGAN. */
export const isAnogan = (detector: Detector): detector is Anogan =>
  detector.method === METHOD_NAME && 'searchPath' in detector;

export interface Fitted {
  readonly config: AnoganConfig;
  readonly sampleShape: SampleShape;
  readonly network: AnoganNetwork;
}

/** The detector owns the network from here on. */
export function createDetector(fitted: Fitted): Anogan {
  const { config, sampleShape, network } = fitted;
  const passes = createPasses({ method: METHOD_NAME, sampleShape });
  const shapes = outputShapes(sampleShape, config.latentSize);
  const detector = defineDetector<AnoganConfig, AnoganOutput, AnoganConfig['score']>({
    method: METHOD_NAME,
    config,
    sampleShape,
    passes,
    outputs: shapes,
    resolveScore: (override) => resolveScoreConfig(config, override),
    batchSize: (score) => batchSizeFor(sampleShape, score),
    stepsOf: (images, score) => progressSteps(images, { shape: sampleShape, score }),
    async compute(images, { wanted, score, ...pass }) {
      const task = { of: (found: Found) => readRow(found, wanted, score) };
      const rows = await searchImages(images, task, { network, config, score, pass });
      return splitRows(rows, wanted, shapes);
    },
    tensors: () => stateOf(network.whole),
    dispose: () => {
      disposeLayer(network.whole);
    },
  });
  return {
    ...detector,
    async scoreParts(samples, run) {
      const parts = ['residual', 'discrimination'] as const;
      const { residual, discrimination } = await detector.compute(samples, parts, run);
      return { residual: residual.data, discrimination: discrimination.data };
    },
    searchPath: (samples, run) => searchPath(samples, run, { ...fitted, passes }),
    async generate(count, { seed = config.seed } = {}) {
      passes.check();
      checkCount(count);
      const { latentSize } = config;
      const rng = createRng(seed).derive('generate');
      const of = { count, latentSize, sampleShape, rng };
      return { data: await generateImages(network.generator, of), shape: [count, ...sampleShape] };
    },
  };
}

async function searchPath(
  samples: Samples,
  { steps, config: override, ...run }: SearchPathRun,
  { config, sampleShape, network, passes }: Fitted & { readonly passes: Passes },
): Promise<Maps> {
  passes.check();
  const score = resolveScoreConfig(config, override);
  checkSteps(steps, stepsOf(score));
  const task = { of: ({ generated }: Found) => toPixels(generated), steps };
  const { path } = await passes.run(samples, {
    phase: 'search path',
    shapes: { path: [steps.length, ...sampleShape] },
    batchSize: run.batchSize ?? batchSizeFor(sampleShape, score),
    stepsOf: (images) => progressSteps(images, { shape: sampleShape, score }),
    signal: run.signal,
    onProgress: run.onProgress,
    async compute(images, pass) {
      return { path: await searchImages(images, task, { network, config, score, pass }) };
    },
  });
  return path as Maps;
}

function checkSteps(steps: readonly number[], last: number): void {
  const ascending = steps.every(
    (step, i) =>
      Number.isInteger(step) &&
      step >= 0 &&
      step <= last &&
      (i === 0 || step > (steps[i - 1] as number)),
  );
  if (steps.length > 0 && ascending) return;
  throw new OneClassError(
    'invalid-argument',
    `Invalid \`steps\` of a search path: expected integers from 0 to ${String(last)}, the ` +
      `steps of this search, each larger than the one before. Received: [${steps.join(', ')}].`,
    {
      argument: 'steps',
      expected: `ascending integers from 0 to ${String(last)}`,
      received: steps,
    },
  );
}

function checkCount(count: number): void {
  if (Number.isSafeInteger(count) && count >= 1) return;
  throw new OneClassError(
    'invalid-argument',
    'Invalid `count` of images to generate: expected an integer of 1 or more. Received: ' +
      `${String(count)}.`,
    {
      argument: 'count',
      expected: 'an integer of 1 or more',
      received: count,
    },
  );
}
