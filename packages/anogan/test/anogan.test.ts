import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import {
  createRng,
  isOneClassError,
  pack,
  type CheckpointStore,
  type Dataset,
  type FitRun,
  type ProgressEvent,
  type SampleShape,
} from '@oneclass/core';
import { classPositions, strokeDigits, subset } from '@oneclass/core/datasets';
import { disposeLayer, loadState, randomWeights, type Layer } from '@oneclass/nn';
import { useBackend } from '@oneclass/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDiscriminator, checkSpread } from '../src/collapse.ts';
import { resolveAnoganConfig } from '../src/config.ts';
import {
  anogan,
  watchedAnogan,
  type Anogan,
  type AnoganConfig,
  type GeneratorSamples,
} from '../src/index.ts';
import { buildNetwork, toSigned, type AnoganNetwork } from '../src/network.ts';
import { planOf } from '../src/plan.ts';
import { startsOf } from '../src/starts.ts';
import { averageOverCodes } from '../src/statistics.ts';

const encoder = { epochs: 2, batchSize: 30, learningRate: 2e-3, kappa: 1 };
const QUICK: Partial<AnoganConfig> = {
  width: 2,
  latentSize: 4,
  epochs: 3,
  batchSize: 30,
  learningRate: 2e-3,
  encoder,
  seed: 3,
};
const steps = 12;

let ones: Dataset;
let few: Dataset;
let detector: Anogan;

beforeAll(async () => {
  await useBackend();
  const digits = strokeDigits({ perDigit: 60, seed: 1 });
  ones = subset(digits.samples, classPositions(digits, '1'));
  few = subset(digits.samples, [0, 70, 140, 210, 280]);
  detector = await anogan.fit(ones, { ...QUICK, score: { ...anogan.defaults.score, steps } });
});
afterAll(() => {
  detector.dispose();
});

/** As a fit starts with it. */
const networkOf = (config: AnoganConfig): AnoganNetwork =>
  buildNetwork([28, 28, 1], config, randomWeights(createRng(config.seed).derive('weights')));

/** Differences below `relative` of the largest. */
function alike(actual: Float32Array, expected: Float32Array, relative = 1e-4): void {
  expect(actual).toHaveLength(expected.length);
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-6);
  expected.forEach((value, i) => {
    expect(Math.abs(value - (actual[i] as number)) / scale).toBeLessThan(relative);
  });
}

