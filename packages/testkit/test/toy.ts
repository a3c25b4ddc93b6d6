/**
 * @file A small method that keeps the contract: the mean image, approached step by step. The
 *   broken ones are made from it.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import {
  createRng,
  deepFreeze,
  OneClassError,
  toDataset,
  type Dataset,
  type DetectorState,
  type Encoder,
  type FitRun,
  type MapDetector,
  type Maps,
  type Method,
  type MethodConfig,
  type Reconstructor,
  type Samples,
  type SampleShape,
  type ScoreRun,
} from '@oneclass/core';

export interface ToyConfig extends MethodConfig {
  readonly epochs: number;
  readonly batchSize: number;
  readonly score: { readonly power: number };
}

export interface Toy extends MapDetector, Reconstructor, Encoder {
  readonly config: ToyConfig;
  scoreWithMap: NonNullable<MapDetector['scoreWithMap']>;
}

const DEFAULTS: ToyConfig = deepFreeze({ seed: 0, epochs: 2, batchSize: 8, score: { power: 1 } });

function refuse(argument: string, expected: string, received: unknown): never {
  const message =
    `Invalid config for toy: \`${argument}\` must be ${expected}. Received: ` +
    `${JSON.stringify(received)}.`;
  throw new OneClassError('invalid-config', message, { argument, expected, received });
}

function checkKeys(given: unknown, known: object, name: string): void {
  if (typeof given !== 'object' || given === null) refuse(name, 'an object', given);
  for (const key of Object.keys(given))
    if (!(key in known)) refuse(key, `one of ${Object.keys(known).join(', ')}`, key);
}

export function resolveToyConfig(given: Partial<ToyConfig> = {}): ToyConfig {
  checkKeys(given, DEFAULTS, 'config');
  checkKeys(given.score ?? {}, DEFAULTS.score, 'score');
  const config = { ...DEFAULTS, ...given, score: { ...DEFAULTS.score, ...given.score } };
  for (const [key, least] of [
    ['seed', 0],
    ['epochs', 1],
    ['batchSize', 1],
  ] as const) {
    if (!Number.isSafeInteger(config[key]) || config[key] < least)
      refuse(key, `an integer of ${String(least)} or more`, config[key]);
  }
  if (config.score.power !== 1 && config.score.power !== 2)
    refuse('score.power', '1 or 2', config.score.power);
  return deepFreeze(structuredClone(config));
}

const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

const print = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value, i) => (sum * 31 + value * (i + 1)) % 1e6, 0);

/** What a checkpoint must agree on with the fit that finds it. */
async function fingerprint(dataset: Dataset, config: ToyConfig): Promise<string> {
  const prints: number[] = [];
  for await (const batch of dataset.batches({ batchSize: 32 })) {
    prints.push(print(batch.dataSync()));
    batch.dispose();
  }
  return JSON.stringify({ config, prints });
}

interface Saved {
  readonly of: string;
  readonly step: number;
  readonly mean: readonly number[];
}

function parseSaved(bytes: Uint8Array, of: string): Saved {
  let saved: Saved;
  try {
    saved = JSON.parse(new TextDecoder().decode(bytes)) as Saved;
  } catch (cause) {
    throw new OneClassError(
      'invalid-argument',
      'The checkpoint of this toy is damaged. Remove it, and fit again.',
      { cause },
    );
  }
  if (saved.of === of) return saved;
  throw new OneClassError(
    'invalid-argument',
    'The checkpoint belongs to another fit of the toy. Remove it, or fit as before.',
  );
}

async function fit(normal: Samples, given?: Partial<ToyConfig>, run: FitRun = {}): Promise<Toy> {
  const config = resolveToyConfig(given);
  const { signal, onProgress, checkpoint } = run;
  signal?.throwIfAborted();
  const dataset = await toDataset(normal, { method: 'toy' });
  if (dataset.size === 0)
    throw new OneClassError(
      'invalid-data',
      'toy received no training images; expected one at least.',
    );
  const rng = createRng(config.seed);
  const [height, width, channels] = dataset.sampleShape;
  const start = rng.derive('start');
  let mean = Float32Array.from({ length: height * width * channels }, () => 0.1 * start.uniform());
  let skip = 0;
  const of = checkpoint ? await fingerprint(dataset, config) : '';
  const bytes = await checkpoint?.load();
  if (bytes) {
    const saved = parseSaved(bytes, of);
    mean = Float32Array.from(saved.mean);
    skip = saved.step;
  }
  const { epochs, batchSize } = config;
  const stepsPerEpoch = Math.ceil(dataset.size / batchSize);
  onProgress?.({ type: 'phase-start', phase: 'fit', epochs, stepsPerEpoch, samples: dataset.size });
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = rng.derive(`epoch ${String(epoch)}`).permutation(dataset.size);
    let step = Math.min(stepsPerEpoch, Math.max(0, skip - epoch * stepsPerEpoch));
    for await (const batch of dataset.batches({
      batchSize,
      order: order.slice(step * batchSize),
    })) {
      const target = tf.tidy(() => tf.mean(batch, 0).dataSync<'float32'>());
      batch.dispose();
      mean = mean.map((value, i) => value + 0.5 * ((target[i] as number) - value));
      step += 1;
      const saved: Saved = { of, step: epoch * stepsPerEpoch + step, mean: [...mean] };
      await checkpoint?.save(new TextEncoder().encode(JSON.stringify(saved)));
      onProgress?.({
        type: 'step-end',
        phase: 'fit',
        epoch: epoch + 1,
        step: step,
        stepsPerEpoch,
        losses: { loss: 0 },
        imagesPerSecond: 1,
      });
      await nextTurn();
      signal?.throwIfAborted();
    }
    onProgress?.({
      type: 'epoch-end',
      phase: 'fit',
      epoch: epoch + 1,
      epochs,
      losses: { loss: 0 },
      imagesPerSecond: 1,
    });
  }
  onProgress?.({ type: 'phase-end', phase: 'fit', seconds: 0 });
  return createToy(mean, config, dataset.sampleShape);
}

