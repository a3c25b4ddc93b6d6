import * as tf from '@tensorflow/tfjs';
import type { Detector, ErrorCode, Samples } from '@oneclass/core';
import { expectRefusal } from '../assertion.ts';
import type { Check } from '../check.ts';
import { drawColours, drawConstant, drawNormal } from '../drawn-images.ts';
import { datasetOf, pick, positionsOf, type Images } from '../images.ts';
import { outputsOf } from '../output.ts';
import type { Trial } from '../trial.ts';

export interface WrongInput {
  /** Reads on from "refuses". */
  readonly name: string;
  /** Refused by these only; by `fit` and by all that a detector computes when absent. */
  readonly only?: 'fit' | 'score' | undefined;
  /** Samples made from good ones. */
  readonly samples: (good: Images, trial: Trial) => readonly unknown[];
}

const CODES: readonly ErrorCode[] = ['invalid-argument', 'invalid-shape', 'invalid-data'];

const derived = (
  good: Images,
  trial: Trial,
  derive: (images: tf.Tensor4D) => tf.Tensor,
): readonly unknown[] => [trial.own(tf.tidy(() => derive(trial.tensor(good))))];

/** A dataset that says it has the good images, and gives them in another order. */
const misordered = (good: Images, change: (order: Uint32Array) => Iterable<number>): Samples => ({
  sampleShape: good.sampleShape,
  size: good.size,
  batches: ({ batchSize, order = positionsOf(good.size) }) =>
    datasetOf(good).batches({ batchSize, order: Uint32Array.from(change(order)) }),
});

const larger = ({ sampleShape: [height, width, channels], size }: Images): Images =>
  drawNormal([2 * height, 2 * width, channels], { size, seed: 4 });

export const wrongInputs: readonly WrongInput[] = [
  {
    name: 'an image that is not in a batch',
    samples: (good, trial) =>
      derived(good, trial, (images) => tf.reshape(tf.slice(images, 0, 1), [...good.sampleShape])),
  },
  {
    name: 'a tensor of integers',
    samples: (good, trial) => derived(good, trial, (images) => tf.cast(tf.round(images), 'int32')),
  },
  {
    name: 'pixels outside [0, 1]',
    samples: (good, trial) => derived(good, trial, (images) => tf.mul(images, 255)),
  },
  {
    name: 'pixels that are not numbers',
    samples: (good, trial) => [
      trial.tensor({ ...good, data: good.data.map((value, i) => (i === 3 ? Number.NaN : value)) }),
    ],
  },
  {
    name: 'images of two channels',
    samples: (good, trial) =>
      derived(good, trial, (images) =>
        tf.concat(
          [
            tf.slice(images, [0, 0, 0, 0], [-1, -1, -1, 1]),
            tf.slice(images, [0, 0, 0, 0], [-1, -1, -1, 1]),
          ],
          3,
        ),
      ),
  },
  {
    name: 'a tensor that was disposed of',
    samples(good, trial) {
      const images = trial.tensor(good);
      images.dispose();
      return [images];
    },
  },
  {
    name: 'what is neither a tensor nor a dataset',
    samples: () => [null, undefined, 'images', [[0]], {}],
  },
  {
    name: 'a dataset with batches of another shape',
    samples: (good) => [
      { sampleShape: good.sampleShape, size: good.size, batches: datasetOf(larger(good)).batches },
    ],
  },
  {
    name: 'a dataset that gives too few images',
    samples: (good) => [misordered(good, (order) => order.slice(1))],
  },
  {
    name: 'a dataset that gives too many images',
    samples: (good) => [misordered(good, (order) => [...order, 0])],
  },
  {
    name: 'a dataset with pixels outside [0, 1]',
    samples: (good) => [datasetOf({ ...good, data: good.data.map((value) => 255 * value) })],
  },
  {
    name: 'a dataset with pixels that are not numbers',
    samples: (good) =>
      [Number.NaN, Infinity].map((broken) =>
        datasetOf({ ...good, data: good.data.map((value, i) => (i % 7 === 3 ? broken : value)) }),
      ),
  },
  {
    name: 'images that are all of one colour to fit on',
    only: 'fit',
    samples: ({ sampleShape, size }, trial) => [
      trial.tensor(drawConstant(sampleShape, { size, value: 0.5 })),
      datasetOf(drawColours(sampleShape, size)),
    ],
  },
  {
    name: 'images that are all the same to fit on',
    only: 'fit',
    samples: (good) => [datasetOf(pick(good, new Uint32Array(good.size)))],
  },
  {
    name: 'no images to fit on',
    only: 'fit',
    samples: ({ sampleShape }, trial) => [
      trial.tensor({ data: new Float32Array(), size: 0, sampleShape }),
    ],
  },
  {
    name: 'images of another shape than it was fitted on',
    only: 'score',
    samples: (good, trial) => [trial.tensor(larger(good))],
  },
];

interface WrongCall {
  readonly name: string;
  readonly call: () => unknown;
}

/**
 * What a user may call with this input, one call at a time; the caller disposes of a detector that
 * comes out.
 * @param fitted what is to score it
 */
export function callsWith(input: WrongInput, trial: Trial, fitted: Detector): readonly WrongCall[] {
  const { method, config, normal, test } = trial;
  const fits =
    input.only === 'score'
      ? []
      : input.samples(normal, trial).map((samples): WrongCall => {
          return { name: 'fit()', call: () => method.fit(samples as Samples, config) };
        });
  const outputs =
    input.only === 'fit'
      ? []
      : outputsOf(fitted).flatMap(({ name, compute }) =>
          input.samples(test, trial).map((samples): WrongCall => ({
            name,
            call: () => compute(samples as Samples),
          })),
        );
  return [...fits, ...outputs];
}

export const inputChecks: readonly Check[] = wrongInputs.map((input) => ({
  name: `refuses ${input.name}`,
  async run(trial) {
    for (const { name, call } of callsWith(input, trial, await trial.fit()))
      await expectRefusal(`${name} of ${input.name}`, CODES, call);
  },
}));
