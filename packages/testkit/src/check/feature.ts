import * as tf from '@tensorflow/tfjs';
import type {
  DetectorState,
  FeatureExtractor,
  FeatureMethod,
  MethodDescription,
} from '@oneclass/core';
import { expectRefusal, expectThat, outcomeOf } from '../assertion.ts';
import type { Check } from '../check.ts';
import { failingDataset } from '../interruption.ts';
import { outputsOf } from '../output.ts';
import { sameJson } from '../plain-json.ts';
import { tinyExtractor } from '../tiny-extractor.ts';
import type { Trial } from '../trial.ts';
import { watchedExtractor, type ExtractorUse } from '../watched-extractor.ts';

/** A check of methods on features; any other passes it. */
const ofFeatures = (
  name: string,
  run: (method: FeatureMethod, trial: Trial) => Promise<void>,
): Check => ({
  name,
  async run(trial) {
    if (trial.onFeatures) await run(trial.onFeatures, trial);
  },
});

/** A fit, all outputs, and two fits that fail, on an extractor that notes how it is used. */
async function usedExtractor(onFeatures: FeatureMethod, trial: Trial): Promise<ExtractorUse> {
  const { normal, test, config, fit, tensor } = trial;
  const { extractor, use } = watchedExtractor();
  const method = onFeatures.on(extractor);
  const detector = await fit({ method });
  for (const { compute } of outputsOf(detector)) await compute(tensor(test));
  detector.dispose();
  const failing = failingDataset(normal, { pass: 1, reason: new Error('thrown by the dataset') });
  await outcomeOf(() => method.fit(failing, config));
  await outcomeOf(() => method.fit(tensor(normal), { ...config, seed: -1 }));
  return use;
}

const describe = ({
  name,
  summary,
  defaults,
  outputs,
  resumable,
  guide,
}: MethodDescription): object => ({
  name,
  summary,
  defaults,
  outputs,
  resumable,
  guide: guide ?? null,
});

const others: readonly { readonly what: string; readonly extractor: FeatureExtractor }[] = [
  { what: 'other weights', extractor: tinyExtractor({ seed: 1 }) },
  { what: 'another network', extractor: { ...tinyExtractor(), id: 'tiny-too' } },
];

async function expectRefused(
  what: string,
  restored: { method: FeatureMethod; state: DetectorState; on: FeatureExtractor },
  code: 'invalid-argument' | 'invalid-artifact',
): Promise<void> {
  const before = tf.memory().numTensors;
  await expectRefusal(what, [code], () => restored.method.on(restored.on).restore(restored.state));
  const left = tf.memory().numTensors - before;
  expectThat(left === 0, `${what} left ${String(left)} tensors; expected none: refuse it first.`);
}

/** Exact in float32. */
const SCALE = 1024;
/** Of the scores' range: what is nearer together may change places. */
const NEAR = 1e-3;

function expectSameOrder(scores: Float32Array, scaled: Float32Array): void {
  const range = Math.max(...scores) - Math.min(...scores);
  scores.forEach((score, i) => {
    const swapped = scores.findIndex(
      (other, j) =>
        other - score > NEAR * range && !((scaled[j] as number) > (scaled[i] as number)),
    );
    expectThat(
      swapped === -1,
      `On features times ${String(SCALE)}, image ${String(i)} scored ${String(scaled[i])} and ` +
        `image ${String(swapped)} ${String(scaled[swapped])}, where they had ${String(score)} ` +
        `and ${String(scores[swapped])}; expected the same order. Divide the features by what ` +
        'the training images show of their scale, and take every constant relative to it.',
    );
  });
}

export const featureChecks: readonly Check[] = [
  ofFeatures('describes itself as it does on features', async (onFeatures, { method }) => {
    const [before, after] = [onFeatures, method].map(describe);
    expectThat(
      sameJson(before, after),
      `The method says ${JSON.stringify(before)} of itself, and ${JSON.stringify(after)} on ` +
        'features; expected the same: name, summary, defaults, outputs, resumable, guide.',
    );
  }),
  ofFeatures('leaves the extractor to the caller', async (onFeatures, trial) => {
    const { disposals } = await usedExtractor(onFeatures, trial);
    expectThat(
      disposals === 0,
      `The extractor was disposed of ${String(disposals)} times in a fit, a dispose() of the ` +
        'detector and fits that failed; expected it to be borrowed.',
    );
  }),
  ofFeatures('extracts outside of tf.tidy, while the images are there', async (...of) => {
    const { calls, inTidy, withoutImages } = await usedExtractor(...of);
    expectThat(calls > 0, 'The method never called extract(); expected it to use the features.');
    expectThat(
      inTidy === 0,
      `${String(inTidy)} of ${String(calls)} calls of extract() were inside tf.tidy, which does ` +
        'not wait for a promise; expected all of them outside.',
    );
    expectThat(
      withoutImages === 0,
      `In ${String(withoutImages)} of ${String(calls)} calls of extract() the images were ` +
        'disposed of before the maps were there; expected them to be kept until then: await it.',
    );
  }),
  ofFeatures('names its features', async (_, { fit }) => {
    const { id, hash } = tinyExtractor();
    const detector = await fit();
    for (const [whose, features] of [
      ['The detector', detector.features],
      ['state()', detector.state().features],
    ] as const) {
      expectThat(
        sameJson(features, { id, hash }),
        `${whose} has the features ${JSON.stringify(features) ?? 'undefined'}; expected id and ` +
          `hash of the extractor, ${JSON.stringify({ id, hash })}.`,
      );
    }
  }),
  ofFeatures('refuses a state of other features', async (method, { fit }) => {
    const state = (await fit()).state();
    for (const { what, extractor } of others)
      await expectRefused(
        `restore() on ${what}`,
        { method, state, on: extractor },
        'invalid-argument',
      );
  }),
  ofFeatures('refuses a state that names no features', async (method, { fit }) => {
    const { features: _, ...state } = (await fit()).state();
    await expectRefused(
      'restore() of a state without `features`',
      { method, state, on: tinyExtractor() },
      'invalid-artifact',
    );
  }),
  ofFeatures('ranks images alike on features of another scale', async (onFeatures, trial) => {
    const { test, tensor, fit } = trial;
    const scaled = await fit({ method: onFeatures.on(tinyExtractor({ scale: SCALE })) });
    const images = tensor(test);
    expectSameOrder(await (await fit()).score(images), await scaled.score(images));
  }),
];
