import * as tf from '@tensorflow/tfjs';
import { pack, readArtifact, type FeatureExtractor, type Samples } from '@oneclass/core';
import { drawnTextures } from '@oneclass/core/datasets';
import { useBackend } from '@oneclass/runtime';
import { tinyExtractor } from '@oneclass/testkit';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { padim, type Padim, type PadimConfig } from '../src/index.ts';

beforeAll(() => useBackend());

const { normal, test } = drawnTextures({
  kind: 'weave',
  train: 24,
  good: 6,
  defective: 6,
  size: 32,
  seed: 0,
});

async function fitted(
  config: Partial<PadimConfig> = {},
  samples: Samples = normal,
  features: FeatureExtractor = tinyExtractor(),
): Promise<Padim> {
  const detector = await padim.on(features).fit(samples, config);
  onTestFinished(detector.dispose);
  return detector;
}

/** The first image of the training set, as often as asked for. */
async function firstImage(copies: number): Promise<tf.Tensor4D> {
  for await (const batch of normal.batches({ batchSize: copies, order: new Uint32Array(copies) })) {
    onTestFinished(() => {
      batch.dispose();
    });
    return batch;
  }
  throw new Error('no image');
}

describe('PaDiM', () => {
  it('takes all channels where there are no more than are asked for', async () => {
    const detector = await fitted();
    expect(detector.config.channels).toBe(100);
    const { data } = detector.state().tensors['channels'] as { data: Float32Array };
    expect([...data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('draws the channels by its seed', async () => {
    const drawn = async (seed: number): Promise<number[]> => {
      const detector = await fitted({ channels: 4, seed });
      return [...(detector.state().tensors['channels'] as { data: Float32Array }).data];
    };
    const [first, second] = [await drawn(0), await drawn(1)];
    expect(new Set(first).size).toBe(4);
    expect(first).toEqual(await drawn(0));
    expect(first).not.toEqual(second);
  });

  it('has places of the finest layer, or of so many pixels', async () => {
    expect((await fitted()).facts).toEqual({ place: 1 });
    const coarse = await fitted({ place: 4 });
    expect(coarse.facts).toEqual({ place: 4 });
    expect(coarse.state().tensors['mean']?.shape).toEqual([64, 10]);
  });

  it('saves one triangle of each place', async () => {
    const { tensors } = readArtifact(pack(await fitted({ place: 4 }))).state;
    expect(tensors['factors']?.shape).toEqual([64, 55]);
  });

  it('takes one image, and tells others from it', async () => {
    const detector = await fitted({}, await firstImage(1));
    const scores = await detector.score(test.samples);
    expect(scores.every((score) => Number.isFinite(score) && score > 0)).toBe(true);
    const [own] = await detector.score(await firstImage(1));
    expect(own).toBe(0);
  });

  it('refuses one image many times over, and features without variance', async () => {
    await expect(fitted({}, await firstImage(3))).rejects.toThrow(/all the same/);
    const even: FeatureExtractor = {
      ...tinyExtractor(),
      extract: ({ shape: [n] }) =>
        Promise.resolve([tf.zeros([n, 32, 32, 4]), tf.zeros([n, 16, 16, 6])]),
    };
    await expect(fitted({}, await firstImage(1), even)).rejects.toThrow(
      /features are all the same/,
    );
  });

  it('refuses features that are not finite', async () => {
    const broken: FeatureExtractor = {
      ...tinyExtractor(),
      extract: ({ shape: [n] }) =>
        Promise.resolve([tf.fill([n, 32, 32, 4], NaN), tf.zeros([n, 16, 16, 6])]),
    };
    await expect(fitted({}, normal, broken)).rejects.toThrow(/not finite/);
  });

  it('chooses the image score and the smoothing for one call', async () => {
    const detector = await fitted({ place: 4 });
    const scores = async (config: Record<string, unknown>): Promise<Float32Array> =>
      detector.score(test.samples, { config });
    const [max, top, mean] = [
      await scores({ image: 'max' }),
      await scores({ image: 'top-k', topShare: 0.1 }),
      await scores({ image: 'mean' }),
    ];
    for (let i = 0; i < max.length; i++) {
      expect(max[i]).toBeGreaterThan(top[i] as number);
      expect(top[i]).toBeGreaterThan(mean[i] as number);
    }
    const peak = async (smoothing: number): Promise<number> => {
      const { data } = await detector.scoreMap(test.samples, { config: { smoothing } });
      return Math.max(...data);
    };
    expect(await peak(2)).toBeLessThan(await peak(0));
  });
});

describe('a file of PaDiM that would be too large', () => {
  const large = (channels: number): FeatureExtractor => ({
    ...tinyExtractor(),
    layers: [
      { name: 'only', channels, stride: 4, mapSize: (height, width) => [height / 4, width / 4] },
    ],
  });

  it('is refused before any image is looked at, with settings that fit', async () => {
    const method = padim.on(large(704));
    const batches = vi.fn();
    const images = { sampleShape: [224, 224, 3] as const, size: 10, batches };
    await expect(method.fit(images, { channels: 704 })).rejects.toThrow(
      /704 channels at 28×28 .* file of 781 MB, .* `channels` to 251 or less, or `place` to 32/,
    );
    expect(batches).not.toHaveBeenCalled();
    expect(() => {
      method.checkShape([224, 224, 3], { channels: 251 });
    }).not.toThrow();
    expect(() => {
      method.checkShape([224, 224, 3], { channels: 704, place: 32 });
    }).not.toThrow();
    expect(() => {
      method.checkShape([224, 224, 3], { channels: 252 });
    }).toThrow(/`channels` to 251/);
  });
});
