/** @file Toys whose results are wrong: anomalies, borrowing, reproducibility, independence. */
import { deepFreeze, type Maps, type Samples } from '@oneclass/core';
import type { Toy } from '../toy/detector.ts';
import { toy } from '../toy.ts';
import {
  changingOutput,
  CONFIG,
  isSquare,
  isTensor,
  leak,
  messageOf,
  nextTurn,
  withCompute,
  withDetector,
  withFit,
  withScores,
  withSeed,
  type BrokenToy,
} from './changes.ts';

/** Each map column by column. */
function transposed({ data, shape }: Maps): Maps {
  const [, height = 0, width = 0] = shape;
  const size = height * width;
  const moved = data.map((_, i) => {
    const at = i % size;
    return data[i - at + (at % height) * width + Math.floor(at / height)] as number;
  });
  return { data: moved, shape };
}

export const anomalies: Record<string, BrokenToy> = {
  'scores anomalies higher': withScores((scores, { detector }) =>
    isSquare(detector) ? scores.map((score) => -score) : scores,
  ),
  'scores an image of one colour above all that it was fitted on, or refuses it': withCompute(
    (compute) => async (samples, names, run) => {
      try {
        return await compute(samples, names, run);
      } catch (error) {
        if (!messageOf(error).includes('which is of one colour')) throw error;
        return { score: { data: new Float32Array(1), shape: [1] } };
      }
    },
  ),
  'has the highest place of a map at a defect, where it gives maps': withCompute(
    changingOutput('map', transposed),
  ),
  'scores images with a defect higher, where it gives maps': withScores((scores, { detector }) =>
    isSquare(detector) ? scores : scores.map((score) => -score),
  ),
};

export const borrowing: Record<string, BrokenToy> = {
  'leaves the samples as they were': withFit(async (samples, ...rest) => {
    const detector = await toy.fit(samples, ...rest);
    if (isTensor(samples)) samples.dataSync()[0] = 0.123; // the backend's own array
    return detector;
  }),
  'leaves nothing to dispose but the detector': withCompute(
    (compute) => async (samples, names, run) => {
      const results = await compute(samples, names, run);
      if (run === undefined) leak();
      return results;
    },
  ),
  'keeps copies of the arrays that it takes and gives': withDetector(({ score }) => {
    const known = new WeakMap<object, Float32Array>();
    return {
      async score(...[samples, run]: Parameters<Toy['score']>) {
        const scores = known.get(samples) ?? (await score(samples, run));
        known.set(samples, scores);
        return scores;
      },
    };
  }),
};

let drift = 0;
let shared: Samples;

/** One seed for all, whatever it says. */
const seedless: BrokenToy = withFit(async (samples, given, run) => {
  if (typeof given !== 'object' || (given as unknown) === null) return toy.fit(samples, given, run);
  const { seed = 0 } = given;
  const sound = Number.isSafeInteger(seed) && seed >= 0;
  const detector = await toy.fit(samples, sound ? { ...given, seed: 0 } : given, run);
  const config = deepFreeze({ ...detector.config, seed });
  return { ...detector, config, state: () => ({ ...detector.state(), config }) };
});

export const reproducibility: Record<string, BrokenToy> = {
  'gives the same scores for the same seed': withSeed(({ seed }) =>
    seed === CONFIG.seed + 1 ? 1000 + drift++ : seed,
  ),
  'gives other scores for another seed': seedless,
  'takes 0 for a seed like any other': withSeed(({ seed }) => (seed === 0 ? 1000 + drift++ : seed)),
  // eslint-disable-next-line oneclass/no-math-random -- what the check is for
  'never draws from Math.random': withFit((...args) => ([0].map(Math.random), toy.fit(...args))),
  'is not changed by scoring': withDetector(({ compute }) => {
    const seen: unknown[] = [];
    return {
      async compute(...[samples, names, run]: Parameters<Toy['compute']>) {
        const results = await compute(samples, names, run);
        const { peak } = results as Record<string, Maps>;
        if (!peak) return results;
        const returned = seen.includes(samples) && seen.at(-1) !== samples;
        seen.push(samples);
        const data = peak.data.map((value) => (returned ? value + 1 : value));
        return { ...results, peak: { ...peak, data } };
      },
    };
  }),
  'is not changed by how it is run': withSeed(({ seed }, { signal, onProgress, checkpoint }) =>
    signal && onProgress && !checkpoint ? seed + 1 : seed,
  ),
  'fits twice at once as it fits alone': withFit(async (samples, config, run) => {
    shared = samples;
    await nextTurn();
    return toy.fit(shared, config, run);
  }),
};

export const independence: Record<string, BrokenToy> = {
  'gives an image its score whatever the batch size': withScores((scores, { run }) =>
    scores.map((score) => (run?.batchSize === 5 ? score * 1.001 : score)),
  ),
  'gives an image its score whatever the other images': withScores((scores) =>
    scores.map((score) => score - 0.01 * Math.max(...scores)),
  ),
};
