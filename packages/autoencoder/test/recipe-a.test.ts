import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { pack, unpack, type ProgressEvent, type SampleShape } from '@oneclass/core';
import {
  classPositions,
  resizeImages,
  strokeDigits,
  subset,
  type ClassifiedImages,
} from '@oneclass/core/datasets';
import { auroc } from '@oneclass/core/metrics';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { convAutoencoder, mlpAutoencoder, smallConvAutoencoder } from '../src/index.ts';

let digits: ClassifiedImages;
const ones = (): ReturnType<typeof subset> => subset(digits.samples, classPositions(digits, '1'));
const QUICK = { epochs: 12, batchSize: 32, seed: 3 };

beforeAll(async () => {
  await useBackend();
  const drawn = strokeDigits({ perDigit: 100, seed: 1 });
  digits = {
    ...drawn,
    samples: resizeImages(drawn.samples, { height: 16, width: 16, channels: 1, resize: 'area' }),
  };
});

/** Of the epochs that it reports. */
async function epochsOf(
  fit: (onProgress: (event: ProgressEvent) => void) => Promise<{ dispose(): void }>,
): Promise<{ epoch: number; losses: Readonly<Record<string, number>> }[]> {
  const epochs: { epoch: number; losses: Readonly<Record<string, number>> }[] = [];
  const detector = await fit((event) => {
    if (event.type === 'epoch-end') epochs.push({ epoch: event.epoch, losses: event.losses });
  });
  detector.dispose();
  return epochs;
}

describe('the MLP autoencoder', () => {
  it('scores digits that it was not fitted on higher', async () => {
    const detector = await mlpAutoencoder.fit(ones(), { ...QUICK, epochs: 40 });
    const one = digits.names.indexOf('1');
    const labels = [...digits.classes].map((index) => (index === one ? 0 : 1));
    expect(auroc(labels, await detector.score(digits.samples))).toBeGreaterThan(0.9);
    expect((await detector.encode(ones())).shape).toEqual([100, 32]);
    detector.dispose();
  });

  it('takes images of any shape, and hidden layers of any size', async () => {
    const wide = tf.tidy(() => tf.randomUniform([20, 3, 7, 3], 0, 1, 'float32', 5)) as Tensor4D;
    const detector = await mlpAutoencoder.fit(wide, { ...QUICK, encoder: [10, 9, 4] });
    expect((await detector.reconstruct(wide)).shape).toEqual([20, 3, 7, 3]);
    expect((await detector.encode(wide)).shape).toEqual([20, 4]);
    expect(
      Object.keys(detector.state().tensors).filter((name) => name.endsWith('weight')),
    ).toHaveLength(6);
    detector.dispose();
    wide.dispose();
  });

  it('suggests the natural shape, shrinking what is large', () => {
    expect(mlpAutoencoder.nearestShape([28, 28, 1])).toEqual([28, 28, 1]);
    expect(mlpAutoencoder.nearestShape([1, 900, 3])).toEqual([1, 64, 3]);
  });
});

describe('the file of an MLP autoencoder', () => {
  it.each<[string, object, RegExp]>([
    [
      'a sample shape',
      { sampleShape: [8192, 8192, 1] },
      /"encoder\.block1\.dense\.weight" has shape \[256, 16\]; .* \[67108864, 16\]/,
    ],
    [
      'a code',
      { encoder: [16, 60_000] },
      /"encoder\.block2\.dense\.weight" has shape \[16, 8\]; .* \[16, 60000\]/,
    ],
    [
      'layers',
      { encoder: [65_536, 65_536, 65_536] },
      /"encoder\.block1\.dense\.weight" has shape \[256, 16\]; .* \[256, 65536\]/,
    ],
  ])(
    'that asks for %s far larger than its tensors is refused before any is made',
    async (_, wrong, message) => {
      const detector = await mlpAutoencoder.fit(ones(), { ...QUICK, epochs: 1, encoder: [16, 8] });
      const state = detector.state();
      detector.dispose();
      const { encoder, ...shape } = wrong as { encoder?: number[]; sampleShape?: SampleShape };
      const config = { ...state.config, ...(encoder && { encoder }) };
      const before = tf.memory();
      const { arrayBuffers } = process.memoryUsage();
      expect(() => mlpAutoencoder.restore({ ...state, ...shape, config })).toThrow(
        expect.objectContaining({
          code: 'invalid-artifact',
          message: expect.stringMatching(message) as string,
        }),
      );
      // The state's own tensors are 35 KB; the smallest that is asked for has a million values.
      expect(process.memoryUsage().arrayBuffers - arrayBuffers).toBeLessThan(1e6);
      expect(tf.memory()).toEqual(before);
    },
  );
});