describe('AnoGAN', () => {
  it('scores by (1 − λ) · residual + λ · discrimination, and its map is the residual', async () => {
    for (const [residual, lambda] of [
      ['squared', 0.1],
      ['absolute', 0.7],
    ] as const) {
      const config = { lambda, residual, steps: 3 };
      const [score, parts, maps] = [
        await detector.score(few, { config }),
        await detector.scoreParts(few, { config }),
        await detector.scoreMap(few, { config }),
      ];
      alike(
        score,
        parts.residual.map(
          (value, i) => (1 - lambda) * value + lambda * (parts.discrimination[i] as number),
        ),
      );
      const means = Float32Array.from(
        score,
        (_, i) =>
          maps.data.subarray(i * 784, (i + 1) * 784).reduce((sum, value) => sum + value, 0) / 784,
      );
      alike(means, parts.residual);
      expect(Math.min(...parts.discrimination)).toBeGreaterThan(0);
    }
  });

  it('gives any of its outputs of one search, the same to the bit as each of its own', async () => {
    const { outputs } = detector;
    const events: ProgressEvent[] = [];
    const onProgress = (event: ProgressEvent): void => void events.push(event);
    const together = await detector.compute(few, outputs, { onProgress });
    const phase = outputs.join(' and ');
    const [starts, steps] = (['phase-start', 'step-end'] as const).map((type) =>
      events.filter((event) => event.type === type),
    );
    expect(starts).toEqual([
      { type: 'phase-start', phase, unit: 'images', stepsPerEpoch: 1, units: 5 },
    ]);
    expect(steps).toHaveLength(1); // 12 of the 20 of a window
    expect(outputs).toEqual([
      ...['score', 'map', 'reconstruction', 'code'],
      ...['residual', 'discrimination'],
    ]);
    for (const name of outputs) {
      expect((await detector.compute(few, [name]))[name], name).toEqual(together[name]);
    }
    const pair: string[] = [];
    await detector.compute(few, ['score', 'map'], {
      onProgress: (event) => void pair.push(event.phase),
    });
    expect(new Set(pair)).toEqual(new Set(['score and map']));
    const parts = await detector.scoreParts(few);
    expect(parts).toEqual({
      residual: together['residual']?.data,
      discrimination: together['discrimination']?.data,
    });
  });

  it('measures the residual between pixels in [-1, 1]', async () => {
    const [{ residual }, { data }] = [
      await detector.scoreParts(few),
      await detector.reconstruct(few),
    ];
    for await (const batch of few.batches({ batchSize: 5 })) {
      const pixels = await batch.data<'float32'>();
      batch.dispose();
      const expected = Float32Array.from(
        residual,
        (_, i) =>
          pixels
            .subarray(i * 784, (i + 1) * 784)
            .reduce((sum, value, j) => sum + 4 * (value - (data[i * 784 + j] as number)) ** 2, 0) /
          784,
      );
      alike(residual, expected);
    }
  });

  it('comes nearer with more steps', async () => {
    const { data } = await detector.generate(6, { seed: 5 }); // which it can reach
    const images = tf.tensor4d(data, [6, 28, 28, 1]);
    const [near, far] = [
      await detector.score(images, { config: { steps: 60 } }),
      await detector.score(images, { config: { steps: 1 } }),
    ];
    const sum = (scores: Float32Array): number => scores.reduce((total, score) => total + score, 0);
    expect(sum(near)).toBeLessThan(0.5 * sum(far));
    images.dispose();
  });

  it('finds the same for an image alone and among others', async () => {
    const config = { steps: 60, starts: 2 };
    const together = await detector.encode(ones, { config });
    for (const i of [0, 31]) {
      const alone = await detector.encode(subset(ones, [i]), { config });
      const expected = together.data.slice(4 * i, 4 * i + 4);
      if (tf.getBackend() === 'wasm') expect(alone.data).toEqual(expected);
      else alike(alone.data, expected);
    }
  });

  it('changes no weight while it searches', async () => {
    const before = detector.state().tensors;
    await detector.score(few);
    expect(detector.state().tensors).toEqual(before);
  });

  it('takes the best of its starts, the first of which is that of one', async () => {
    const [one, three] = [
      await detector.score(few),
      await detector.score(few, { config: { starts: 3 } }),
    ];
    expect(three.every((score, i) => score <= (one[i] as number) * 1.0001)).toBe(true);
    expect(three.some((score, i) => score < 0.99 * (one[i] as number))).toBe(true);
  });

  it('shows the way of the search, of the start that wins', async () => {
    for (const starts of [1, 3]) {
      const config = { starts };
      const { data, shape } = await detector.searchPath(few, { steps: [0, 5, steps], config });
      expect(shape).toEqual([5, 3, 28, 28, 1]);
      const frame = (which: number): Float32Array =>
        data.filter((_, i) => Math.floor(i / 784) % 3 === which);
      alike(frame(2), (await detector.reconstruct(few, { config })).data);
      alike(frame(1), (await detector.searchPath(few, { steps: [5], config })).data);
      expect(frame(0)).not.toEqual(frame(1));
    }
  });

  it.each([[[]], [[-1]], [[3, 3]], [[5, 2]], [[0.5]], [[steps + 1]]])(
    'refuses a search path at the steps %j',
    async (wrong) => {
      await expect(detector.searchPath(few, { steps: wrong })).rejects.toMatchObject({
        code: 'invalid-argument',
        argument: 'steps',
      });
    },
  );

  it('stops a search that gets nowhere, while the others of its block go on', async () => {
    const { data } = await detector.generate(2, { seed: 5 });
    const images = tf.tidy(() =>
      tf.concat([
        tf.tensor4d(data.slice(784), [1, 28, 28, 1]),
        tf.randomUniform([1, 28, 28, 1], 0, 1, 'float32', 1),
      ]),
    ) as Tensor4D; // within its reach, and noise
    const codesAfter = async (steps: number, tolerance = 0): Promise<Float32Array> =>
      (await detector.encode(images, { config: { steps, tolerance } })).data;
    const [stopping, early, late] = [
      await codesAfter(80, 0.1),
      await codesAfter(40),
      await codesAfter(80),
    ];
    expect(stopping).toEqual(Float32Array.from([...late.subarray(0, 4), ...early.subarray(4)]));
    expect(early).not.toEqual(late);
    expect(await codesAfter(80, 0.99)).toEqual(early); // all of them stop
    const path = await detector.searchPath(images, {
      steps: [40, 80],
      config: { steps: 80, tolerance: 0.99 },
    });
    expect(path.data.subarray(784, 1568)).toEqual(path.data.subarray(0, 784));
    images.dispose();
  });

  it('reports every 20 steps of a search, of one that stops early too', async () => {
    const stepsOf = async (config: Partial<AnoganConfig['score']>): Promise<number[]> => {
      const events: ProgressEvent[] = [];
      await detector.score(few, {
        config,
        batchSize: 4,
        onProgress: (event) => events.push(event),
      });
      const ends = events.flatMap((event) => (event.type === 'step-end' ? [event] : []));
      expect(ends.map(({ step }) => step)).toEqual(ends.map((_, i) => i + 1));
      expect(events[0]).toMatchObject({ type: 'phase-start', unit: 'images', units: 5 });
      return [...new Set(ends.map(({ stepsPerEpoch }) => stepsPerEpoch)), ends.length];
    };
    expect(await stepsOf({ steps: 50 })).toEqual([6, 6]); // two batches of three windows
    expect(await stepsOf({ steps: 80, tolerance: 0.99 })).toEqual([8, 8]);
    expect(await stepsOf({ search: 'encoder' })).toEqual([2, 2]);
    if (tf.getBackend() === 'wasm')
      // 120 and 30 searches, 24 a block
      expect(await stepsOf({ steps: 10, starts: 30 })).toEqual([7, 7]);
  });

  it('generates images of drawn codes', async () => {
    const [a, b, c] = [
      await detector.generate(40, { seed: 1 }),
      await detector.generate(40, { seed: 1 }),
      await detector.generate(40, { seed: 2 }),
    ];
    expect(a.shape).toEqual([40, 28, 28, 1]);
    expect(a.data.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(b.data).toEqual(a.data);
    expect(c.data).not.toEqual(a.data);
    await expect(detector.generate(0)).rejects.toMatchObject({
      code: 'invalid-argument',
      argument: 'count',
    });
  });
});

describe('starts of a search', () => {
  const options = { seed: 0, starts: 1, latentSize: 8 };
  const image = Float32Array.from({ length: 100 }, (_, i) => i / 100);

  it('follow from the seed and the image', () => {
    const codes = startsOf(image, options);
    expect(startsOf(image.slice(), options)).toEqual(codes);
    expect(startsOf(image, { ...options, seed: 1 })).not.toEqual(codes);
    expect(
      startsOf(
        image.map((value, i) => (i === 50 ? 0 : value)),
        options,
      ),
    ).not.toEqual(codes);
  });

  it('are not changed by further ones', () => {
    const codes = startsOf(image, { ...options, starts: 3 });
    expect(codes.subarray(0, 8)).toEqual(startsOf(image, options));
    expect(codes.subarray(8, 16)).not.toEqual(codes.subarray(16, 24));
  });
});

describe('the encoder', () => {
  it('gives codes by itself, whatever the steps and starts', async () => {
    const config = { search: 'encoder' };
    const codes = await detector.encode(few, { config });
    const network = networkOf(detector.config);
    loadState(network.whole, detector.state().tensors);
    for await (const batch of few.batches({ batchSize: 5 })) {
      alike(
        codes.data,
        tf.tidy(() =>
          (network.encoder as Layer)
            .apply(toSigned(batch), { training: false })
            .dataSync<'float32'>(),
        ),
      );
      batch.dispose();
    }
    disposeLayer(network.whole);
    expect(
      (await detector.encode(few, { config: { ...config, steps: 3, starts: 2 } })).data,
    ).toEqual(codes.data);
    const path = await detector.searchPath(few, { steps: [0], config });
    expect(path.data).toEqual((await detector.reconstruct(few, { config })).data);
  });

  it('gives a search its start', async () => {
    const start = await detector.searchPath(few, {
      steps: [0],
      config: { search: 'encoder+gradient' },
    });
    alike(start.data, (await detector.reconstruct(few, { config: { search: 'encoder' } })).data);
  });

  it('learns codes whose generated images are nearer', async () => {
    const losses: number[] = [];
    const onProgress = (event: ProgressEvent): void => {
      if (event.type === 'epoch-end' && event.phase === 'encoder')
        losses.push(event.losses['loss'] as number);
    };
    const trained = await anogan.fit(
      ones,
      { ...QUICK, encoder: { ...encoder, epochs: 12 } },
      { onProgress },
    );
    expect(losses).toHaveLength(12);
    expect(losses.at(-1)).toBeLessThan(0.95 * (losses[0] as number));
    trained.dispose();
  });

  it('is needed for its searches', async () => {
    const without = { ...QUICK, epochs: 1, encoder: null };
    await expect(
      anogan.fit(ones, { ...without, score: { ...anogan.defaults.score, search: 'encoder' } }),
    ).rejects.toMatchObject({ code: 'invalid-config', argument: 'score.search' });
    const fitted = await anogan.fit(ones, without);
    expect(
      Object.keys(fitted.state().tensors).filter((name) => name.startsWith('encoder')),
    ).toEqual([]);
    await expect(
      fitted.score(few, { config: { search: 'encoder+gradient' } }),
    ).rejects.toMatchObject({ code: 'invalid-config', argument: 'score.search' });
    fitted.dispose();
  });
});

describe('a fit', () => {
  it('goes through its phases and reports both losses and rates', async () => {
    const phases: string[] = [];
    const losses: string[] = [];
    const onProgress = (event: ProgressEvent): void => {
      if (event.type === 'phase-start') phases.push(event.phase);
      if (event.type === 'epoch-end' && event.phase === 'gan')
        losses.push(Object.keys(event.losses).join());
      if (event.type === 'step-end' && event.phase === 'gan')
        expect(event.losses['realRate']).toBeLessThanOrEqual(1);
    };
    (await anogan.fit(ones, QUICK, { onProgress })).dispose();
    expect(phases).toEqual([
      'gan',
      'generator statistics',
      'discriminator statistics',
      'encoder',
      'encoder statistics',
    ]);
    expect(losses).toEqual(Array(3).fill('generatorLoss,discriminatorLoss,realRate,fakeRate'));
  });

  it('that is stopped in either phase ends with the bytes of one that is not', async () => {
    const whole = pack(detector);
    const config = { ...QUICK, score: { ...anogan.defaults.score, steps } };
    // In the GAN's second epoch, in the encoder's first, after two phases of statistics.
    for (const stop of [3, 6 + 8 + 2 + 1]) {
      let saved: Uint8Array | undefined;
      const checkpoint: CheckpointStore = {
        interval: 0,
        load: async () => saved,
        save: async (bytes) => void (saved = bytes),
      };
      const controller = new AbortController();
      let count = 0;
      const onProgress = (event: ProgressEvent): void => {
        if (event.type === 'step-end' && ++count === stop) controller.abort();
      };
      await expect(
        anogan.fit(ones, config, { checkpoint, signal: controller.signal, onProgress }),
      ).rejects.toThrow();
      const resumed = await anogan.fit(ones, config, { checkpoint });
      expect(pack(resumed)).toEqual(whole);
      resumed.dispose();
    }
  });

  it('shows images of the same codes after every epoch, and ends the same', async () => {
    const seen: GeneratorSamples[] = [];
    const watched = await watchedAnogan({
      onSamples: (samples) => void seen.push(samples),
      sampleCount: 4,
    }).fit(ones, { ...QUICK, score: { ...anogan.defaults.score, steps } });
    expect(seen.map(({ epoch, images }) => [epoch, ...images.shape])).toEqual(
      [1, 2, 3].map((epoch) => [epoch, 4, 28, 28, 1]),
    );
    expect(seen[1]?.images.data).not.toEqual(seen[0]?.images.data);
    expect(seen.every(({ images }) => images.data.every((value) => value >= 0 && value <= 1))).toBe(
      true,
    );
    expect(pack(watched)).toEqual(pack(detector));
    watched.dispose();
  });

  it('has the GAN in common with fits of another encoder or search', async () => {
    const saved = new Map<string, Uint8Array>();
    const shared = (name: string): CheckpointStore => ({
      load: async () => saved.get(name),
      save: async (bytes) => void saved.set(name, bytes),
    });
    const spared = async (config: Partial<AnoganConfig>): Promise<number[]> => {
      const steps: number[] = [];
      const onProgress: FitRun['onProgress'] = (event) => {
        if (event.type === 'phase-start' && event.epochs !== undefined)
          steps.push(event.resumedSteps ?? 0);
      };
      (await anogan.fit(ones, { ...QUICK, ...config }, { shared, onProgress })).dispose();
      return steps;
    };
    expect(await spared({})).toEqual([0, 0]);
    expect(await spared({ score: { ...anogan.defaults.score, lambda: 0.5 } })).toEqual([6, 4]);
    expect(await spared({ encoder: { ...encoder, kappa: 2 } })).toEqual([6, 0]);
    expect(await spared({ encoder: null })).toEqual([6]);
    expect(await spared({ beta1: 0.6, encoder: null })).toEqual([0]);
  });
});

describe('collapse', () => {
  const perfect = { realRate: 1, fakeRate: 1, discriminatorLoss: 1e-3, generatorLoss: 8 };

  it.each([
    ['a perfect discriminator for 20 epochs', Array(20).fill(perfect), true],
    ['one for 19', [{ ...perfect, realRate: 0.9 }, ...Array<object>(19).fill(perfect)], false],
    [
      'one that is right but not certain',
      Array(30).fill({ ...perfect, discriminatorLoss: 0.2 }),
      false,
    ],
    [
      'one that was perfect and no longer is',
      [...Array<object>(30).fill(perfect), { ...perfect, fakeRate: 0.9 }],
      false,
    ],
  ])('is told from %s', (_, epochs, collapsed) => {
    const check = (): void => {
      checkDiscriminator(epochs as Record<string, number>[]);
    };
    if (collapsed) expect(check).toThrow(/collapsed.*discriminator/);
    else expect(check).not.toThrow();
  });

  it('is told from images that are all alike, unless the training images are', async () => {
    const network = networkOf(resolveAnoganConfig(QUICK));
    const check = (dataset: Dataset): Promise<void> =>
      checkSpread(dataset, { network, latentSize: 4, batchSize: 30, rng: createRng(0) });
    await averageOverCodes(network.generator, {
      run: {},
      batchSize: 30,
      rng: createRng(1),
      latentSize: 4,
    });
    await expect(check(ones)).resolves.toBeUndefined();
    const last = network.generator.parameters['block3.conv.filter'] as tf.Variable;
    tf.tidy(() => {
      last.assign(tf.mul(last, 1e-4));
    });
    await expect(check(ones)).rejects.toMatchObject({
      code: 'collapsed',
      message: expect.stringContaining('`epochs`') as string,
    });
    disposeLayer(network.whole);
  });

  it('and divergence end a fit', async () => {
    await expect(anogan.fit(ones, { ...QUICK, learningRate: 1e30 })).rejects.toMatchObject({
      code: 'diverged',
    });
  });
});

describe('the networks', () => {
  const config = { width: 2, latentSize: 4, epochs: 1, batchSize: 4, encoder: null };

  it.each<[SampleShape, number]>([
    [[28, 28, 3], 1],
    [[32, 32, 1], 1],
    [[64, 64, 3], 1],
    [[128, 128, 1], 1],
  ])('take images of %j', async ([height, width, channels]) => {
    const images = tf.tidy(() =>
      tf.mul(tf.randomUniform([4, height, width, channels], 0, 1, 'float32', 1), 0.2),
    ) as Tensor4D;
    const fitted = await anogan.fit(images, config);
    const { shape } = await fitted.reconstruct(images, { config: { steps: 1 } });
    expect(shape).toEqual([4, height, width, channels]);
    fitted.dispose();
    images.dispose();
  });

  it('have the maps of the tutorial at 28×28, and half as many with each doubling', () => {
    const sizes = (side: number): object => planOf([side, side, 1], { width: 64, method: 'test' });
    expect(sizes(28)).toEqual({
      grid: [4, 4, 512],
      growth: [
        { kernel: 3, maps: 256 },
        { kernel: 4, maps: 128 },
        { kernel: 4, maps: 1 },
      ],
      maps: [64, 128],
      lastSide: 7,
    });
    expect(sizes(128)).toMatchObject({
      growth: [256, 128, 64, 32, 1].map((maps) => ({ kernel: 4, maps })),
      maps: [64, 128, 256, 512],
      lastSide: 8,
    });
  });

  it('refuse other images, and name a size that fits', async () => {
    for (const [shape, near] of [
      [[29, 29, 1], 28],
      [[16, 16, 1], 28],
      [[48, 64, 3], 64],
      [[300, 300, 3], 64],
    ] as const) {
      const images = tf.zeros([4, ...shape]) as Tensor4D;
      await expect(anogan.fit(images, config)).rejects.toMatchObject({
        code: 'invalid-shape',
        message: expect.stringContaining(`${String(near)}×${String(near)}`) as string,
      });
      images.dispose();
      expect(anogan.nearestShape([...shape])).toEqual([near, near, shape[2]]);
    }
    expect(anogan.nearestShape([128, 128, 1])).toEqual([128, 128, 1]);
  });

  it("refuse batches that would not fit into wasm's memory before training, and name the key", async () => {
    if (tf.getBackend() !== 'wasm') return expect(tf.getBackend()).not.toBe('wasm');
    const large = tf.zeros([600, 128, 128, 1]) as Tensor4D;
    const error: unknown = await anogan
      .fit(large, { ...config, width: 32, batchSize: 4, encoder: { ...encoder, batchSize: 600 } })
      .catch((thrown: unknown) => thrown);
    large.dispose();
    expect(isOneClassError(error) && error).toMatchObject({
      code: 'invalid-config',
      argument: 'encoder.batchSize',
    });
  });
});
