import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import {
  isOneClassError,
  unpack,
  type CheckpointStore,
  type Dataset,
  type FitRun,
  type ProgressEvent,
  type SampleShape,
} from '@oneclass/core';
import { classPositions, strokeDigits, subset } from '@oneclass/core/datasets';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { deepConvAutoencoder, deepSvdd, type DeepSvddConfig } from '../src/index.ts';
import { checkNotCollapsed } from '../src/hypersphere/collapse.ts';
import { centerOf } from '../src/hypersphere/sphere.ts';
import { planOf } from '../src/plan.ts';

let ones: Dataset;
const training = {
  epochs: 3,
  batchSize: 20,
  learningRate: 1e-3,
  milestones: [2],
  weightDecay: 5e-7,
};
const QUICK: Partial<DeepSvddConfig> = { ...training, pretraining: training, seed: 3 };

beforeAll(async () => {
  await useBackend();
  const digits = strokeDigits({ perDigit: 60, seed: 1 });
  ones = subset(digits.samples, classPositions(digits, '1'));
});

/** Fits, hands the detector over, and disposes of it. */
async function fitted<T>(
  config: Partial<DeepSvddConfig>,
  use: (detector: Awaited<ReturnType<typeof deepSvdd.fit>>) => T | Promise<T>,
  run?: FitRun,
): Promise<T> {
  const detector = await deepSvdd.fit(ones, { ...QUICK, ...config }, run);
  try {
    return await use(detector);
  } finally {
    detector.dispose();
  }
}

describe('Deep SVDD', () => {
  it("gives PyTorch's scores with trained weights", async () => {
    // Made by golden/train.ts and golden/trained.py.
    const here = (name: string): URL => new URL(`golden/${name}`, import.meta.url);
    const golden = JSON.parse(readFileSync(here('trained.json'), 'utf8')) as {
      images: string;
      scores: number[];
    };
    const { detector } = unpack(readFileSync(here('trained.oneclass')), [deepSvdd]);
    const images = tf.tensor4d(
      Float32Array.from(Buffer.from(golden.images, 'base64'), (byte) => byte / 255),
      [12, 28, 28, 1],
    );
    const scores = await detector.score(images);
    golden.scores.forEach((score, i) => {
      expect(Math.abs((scores[i] as number) - score)).toBeLessThan(
        1e-4 * Math.max(1, Math.abs(score)),
      );
    });
    images.dispose();
    detector.dispose();
  });

  it('scores by the squared distance of the code to the centre', async () => {
    await fitted({}, async (detector) => {
      const { center, radius } = detector;
      const { data, shape } = await detector.encode(ones);
      expect([shape, center.length, radius]).toEqual([[60, 32], 32, 0]);
      const scores = await detector.score(ones);
      scores.forEach((score, i) => {
        const distance = center.reduce(
          (sum, c, j) => sum + ((data[i * 32 + j] as number) - c) ** 2,
          0,
        );
        expect(Math.abs(score - distance)).toBeLessThan(1e-5 * (1 + distance));
      });
    });
  });

  it('keeps every component of the centre away from 0, unless it is drawn', async () => {
    const least = (center: Float32Array): number => Math.min(...center.map(Math.abs));
    expect(await fitted({}, ({ center }) => least(center))).toBeGreaterThanOrEqual(
      Math.fround(0.1),
    );
    const drawn = await fitted({ center: 'random', pretraining: null }, ({ center }) => center);
    expect(least(drawn)).toBeLessThan(0.1);
    expect(
      await fitted({ center: 'random', pretraining: null, seed: 4 }, ({ center }) => center),
    ).not.toEqual(drawn);
  });

  it('leaves a share ν of the training images outside a soft boundary', async () => {
    for (const nu of [0.1, 0.3]) {
      await fitted({ objective: 'soft-boundary', nu, warmUpEpochs: 1 }, async (detector) => {
        expect(detector.radius).toBeGreaterThan(0);
        const outside = (await detector.score(ones)).filter((score) => score > 0).length;
        expect(Math.abs(outside - nu * ones.size)).toBeLessThanOrEqual(1);
      });
    }
  });

  it('has no layer with an offset, which could map every image to the centre', async () => {
    const names = await fitted({}, (detector) => Object.keys(detector.state().tensors));
    const buffers = /^(contrast\.|sphere\.|.*\.running)/;
    expect(names.filter((name) => !buffers.test(name))).toEqual([
      'encoder.block1.conv.filter',
      'encoder.block2.conv.filter',
      'encoder.code.weight',
    ]);
  });

  it('says that it collapsed when it maps all images to one code', async () => {
    // All the same but for so little that their codes do not show it.
    const values = Float32Array.from({ length: 30 * 784 }, (_, i) => {
      const [image, pixel] = [Math.floor(i / 784), i % 784];
      return (pixel % 28) / 28 + (pixel === 0 ? 3e-6 * image : 0);
    });
    const alike = tf.tensor4d(values, [30, 28, 28, 1]);
    await expect(deepSvdd.fit(alike, { ...QUICK, pretraining: null })).rejects.toMatchObject({
      code: 'collapsed',
      message: expect.stringContaining('`weightDecay`') as string,
    });
    alike.dispose();
  });

  it.each([
    ['all at one distance', [2, 2.001, 2, 1.999], true],
    ['all at the centre but for rounding', [1e-12, 3e-12, 2e-12, 0], true],
    ['near, and some nearer', [1e-6, 3e-6, 2e-6, 1e-7], false],
    ['far, and some farther', [2, 2.1, 2, 1.9], false],
  ])('judges codes that are %s', (_, distances, collapsed) => {
    const check = (): void => {
      checkNotCollapsed(Float32Array.from(distances), Float32Array.of(1, -1));
    };
    if (collapsed) expect(check).toThrow(/collapsed/);
    else expect(check).not.toThrow();
  });

  it('starts from the weights of the autoencoder that it is pretrained as, its mean code for the centre', async () => {
    const autoencoder = await deepConvAutoencoder.fit(ones, { ...training, seed: 3 });
    const { data } = await autoencoder.encode(ones);
    const { tensors } = autoencoder.state();
    autoencoder.dispose();
    await fitted({ learningRate: 1e-9 }, (detector) => {
      expect(detector.center).toEqual(centerOf(data, 32));
      const kept = detector.state().tensors; // hardly trained any further
      for (const name of ['encoder.block1.conv.filter', 'encoder.code.weight']) {
        kept[name]?.data.forEach((value, i) => {
          expect(Math.abs(value - (tensors[name]?.data[i] as number))).toBeLessThan(1e-6);
        });
      }
    });
  });

  it('goes through its phases', async () => {
    const phases: string[] = [];
    const onProgress = (event: ProgressEvent): void => {
      if (event.type === 'phase-start') phases.push(event.phase);
    };
    await fitted({ objective: 'soft-boundary' }, () => undefined, { onProgress });
    expect(phases).toEqual(['contrast', 'autoencoder', 'center', 'fit', 'distances']);
  });
});