function createToy(values: Float32Array, config: ToyConfig, sampleShape: SampleShape): Toy {
  const [height, width, channels] = sampleShape;
  const mean = tf.tensor3d(values, [height, width, channels]);

  const checkUsable = (): void => {
    if (mean.isDisposed)
      throw new OneClassError(
        'invalid-argument',
        'This toy was disposed of. Fit another, or restore it.',
      );
  };

  async function compute(
    samples: Samples,
    task: { shape: number[]; of: (images: Tensor4D, power: number) => Tensor },
    run: ScoreRun = {},
  ): Promise<Maps> {
    checkUsable();
    const { signal, onProgress, batchSize = 16 } = run;
    const { score } = resolveToyConfig({ ...config, score: { ...config.score, ...run.config } });
    signal?.throwIfAborted();
    const dataset = await toDataset(samples, { method: 'toy', sampleShape });
    const stepsPerEpoch = Math.ceil(dataset.size / batchSize);
    onProgress?.({ type: 'phase-start', phase: 'score', stepsPerEpoch, samples: dataset.size });
    const values: number[] = [];
    let step = 0;
    for await (const batch of dataset.batches({ batchSize })) {
      try {
        values.push(...tf.tidy(() => task.of(batch, score.power).dataSync()));
      } finally {
        batch.dispose();
      }
      step += 1;
      onProgress?.({
        type: 'step-end',
        phase: 'score',
        epoch: 1,
        step,
        stepsPerEpoch,
        losses: {},
        imagesPerSecond: 1,
      });
      await nextTurn();
      signal?.throwIfAborted();
    }
    onProgress?.({ type: 'phase-end', phase: 'score', seconds: 0 });
    return { data: Float32Array.from(values), shape: [dataset.size, ...task.shape] };
  }

  const errorMap = (images: Tensor4D, power: number): Tensor3D =>
    tf.mean(tf.pow(tf.abs(tf.sub(images, mean)), power), 3);
  return {
    method: 'toy',
    config,
    sampleShape,
    score: async (samples, run) =>
      (
        await compute(
          samples,
          { shape: [], of: (images, power) => tf.mean(errorMap(images, power), [1, 2]) },
          run,
        )
      ).data,
    scoreMap: (samples, run) => compute(samples, { shape: [height, width], of: errorMap }, run),
    async scoreWithMap(samples, run) {
      const of = (images: Tensor4D, power: number): Tensor => {
        const map = errorMap(images, power);
        return tf.concat(
          [tf.mean(map, [1, 2]).expandDims(1), map.reshape([-1, height * width])],
          1,
        );
      };
      const {
        data,
        shape: [n = 0, values = 0],
      } = await compute(samples, { shape: [1 + height * width], of }, run);
      return {
        scores: data.filter((_, i) => i % values === 0),
        maps: { data: data.filter((_, i) => i % values !== 0), shape: [n, height, width] },
      };
    },
    reconstruct: (samples, run) =>
      compute(
        samples,
        { shape: [...sampleShape], of: (images) => tf.add(tf.zerosLike(images), mean) },
        run,
      ),
    encode: (samples, run) =>
      compute(
        samples,
        {
          shape: [width * channels],
          of: (images) => tf.reshape(tf.mean(images, 1), [-1, width * channels]),
        },
        run,
      ),
    get center() {
      return tf.tidy(() => Float32Array.from(tf.mean(mean, 0).dataSync()));
    },
    state(): DetectorState {
      checkUsable();
      return {
        method: 'toy',
        config,
        sampleShape,
        tensors: { mean: { shape: mean.shape, data: Float32Array.from(mean.dataSync()) } },
      };
    },
    dispose: () => {
      mean.dispose();
    },
  };
}

const damaged = (what: string, cause?: unknown): OneClassError =>
  new OneClassError('invalid-artifact', `This state is no toy: ${what} Fit the toy again.`, {
    cause,
  });

function restore({ config, sampleShape, tensors }: DetectorState): Toy {
  let resolved: ToyConfig;
  try {
    resolved = resolveToyConfig(config as ToyConfig);
  } catch (cause) {
    throw damaged((cause as Error).message, cause);
  }
  const { mean } = tensors;
  if (mean?.shape.join() !== sampleShape.join()) throw damaged('its mean is missing or misshaped.');
  if (!mean.data.every(Number.isFinite)) throw damaged('its mean is not finite.');
  return createToy(mean.data.slice(), resolved, sampleShape);
}

export const toy: Method<ToyConfig, Toy> = {
  name: 'toy',
  summary: 'distance from the mean image',
  defaults: DEFAULTS,
  nearestShape([height, width, channels], config) {
    resolveToyConfig(config);
    return [Math.min(8, height), Math.min(8, width), channels];
  },
  fit,
  restore,
};