describe('the small convolutional autoencoder', () => {
  it('reconstructs what it was fitted on, and has a code of maps', async () => {
    const before = await smallConvAutoencoder.fit(ones(), { ...QUICK, epochs: 1 });
    const detector = await smallConvAutoencoder.fit(ones(), QUICK);
    const mean = (scores: Float32Array): number =>
      scores.reduce((sum, score) => sum + score, 0) / scores.length;
    expect(mean(await detector.score(ones()))).toBeLessThan(0.5 * mean(await before.score(ones())));
    expect((await detector.encode(ones())).shape).toEqual([100, 8 * 8 * 5]);
    before.dispose();
    detector.dispose();
  });

  it('takes images from the size that its convolutions leave a pixel of, in colour too', async () => {
    const least = tf.tidy(() => tf.randomUniform([20, 9, 11, 3], 0, 1, 'float32', 5)) as Tensor4D;
    const detector = await smallConvAutoencoder.fit(least, QUICK);
    expect((await detector.encode(least)).shape).toEqual([20, 1 * 3 * 5]);
    expect((await detector.scoreMap(least)).shape).toEqual([20, 9, 11]);
    detector.dispose();
    await expect(
      smallConvAutoencoder.fit(least, { ...QUICK, encoder: [3, 5, 7] }),
    ).rejects.toMatchObject({
      code: 'invalid-shape',
      message: expect.stringMatching(/9×11.*both sides must be 13 at least/) as string,
    });
    least.dispose();
  });

  it('suggests the natural shape, enlarging what is small and shrinking what is large', () => {
    expect(smallConvAutoencoder.nearestShape([28, 28, 1])).toEqual([28, 28, 1]);
    expect(smallConvAutoencoder.nearestShape([5, 640, 1])).toEqual([9, 64, 1]);
    expect(smallConvAutoencoder.nearestShape([5, 640, 1], { encoder: [1, 1, 1] })).toEqual([
      13, 64, 1,
    ]);
  });
});

