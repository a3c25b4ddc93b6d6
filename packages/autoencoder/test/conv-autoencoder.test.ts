import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { pack, unpack, type ProgressEvent } from '@oneclass/core';
import {
  classPositions,
  resizeImages,
  strokeDigits,
  subset,
  type ClassifiedImages,
} from '@oneclass/core/datasets';
import { auroc } from '@oneclass/core/metrics';
import { useBackend } from '@oneclass/runtime';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import convAutoencoder, { type Autoencoder, type ConvAutoencoderConfig } from '../src/index.ts';

const SMALL = {
  encoder: [8, 16],
  decoder: [16, 8],
  epochs: 25,
  batchSize: 32,
  seed: 3,
  learningRate: 3e-3,
};
const QUICK = { ...SMALL, epochs: 1 };

let digits: ClassifiedImages;
let detector: Autoencoder<ConvAutoencoderConfig>;
let images: Tensor4D;

const ones = (): ReturnType<typeof subset> => subset(digits.samples, classPositions(digits, '1'));

beforeAll(async () => {
  await useBackend();
  const drawn = strokeDigits({ perDigit: 100, seed: 1 });
  digits = {
    ...drawn,
    samples: resizeImages(drawn.samples, { height: 16, width: 16, channels: 1, resize: 'area' }),
  };
  detector = await convAutoencoder.fit(ones(), SMALL);
  for await (const batch of digits.samples.batches({ batchSize: 40 })) {
    images = batch;
    break;
  }
});
afterAll(() => {
  detector.dispose();
  detector.dispose(); // does nothing
  images.dispose();
});