describe('a pretraining that fits have in common', () => {
  interface Shared {
    readonly shared: (name: string) => CheckpointStore;
    readonly names: string[];
  }

  function sharing(): Shared {
    const saved = new Map<string, Uint8Array>();
    const names: string[] = [];
    return {
      names,
      shared(name) {
        names.push(name);
        return {
          load: async () => saved.get(name),
          save: async (bytes) => void saved.set(name, bytes),
        };
      },
    };
  }

  async function score(
    config: Partial<DeepSvddConfig>,
    run: FitRun,
  ): Promise<{ scores: Float32Array; spared: number }> {
    let spared = 0;
    const onProgress = (event: ProgressEvent): void => {
      if (event.type === 'phase-start' && event.phase === 'autoencoder')
        spared = event.resumedSteps ?? 0;
    };
    return fitted(config, async (detector) => ({ scores: await detector.score(ones), spared }), {
      ...run,
      onProgress,
    });
  }

  it('is taken up by the next fit, to the same scores as without', async () => {
    const { shared } = sharing();
    const first = await score({}, { shared });
    const second = await score({ objective: 'soft-boundary', warmUpEpochs: 0 }, { shared });
    const alone = await score({ objective: 'soft-boundary', warmUpEpochs: 0 }, {});
    expect([first.spared, second.spared, alone.spared]).toEqual([0, 9, 0]);
    expect(second.scores).toEqual(alone.scores);
  });

  it('is that of the autoencoder by itself, and of no other seed, settings or images', async () => {
    const { shared, names } = sharing();
    const { network, initializer } = deepSvdd.defaults;
    (
      await deepConvAutoencoder.fit(
        ones,
        { ...training, network, initializer, seed: 3 },
        { shared },
      )
    ).dispose();
    expect((await score({}, { shared })).spared).toBe(9);
    expect((await score({ seed: 4 }, { shared })).spared).toBe(0);
    expect((await score({ pretraining: { ...training, epochs: 2 } }, { shared })).spared).toBe(0);
    (await deepSvdd.fit(subset(ones, [0, 1, 2, 3]), QUICK, { shared })).dispose();
    expect(new Set(names).size).toBe(4);
    expect(names.every((name) => /^deep-conv-autoencoder-[0-9a-f]+$/.test(name))).toBe(true);
  });
});