describe.each([mlpAutoencoder, smallConvAutoencoder, convAutoencoder])('$name', (method) => {
  const small = method === convAutoencoder ? { encoder: [4], decoder: [4] } : { encoder: [4] };
  const config = { ...QUICK, ...small };

  it('is the same for the same seed, seed 0 included, and after being saved and restored', async () => {
    const fits = await Promise.all(
      [0, 0, 1].map((seed) => method.fit(ones(), { ...config, epochs: 2, seed })),
    );
    const { detector: restored } = unpack(pack(fits[0] as (typeof fits)[0]), [method]);
    const [first, again, other, saved] = await Promise.all(
      [...fits, restored].map((detector) => detector.score(digits.samples)),
    );
    expect(again).toEqual(first);
    expect(saved).toEqual(first);
    expect(other).not.toEqual(first);
    for (const detector of [...fits, restored]) detector.dispose();
  });

  it('looks at held-out images now and then and at the end, and says what it saw', async () => {
    const earlyStopping = { holdOut: 0.2, patience: 3, every: 5 };
    const epochs = await epochsOf((onProgress) =>
      method.fit(ones(), { ...config, earlyStopping }, { onProgress }),
    );
    expect(epochs.flatMap(({ epoch, losses }) => ('holdOut' in losses ? [epoch] : []))).toEqual([
      5, 10, 12,
    ]);
    for (const { losses } of epochs) expect(losses['loss']).toBeGreaterThan(0);
  });

  it('trains on all images for all epochs without early stopping', async () => {
    let units = 0;
    const epochs = await epochsOf((onProgress) =>
      method.fit(
        ones(),
        { ...config, epochs: 2, earlyStopping: null },
        {
          onProgress: (event) => {
            if (event.type === 'phase-start') units = event.units ?? 0;
            onProgress(event);
          },
        },
      ),
    );
    expect(units).toBe(100);
    expect(epochs.map(({ losses }) => Object.keys(losses))).toEqual([['loss'], ['loss']]);
  });

  it('resumes from a checkpoint to the same scores', async () => {
    const settings = {
      ...config,
      epochs: 4,
      earlyStopping: { holdOut: 0.2, patience: 3, every: 2 },
    };
    const whole = await method.fit(ones(), settings);
    let bytes: Uint8Array | undefined;
    const checkpoint = {
      interval: 0,
      load: () => Promise.resolve(bytes),
      save: (saved: Uint8Array) => Promise.resolve(void (bytes = saved)),
    };
    const controller = new AbortController();
    const onProgress = (event: ProgressEvent): void => {
      if (event.type === 'step-end' && event.epoch === 3 && event.step === 2)
        controller.abort(new Error('enough'));
    };
    await expect(
      method.fit(ones(), settings, { checkpoint, signal: controller.signal, onProgress }),
    ).rejects.toThrow('enough');
    const resumed = await method.fit(ones(), settings, { checkpoint });
    expect(await resumed.score(digits.samples)).toEqual(await whole.score(digits.samples));
    await expect(method.fit(ones(), { ...settings, seed: 9 }, { checkpoint })).rejects.toThrow(
      /`seed` is 3 there and 9 here/,
    );
    whole.dispose();
    resumed.dispose();
  });

  it('names what is missing when there are too few images to hold any out', async () => {
    const few = subset(digits.samples, [0, 1, 2, 3]);
    await expect(
      method.fit(few, { ...config, earlyStopping: { holdOut: 0.1, patience: 3, every: 10 } }),
    ).rejects.toMatchObject({
      code: 'invalid-data',
      message: expect.stringMatching(
        new RegExp(
          /4 training images; /.source +
            /expected at least 2 to train on and 1 to hold out.*`earlyStopping` null/.source,
        ),
      ) as string,
    });
  });

  it('refuses a wrong setting of early stopping by name', async () => {
    for (const [earlyStopping, message] of [
      [{ holdOut: 1 }, /`earlyStopping.holdOut`.*Received: 1/],
      [{ patient: 3 }, /`earlyStopping.patient`.*patience/],
    ] as const) {
      await expect(
        method.fit(ones(), { ...config, earlyStopping: earlyStopping as never }),
      ).rejects.toMatchObject({
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
      method.fit(ones(), config, { signal: controller.signal, onProgress }),
    ).rejects.toThrow('enough');
    await expect(method.fit(ones(), { ...config, learningRate: 1e38 })).rejects.toMatchObject({
      code: 'diverged',
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('early stopping', () => {
  it('ends when the held-out loss falls no more, and keeps the weights of its best look', async () => {
    const earlyStopping = { holdOut: 0.3, patience: 2, every: 1 };
    // Steps this large soon make it worse.
    const config = { ...QUICK, epochs: 100, learningRate: 0.02, earlyStopping };
    const losses = (
      await epochsOf((onProgress) => mlpAutoencoder.fit(ones(), config, { onProgress }))
    ).map((event) => event.losses['holdOut'] as number);
    const best = losses.indexOf(Math.min(...losses));
    expect(losses.length).toBeLessThan(100);
    expect(best).toBe(losses.length - 3);
    const [stopped, exact] = await Promise.all([
      mlpAutoencoder.fit(ones(), config),
      mlpAutoencoder.fit(ones(), { ...config, epochs: best + 1 }),
    ]);
    expect(await stopped.score(digits.samples)).toEqual(await exact.score(digits.samples));
    stopped.dispose();
    exact.dispose();
  });
});

describe('a fit whose units all died', () => {
  it('is refused as collapsed', async () => {
    const before = tf.memory().numTensors;
    const fit = mlpAutoencoder.fit(ones(), {
      ...QUICK,
      epochs: 3,
      learningRate: 1,
      earlyStopping: null,
    });
    await expect(fit).rejects.toMatchObject({
      code: 'collapsed',
      message: expect.stringMatching(/reconstructs every image alike.*learningRate/) as string,
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is looked for with no more images at once than a training step takes: large ones would not fit into memory', async () => {
    const sizes: number[] = [];
    const normal = ones();
    const watched: typeof normal = {
      ...normal,
      batches: (options) => (sizes.push(options.batchSize), normal.batches(options)),
    };
    const detector = await mlpAutoencoder.fit(watched, {
      ...QUICK,
      epochs: 1,
      batchSize: 7,
      earlyStopping: null,
    });
    detector.dispose();
    expect(sizes).toEqual([2, 7, 7]); // the first to see that images differ
  });
});
