import * as tf from '@tensorflow/tfjs';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { createRng, type FeatureExtractor, type Samples } from '@oneclass/core';
import { drawnTextures } from '@oneclass/core/datasets';
import { useBackend } from '@oneclass/runtime';
import { tinyExtractor } from '@oneclass/testkit';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { patchcore, type Patchcore, type PatchcoreConfig } from '../src/index.ts';
import { nearestDistances } from '../src/objective.ts';
import { createPatchSample, type PatchSample } from '../src/patch-sample.ts';

beforeAll(() => useBackend());

const { normal, test } = drawnTextures({
  kind: 'weave',
  train: 6,
  good: 3,
  defective: 3,
  size: 32,
  seed: 0,
});

async function fitted(
  config: Partial<PatchcoreConfig> = {},
  {
    samples = normal,
    features = tinyExtractor(),
  }: { samples?: Samples; features?: FeatureExtractor } = {},
): Promise<Patchcore> {
  const detector = await patchcore.on(features).fit(samples, config);
  onTestFinished(detector.dispose);
  return detector;
}

describe('PatchCore', () => {
  it('keeps as many patches as asked for, or as there are', async () => {
    const detector = await fitted({ place: 4, bank: 50 });
    expect(detector.facts).toEqual({ place: 4, patches: 50 });
    expect(detector.state().tensors['bank']?.shape).toEqual([50, 10]);
    const all = await fitted({ place: 8 });
    expect(all.facts).toEqual({ place: 8, patches: 6 * 16 });
  });

  it('scores training images 0 when it kept all of their patches', async () => {
    const detector = await fitted({ place: 8 });
    const [own, others] = [await detector.score(normal), await detector.score(test.samples)];
    for (const score of own) expect(score).toBeLessThan(0.01);
    for (const score of others) expect(score).toBeGreaterThan(0.1);
  });

  it('fits on one image', async () => {
    for await (const image of normal.batches({ batchSize: 1, order: Uint32Array.of(0) })) {
      const scores = await (await fitted({ bank: 10 }, { samples: image })).score(test.samples);
      expect(scores.every((score) => score > 0)).toBe(true);
      image.dispose();
    }
  });

  it('refuses features that do not vary, or are not finite', async () => {
    const filled = (value: number): FeatureExtractor => ({
      ...tinyExtractor(),
      extract: ({ shape: [n] }) =>
        Promise.resolve([tf.fill([n, 32, 32, 4], value), tf.fill([n, 16, 16, 6], value)]),
    });
    await expect(fitted({}, { features: filled(0) })).rejects.toThrow(/the same at every place/);
    await expect(fitted({}, { features: filled(NaN) })).rejects.toThrow(/not finite/);
  });

  it('refuses a bank that is too large before any image is looked at', async () => {
    const large = (channels: number): FeatureExtractor => ({
      ...tinyExtractor(),
      layers: [
        { name: 'only', channels, stride: 4, mapSize: (height, width) => [height / 4, width / 4] },
      ],
    });
    const batches = vi.fn();
    const images = { sampleShape: [224, 224, 3] as const, size: 10, batches };
    await expect(patchcore.on(large(2000)).fit(images, { bank: 20_000 })).rejects.toThrow(
      /Set `bank` to 12500 or less/,
    );
    await expect(patchcore.on(large(5000)).fit(images)).rejects.toThrow(/4166\. Take fewer layers/);
    expect(batches).not.toHaveBeenCalled();
  });
});

describe('distances to the nearest patch', () => {
  it('are the same in blocks', async () => {
    const [patches, bank] = [900, 5000]; // more than one block
    const values = (size: number): Float32Array => {
      const rng = createRng(size);
      return Float32Array.from({ length: size }, () => rng.normal());
    };
    const found = tf.tidy(() => {
      const rows = tf.tensor2d(values(patches * 2), [patches, 2]);
      const others = tf.tensor2d(values(bank * 2), [bank, 2]);
      const squares = tf.sum(tf.square(others), 1) as Tensor1D;
      const columns = tf.transpose(others);
      const of = (some: Tensor2D): Tensor1D => nearestDistances(some, { columns, squares });
      const apart = tf.concat([of(tf.slice(rows, [0, 0], [850, 2])), of(tf.slice(rows, [850, 0]))]);
      return tf.max(tf.abs(tf.sub(of(rows), apart)));
    });
    expect((await found.data())[0]).toBeLessThan(1e-3);
    found.dispose();
  });
});

describe('the sample of patches', () => {
  const [IMAGES, PLACES] = [50, 20];
  const options = { total: IMAGES * PLACES, wanted: 100, channels: 1 };
  const image = (i: number): Float32Array =>
    Float32Array.from({ length: PLACES }, (_, place) => i * PLACES + place);
  const sampled = (
    seed: number,
    { from = 0, of = createPatchSample({ ...options, rng: createRng(seed) }) } = {},
  ): PatchSample => {
    for (let i = from; i < IMAGES; i++) of.add(image(i));
    return of;
  };

  it('has as many as wanted, none twice', () => {
    const rows = sampled(0).rows();
    expect(rows).toHaveLength(100);
    expect(new Set(rows).size).toBe(100);
  });

  it('has each as likely as any other', () => {
    const halves = [0, 0];
    for (let seed = 0; seed < 100; seed++)
      for (const patch of sampled(seed).rows()) halves[patch < 500 ? 0 : 1]! += 1;
    // Of 10,000 draws; the standard deviation of a half is below 50.
    expect(Math.abs((halves[0] as number) - 5000)).toBeLessThan(250);
  });

  it('goes on from where it was saved', () => {
    const first = createPatchSample({ ...options, rng: createRng(3) });
    for (let i = 0; i < 20; i++) first.add(image(i));
    const second = createPatchSample({ ...options, rng: createRng(3) });
    second.load(first.state());
    expect(sampled(3, { from: 20, of: second }).rows()).toEqual(sampled(3).rows());
  });
});