describe('the deep convolutional autoencoder', () => {
  it('reconstructs images in their own contrast', async () => {
    const detector = await deepConvAutoencoder.fit(ones, {
      ...training,
      epochs: 30,
      milestones: [],
      learningRate: 0.01,
    });
    const few = subset(ones, [0, 1, 2]);
    const { data, shape } = await detector.reconstruct(few);
    expect(shape).toEqual([3, 28, 28, 1]);
    for await (const batch of few.batches({ batchSize: 3 })) {
      const images = batch.dataSync<'float32'>();
      const error =
        images.reduce((sum, value, i) => sum + (value - (data[i] as number)) ** 2, 0) /
        images.length;
      const spread = images.reduce((sum, value) => sum + value ** 2, 0) / images.length;
      expect(error).toBeLessThan(0.5 * spread);
      batch.dispose();
    }
    detector.dispose();
  });
});

function refusalOf(shape: SampleShape): string {
  try {
    planOf(shape, { network: 'auto', method: 'deep-svdd' });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the networks', () => {
  const shapeOf = async (
    side: [number, number],
    config: Partial<DeepSvddConfig> = {},
  ): Promise<readonly number[]> => {
    const images = tf.randomUniform([4, ...side, 3], 0, 1, 'float32', 1) as Tensor4D;
    try {
      const detector = await deepSvdd.fit(images, {
        ...QUICK,
        pretraining: null,
        epochs: 1,
        batchSize: 4,
        ...config,
      });
      const { shape } = await detector.encode(images);
      detector.dispose();
      return shape;
    } finally {
      images.dispose();
    }
  };

  it('have codes of 32 at 28×28, and of about 128 elsewhere', async () => {
    expect(await shapeOf([28, 28])).toEqual([4, 32]);
    expect(await shapeOf([28, 28], { network: 'cifar10' })).toEqual([4, 7 * 7 * 3]);
    expect(await shapeOf([32, 32])).toEqual([4, 128]);
    expect(await shapeOf([16, 24])).toEqual([4, 4 * 6 * 5]);
  });

  it('refuse images that they can not halve, and name a size that fits', async () => {
    await expect(shapeOf([20, 30])).rejects.toMatchObject({
      code: 'invalid-shape',
      message: expect.stringContaining('20×32') as string,
    });
    await expect(shapeOf([4, 4])).rejects.toMatchObject({
      code: 'invalid-shape',
      message: expect.stringContaining('8×8') as string,
    });
    await expect(shapeOf([32, 32], { network: 'mnist' })).rejects.toMatchObject({
      code: 'invalid-shape',
      message: expect.stringContaining('28×28') as string,
    });
  });

  it('suggest a shape that they take', () => {
    expect(deepSvdd.nearestShape([28, 28, 1])).toEqual([28, 28, 1]);
    expect(deepSvdd.nearestShape([30, 30, 3])).toEqual([32, 32, 3]);
    expect(deepSvdd.nearestShape([700, 1400, 3])).toEqual([16, 32, 3]);
    expect(deepSvdd.nearestShape([3, 5, 1])).toEqual([8, 8, 1]);
    expect(deepSvdd.nearestShape([512, 512, 1], { network: 'mnist' })).toEqual([28, 28, 1]);
  });

  it('take what they suggest, and what their error names, whatever the sides', () => {
    for (let height = 1; height <= 70; height++) {
      for (let width = 1; width <= 70; width++) {
        const suggested = deepSvdd.nearestShape([height, width, 1]);
        expect(deepSvdd.nearestShape(suggested)).toEqual(suggested);
        expect(() => planOf(suggested, { network: 'auto', method: 'deep-svdd' })).not.toThrow();
        const [, ...named] =
          /Resize the images, to (\d+)×(\d+)/.exec(refusalOf([height, width, 1])) ?? [];
        if (named.length > 0) expect(refusalOf([Number(named[0]), Number(named[1]), 1])).toBe('');
      }
    }
  });

  it("refuse batches that would not fit into wasm's memory before training, and name the key", async () => {
    if (tf.getBackend() !== 'wasm') return expect(tf.getBackend()).not.toBe('wasm');
    const large = tf.zeros([500, 128, 128, 3]) as Tensor4D;
    const error: unknown = await deepSvdd
      .fit(large, { ...QUICK, batchSize: 4, pretraining: { ...training, batchSize: 500 } })
      .catch((thrown: unknown) => thrown);
    large.dispose();
    expect(isOneClassError(error) && error).toMatchObject({
      code: 'invalid-config',
      argument: 'pretraining.batchSize',
    });
  });
});