describe('a convolutional autoencoder fitted on drawn ones', () => {
  it('scores other digits higher', async () => {
    const scores = await detector.score(digits.samples);
    const one = digits.names.indexOf('1');
    expect(scores).toHaveLength(1000);
    expect(
      auroc(
        [...digits.classes].map((index) => (index === one ? 0 : 1)),
        scores,
      ),
    ).toBeGreaterThan(0.85);
  });

  it('gives each image its score whatever the batch', async () => {
    const all = await detector.score(images);
    for (const batchSize of [1, 7]) {
      const apart = await detector.score(images, { batchSize });
      apart.forEach((score, i) => {
        expect(Math.abs(score - (all[i] as number))).toBeLessThanOrEqual(1e-5 * (all[i] as number));
      });
    }
  });

  it('says where: the mean of a score map is the score', async () => {
    const [scores, maps] = [await detector.score(images), await detector.scoreMap(images)];
    expect(maps.shape).toEqual([40, 16, 16]);
    scores.forEach((score, i) => {
      const map = maps.data.subarray(i * 256, (i + 1) * 256);
      expect(map.reduce((sum, value) => sum + value, 0) / 256).toBeCloseTo(score, 5);
    });
  });

  it('reconstructs, and the squared difference is the score map', async () => {
    const [reconstruction, maps] = [
      await detector.reconstruct(images),
      await detector.scoreMap(images),
    ];
    expect(reconstruction.shape).toEqual([40, 16, 16, 1]);
    const pixels = images.dataSync();
    maps.data.forEach((error, i) => {
      expect((reconstruction.data[i] as number) - (pixels[i] as number)).toBeCloseTo(
        Math.sign((reconstruction.data[i] as number) - (pixels[i] as number)) * Math.sqrt(error),
        3,
      );
    });
  });

  it('encodes to a vector a place of the code', async () => {
    const codes = await detector.encode(images);
    expect(codes.shape).toEqual([40, 2 * 2 * 16]);
    expect(new Set(codes.data).size).toBeGreaterThan(100);
  });

  it('gives bit-equal scores after being saved and restored', async () => {
    const { detector: restored } = unpack(pack(detector), [convAutoencoder]);
    expect(await restored.score(images)).toEqual(await detector.score(images));
    restored.dispose();
  });

  it('is refused when a tensor of its file does not fit its config', () => {
    const state = detector.state();
    const before = tf.memory().numTensors;
    expect(() =>
      convAutoencoder.restore({ ...state, config: { ...state.config, encoder: [8, 12] } as never }),
    ).toThrow(/has shape/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is refused as a file when its config is damaged, or when there is a tensor too many', () => {
    const state = detector.state();
    const before = tf.memory().numTensors;
    const extra = {
      ...state.tensors,
      'encoder.block9.conv.filter': { shape: [1], data: new Float32Array(1) },
    };
    const damaged: [object, RegExp][] = [
      [{ config: { ...state.config, epochs: 'many' } }, /`epochs`/],
      [{ config: { ...state.config, encoder: [1_000_000, 1_000_000] } }, /`encoder\.0`/],
      [{ sampleShape: [15, 16, 1] }, /15×16/],
      [{ tensors: extra }, /block9/],
    ];
    for (const [part, message] of damaged) {
      const restore = (): unknown => convAutoencoder.restore({ ...state, ...part });
      expect(restore).toThrow(
        expect.objectContaining({
          code: 'invalid-artifact',
          message: expect.stringMatching(message) as string,
        }) as Error,
      );
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a score config: it has none', async () => {
    await expect(detector.score(images, { config: { steps: 5 } })).rejects.toMatchObject({
      code: 'invalid-config',
      argument: 'score.steps',
      message: expect.stringContaining('conv-autoencoder has no score config') as string,
    });
    expect(await detector.score(images, { config: {} })).toEqual(await detector.score(images));
  });

  it('says that it was disposed of when used after that', async () => {
    const gone = convAutoencoder.restore(detector.state());
    gone.dispose();
    const disposed = {
      code: 'invalid-argument',
      message: expect.stringMatching(
        /^This conv-autoencoder detector was disposed of\. Call dispose\(\) when/,
      ) as string,
    };
    for (const use of [gone.score, gone.scoreMap, gone.reconstruct, gone.encode] as const) {
      await expect(use(images)).rejects.toMatchObject(disposed);
    }
    expect(() => gone.state()).toThrow(expect.objectContaining(disposed) as Error);
  });

  it('has a frozen config with every value', () => {
    expect(detector.config).toMatchObject({ ...SMALL, weightDecay: 5e-4 });
    expect(Object.isFrozen(detector.config)).toBe(true);
  });

  it('leaves a tensor that it is given alone', async () => {
    const before = [...images.dataSync()];
    await detector.score(images);
    expect(images.isDisposed).toBe(false);
    expect([...images.dataSync()]).toEqual(before);
  });

  it('refuses images of another shape, rank or range', async () => {
    const wrong = tf.tidy(
      () =>
        [tf.zeros([1, 8, 8, 1]), tf.zeros([16, 16, 1]), tf.fill([1, 16, 16, 1], 255)] as Tensor[],
    ) as Tensor4D[];
    await expect(detector.score(wrong[0] as Tensor4D)).rejects.toMatchObject({
      code: 'invalid-shape',
      message: expect.stringContaining('[16, 16, 1]') as string,
    });
    await expect(detector.score(wrong[1] as Tensor4D)).rejects.toMatchObject({
      code: 'invalid-shape',
    });
    await expect(detector.score(wrong[2] as Tensor4D)).rejects.toMatchObject({
      code: 'invalid-data',
      message: expect.stringContaining('Divide bytes by 255') as string,
    });
    tf.dispose(wrong);
  });
});

describe('fitting a convolutional autoencoder', () => {
  it('gives the same scores for the same seed, seed 0 included, and others for another', async () => {
    const scores: Float32Array[] = [];
    for (const seed of [0, 0, 1]) {
      const fitted = await convAutoencoder.fit(ones(), { ...QUICK, seed });
      scores.push(await fitted.score(images));
      fitted.dispose();
    }
    expect(scores[1]).toEqual(scores[0]);
    expect(scores[2]).not.toEqual(scores[0]);
  });

  it('ends with statistics of all training images, so that their score is the last training loss, unless told to keep the running ones', async () => {
    const gaps: number[] = [];
    for (const batchNormStatistics of ['exact', 'running'] as const) {
      let loss = Number.NaN;
      const onProgress = (event: ProgressEvent): void => {
        if (event.type === 'epoch-end') loss = event.losses['loss'] ?? Number.NaN;
      };
      const fitted = await convAutoencoder.fit(
        ones(),
        { ...SMALL, epochs: 4, batchNormStatistics },
        { onProgress },
      );
      const scores = await fitted.score(ones());
      gaps.push(
        Math.abs(scores.reduce((sum, score) => sum + score, 0) / scores.length - loss) / loss,
      );
      fitted.dispose();
    }
    const [exact, running] = gaps as [number, number];
    expect(exact).toBeLessThan(0.25);
    expect(running).toBeGreaterThan(2 * exact);
  });

  it('is not disturbed by another fit in the same process', async () => {
    const alone = await convAutoencoder.fit(ones(), QUICK);
    const [a, b] = await Promise.all([
      convAutoencoder.fit(ones(), QUICK),
      convAutoencoder.fit(ones(), { ...QUICK, seed: 8 }),
    ]);
    expect(await a.score(images)).toEqual(await alone.score(images));
    for (const fitted of [alone, a, b]) fitted.dispose();
  });

  it('takes any size that fits, in colour too, and names the sizes when one does not', async () => {
    const wide = tf.tidy(() => tf.randomUniform([4, 16, 24, 3], 0, 1, 'float32', 5)) as Tensor4D;
    const fitted = await convAutoencoder.fit(wide, { ...QUICK, decoder: [8] });
    expect((await fitted.reconstruct(wide)).shape).toEqual([4, 16, 24, 3]);
    fitted.dispose();
    wide.dispose();
    const odd = tf.zeros([4, 28, 30, 1]) as Tensor4D;
    await expect(convAutoencoder.fit(odd, SMALL)).rejects.toMatchObject({
      code: 'invalid-shape',
      message: expect.stringMatching(/28×30.*multiples of 8.*32×32/) as string,
    });
    odd.dispose();
  });

  it('suggests the nearest shape that fits, shrinking what is large', () => {
    expect(convAutoencoder.nearestShape([28, 28, 1])).toEqual([32, 32, 1]);
    expect(convAutoencoder.nearestShape([700, 900, 3])).toEqual([64, 64, 3]);
    expect(convAutoencoder.nearestShape([28, 28, 1], SMALL)).toEqual([32, 32, 1]);
    expect(convAutoencoder.nearestShape([18, 3, 1], SMALL)).toEqual([16, 8, 1]);
  });

  it('refuses a wrong config by name', async () => {
    const wrong: [object, RegExp][] = [
      [{ epochs: 0 }, /`epochs`.*Received: 0/],
      [{ learningRate: 'fast' }, /`learningRate`/],
      [{ epoch: 3 }, /`epoch`.*epochs/],
      [{ encoder: [] }, /`encoder`/],
      [{ encoder: [20_000, 20_000] }, /`encoder\.0`.*from 1 to 4096.*Received: 20000/],
      [{ decoder: Array.from({ length: 11 }, () => 1) }, /`decoder`.*1 to 10/],
    ];
    for (const [config, message] of wrong) {
      await expect(convAutoencoder.fit(ones(), config)).rejects.toMatchObject({
        code: 'invalid-config',
        message: expect.stringMatching(message) as string,
      });
    }
  });

  it('leaves nothing behind when aborted or when it diverges', async () => {
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const onProgress = (event: ProgressEvent): void => {
      if (event.type === 'step-end' && event.step === 2) controller.abort(new Error('enough'));
    };
    await expect(
      convAutoencoder.fit(ones(), SMALL, { signal: controller.signal, onProgress }),
    ).rejects.toThrow('enough');
    // Where the backend's ReLU turns NaN into 0, broken weights show in reconstructions that are
    // all alike.
    const broken = { code: expect.stringMatching(/^(diverged|collapsed)$/) as string };
    await expect(
      convAutoencoder.fit(ones(), { ...SMALL, learningRate: 1e38 }),
    ).rejects.toMatchObject(broken);
    for (const batchNormStatistics of ['exact', 'running'] as const) {
      const lastStep = {
        ...SMALL,
        epochs: 1,
        batchSize: 256,
        learningRate: 1e38,
        batchNormStatistics,
      };
      await expect(convAutoencoder.fit(ones(), lastStep)).rejects.toMatchObject(broken);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses a batch beyond the wasm backend's memory, and names one that fits", async () => {
    await useBackend('wasm');
    onTestFinished(async () => void (await useBackend()));
    const large = tf.zeros([80, 128, 128, 1]) as Tensor4D;
    const before = tf.memory().numTensors;
    await expect(convAutoencoder.fit(large)).rejects.toMatchObject({
      code: 'invalid-config',
      argument: 'batchSize',
      message: expect.stringMatching(
        /128×128.*Received: 256. Set batchSize to 67 or less/,
      ) as string,
    });
    const heavy = { encoder: [4096, 4096, 4096], decoder: [8] };
    await expect(convAutoencoder.fit(large, heavy)).rejects.toMatchObject({
      code: 'invalid-config',
      argument: 'encoder',
    });
    expect(tf.memory().numTensors).toBe(before);
    large.dispose();
  });

  it('refuses fewer than two images', async () => {
    const one = tf.zeros([1, 16, 16, 1]) as Tensor4D;
    await expect(convAutoencoder.fit(one, SMALL)).rejects.toMatchObject({
      code: 'invalid-data',
      message: expect.stringContaining('at least 2') as string,
    });
    one.dispose();
  });
});
