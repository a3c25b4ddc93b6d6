import * as tf from '@tensorflow/tfjs';
import {
  createRng,
  detectorGuard,
  OneClassError,
  toDataset,
  type Detector,
  type Encoder,
  type MapDetector,
  type Maps,
  type Reconstructor,
  type SampleShape,
  type Samples,
  type ScoreRun,
} from '@oneclass/core';
import { disposeLayer, stateOf } from '@oneclass/nn';
import { METHOD_NAME, resolveScoreConfig, type AnoganConfig } from './config.ts';
import { generateImages } from './generate.ts';
import { toPixels, type AnoganNetwork } from './network.ts';
import { residualMap, searchLoss } from './objective.ts';
import { searchImages, stepsOf, type SearchTask } from './search.ts';

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
 * A fitted AnoGAN. All but `generate` searches for the images' codes, anew in every call; `config`
 * of a call may name another search, its steps and the rest of the score config.
 */
export interface Anogan extends MapDetector, Reconstructor, Encoder {
  readonly config: AnoganConfig;
  scoreParts(samples: Samples, run?: ScoreRun): Promise<ScoreParts>;
  /**
   * G(z) on the way of the search, of the start that wins: `[n, steps, height, width, channels]` in
   * [0, 1].
   * @throws OneClassError `invalid-argument` for steps that the search does not take
   */
  searchPath(samples: Samples, run: SearchPathRun): Promise<Maps>;
  /**
   * Images of drawn codes, `[count, height, width, channels]` in [0, 1].
   * @throws OneClassError `invalid-argument`
   */
  generate(count: number, options?: { readonly seed?: number }): Promise<Maps>;
}

/** Whether a detector of any method is an AnoGAN. */
export const isAnogan = (detector: Detector): detector is Anogan =>
  detector.method === METHOD_NAME && 'searchPath' in detector;

export interface Fitted {
  readonly config: AnoganConfig;
  readonly sampleShape: SampleShape;
  readonly network: AnoganNetwork;
}

/** The detector owns the network from here on. */
export function createDetector({ config, sampleShape, network }: Fitted): Anogan {
  const guard = detectorGuard(METHOD_NAME);
  const [height, width] = sampleShape;
  const { latentSize } = config;

  async function search(
    samples: Samples,
    task: (score: AnoganConfig['score']) => SearchTask,
    run: ScoreRun = {},
  ): Promise<Maps> {
    guard.check();
    const score = resolveScoreConfig(config, run.config);
    const dataset = await toDataset(samples, { method: METHOD_NAME, sampleShape });
    return searchImages(dataset, task(score), { network, config, score, run });
  }

  return {
    method: METHOD_NAME,
    config,
    sampleShape,
    score: async (samples, run) =>
      (
        await search(
          samples,
          ({ lambda }) => ({ phase: 'score', of: (found) => searchLoss(found, lambda), shape: [] }),
          run,
        )
      ).data,
    scoreMap: (samples, run) =>
      search(
        samples,
        ({ residual }) => ({
          phase: 'score map',
          of: ({ images, generated }) => residualMap(images, generated, residual),
          shape: [height, width],
        }),
        run,
      ),
    reconstruct: (samples, run) =>
      search(
        samples,
        () => ({
          phase: 'reconstruct',
          of: ({ generated }) => toPixels(generated),
          shape: sampleShape,
        }),
        run,
      ),
    encode: (samples, run) =>
      search(
        samples,
        () => ({ phase: 'encode', of: ({ codes }) => codes, shape: [latentSize] }),
        run,
      ),
    async scoreParts(samples, run) {
      const of: SearchTask['of'] = ({ residual, discrimination }) =>
        tf.stack([residual, discrimination], 1);
      const { data } = await search(samples, () => ({ phase: 'score', of, shape: [2] }), run);
      const part = (which: 0 | 1): Float32Array => data.filter((_, i) => i % 2 === which);
      return { residual: part(0), discrimination: part(1) };
    },
    searchPath(samples, { steps, ...run }) {
      const task = (score: AnoganConfig['score']): SearchTask => {
        checkSteps(steps, stepsOf(score));
        return {
          phase: 'search path',
          of: ({ generated }) => toPixels(generated),
          shape: sampleShape,
          steps,
        };
      };
      return search(samples, task, run);
    },
    async generate(count, { seed = config.seed } = {}) {
      guard.check();
      checkCount(count);
      const rng = createRng(seed).derive('generate');
      return {
        data: await generateImages(network.generator, { count, latentSize, sampleShape, rng }),
        shape: [count, ...sampleShape],
      };
    },
    state() {
      guard.check();
      return { method: METHOD_NAME, config, sampleShape, tensors: stateOf(network.whole) };
    },
    dispose() {
      guard.dispose(() => {
        disposeLayer(network.whole);
      });
    },
  };
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
