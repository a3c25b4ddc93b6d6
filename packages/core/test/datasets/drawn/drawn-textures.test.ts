import { describe, expect, it } from 'vitest';
import { createRng } from '@oneclass/core';
import { drawnTextures, type ImageSet, type TextureKind } from '@oneclass/core/datasets';
import { auroc } from '@oneclass/core/metrics';
import { drawSurface } from '../../../src/datasets/drawn/drawn-surface.ts';

const KINDS: readonly TextureKind[] = ['weave', 'brushed', 'grain'];

/** Each image as grey values, `[n][height × width]`. */
function greys({ bytes, size, sampleShape: [height, width, channels] }: ImageSet): Float64Array[] {
  const pixels = height * width;
  return Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: pixels }, (_pixel, j) => {
      const first = (i * pixels + j) * channels;
      return bytes.subarray(first, first + channels).reduce((sum, v) => sum + v, 0) / channels;
    }),
  );
}
function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

function deviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  return Math.sqrt(mean(Float64Array.from(values, (v) => (v - centre) ** 2)));
}

/**
 * Of every window of `side` pixels its mean, spread and steepest step, relative to the image's own
 * mean.
 */
function windows(image: Float64Array, side: number): number[][] {
  const width = Math.sqrt(image.length);
  const centre = mean(image);
  const features: number[][] = [];
  for (let y = 0; y + side <= width; y += 2) {
    for (let x = 0; x + side <= width; x += 2) {
      const values: number[] = [];
      for (let k = 0; k < side; k++)
        values.push(...image.subarray((y + k) * width + x, (y + k) * width + x + side));
      features.push([
        mean(values) / centre,
        deviation(values) / centre,
        Math.max(...values) / centre,
        Math.min(...values) / centre,
      ]);
    }
  }
  return features;
}

/** The largest departure of any window from the normal windows, in their standard deviations. */
function windowScores(normal: ImageSet, tested: ImageSet): number[] {
  const known = greys(normal).flatMap((image) => windows(image, 5));
  const middle = [0, 1, 2, 3].map((f) => mean(known.map((w) => w[f]!)));
  const spread = [0, 1, 2, 3].map((f) => deviation(known.map((w) => w[f]!)));
  return greys(tested).map((image) =>
    Math.max(
      ...windows(image, 5).flatMap((w) => w.map((v, f) => Math.abs(v - middle[f]!) / spread[f]!)),
    ),
  );
}

describe.each(KINDS)('drawnTextures: %s', (kind) => {
  const options = { kind, train: 12, good: 32, defective: 32, seed: 0 };
  const drawn = drawnTextures(options);
  const { normal, test } = drawn;

  it('gives normal images, and good and defective ones of each kind in turn', () => {
    const channels = kind === 'brushed' ? 1 : 3;
    expect(normal).toMatchObject({ size: 12, sampleShape: [64, 64, channels] });
    expect(test.samples).toMatchObject({ size: 64, sampleShape: [64, 64, channels] });
    expect([...test.labels]).toEqual([...Array(32).fill(0), ...Array(32).fill(1)]);
    const kinds = [
      'scratch',
      'hole',
      ...(kind === 'weave' ? ['contamination', 'missing-thread'] : ['smear', 'contamination']),
    ];
    expect(test.kinds).toEqual([...Array(32).fill('good'), ...Array(8).fill(kinds).flat()]);
    expect(test.ids).toHaveLength(64);
  });

  it('masks just what the defect changed', async () => {
    let [marked, changed] = [0, 0];
    const length = test.samples.bytes.length / 64;
    for (let i = 32; i < 64; i++) {
      const mask = await test.masks!(i);
      expect(mask).toMatchObject({ height: 64, width: 64 });
      const area = mask!.data.reduce((sum, v) => sum + v, 0);
      expect(area, test.kinds[i]).toBeGreaterThan(6);
      expect(area, test.kinds[i]).toBeLessThan(64 * 64 * 0.15);
      marked += area;
      const clean = drawSurface(kind, {
        size: 64,
        rng: createRng(0).derive(`drawn-textures/${kind}/defective/${i - 32}`),
      }).bytes;
      const flawed = test.samples.bytes.subarray(i * length, (i + 1) * length);
      const differing = new Set<number>();
      flawed.forEach((value, place) => {
        if (value !== clean[place]) differing.add(Math.floor(place / (length / 4096)));
      });
      expect(
        [...differing].filter((pixel) => mask!.data[pixel] === 0),
        test.kinds[i],
      ).toEqual([]);
      changed += differing.size;
    }
    expect(changed / marked).toBeGreaterThan(0.9);
  });

  it('has no mask of a good image', async () => {
    expect(await test.masks!(0)).toBeUndefined();
    expect(await test.masks!(31)).toBeUndefined();
    expect(await test.masks!(64)).toBeUndefined();
  });

  it('can be told apart by looking closely, but not by brightness or contrast', () => {
    const images = greys(test.samples);
    for (const measure of [
      mean,
      deviation,
      (image: Float64Array) => Math.max(...image),
      (image: Float64Array) => -Math.min(...image),
    ]) {
      const area = auroc(
        test.labels,
        images.map((image) => measure(image)),
      );
      expect(Math.max(area, 1 - area)).toBeLessThan(0.8);
    }
    expect(auroc(test.labels, windowScores(normal, test.samples))).toBeGreaterThan(0.7);
  });

  it('depends on the seed only: more of them begin with the same', async () => {
    const more = drawnTextures({ ...options, train: 13, good: 33, defective: 34 });
    const begins = (a: ImageSet, b: ImageSet, count: number): number => {
      const length = (count * b.bytes.length) / b.size;
      return Buffer.compare(a.bytes.subarray(0, length), b.bytes.subarray(0, length));
    };
    expect(begins(more.normal, normal, 12)).toBe(0);
    expect(begins(more.test.samples, test.samples, 32)).toBe(0);
    const length = test.samples.bytes.length / 64;
    expect(
      Buffer.compare(
        more.test.samples.bytes.subarray(33 * length, 65 * length),
        test.samples.bytes.subarray(32 * length),
      ),
    ).toBe(0);
    expect(await more.test.masks!(33)).toEqual(await test.masks!(32));
    expect(begins(drawnTextures({ ...options, seed: 1 }).normal, normal, 1)).not.toBe(0);
  });

  it('never draws the same image twice', () => {
    const seen = new Set(
      [normal, test.samples].flatMap((set) => greys(set).map((image) => image.join())),
    );
    expect(seen.size).toBe(76);
  });

  it('shows the same scene at another size', async () => {
    const large = drawnTextures({ ...options, size: 128, good: 4, defective: 4 }).test;
    expect(large.samples.sampleShape.slice(0, 2)).toEqual([128, 128]);
    const [small, big] = [greys(test.samples), greys(large.samples)];
    for (let i = 0; i < 4; i++) {
      expect(Math.abs(mean(small[i]!) - mean(big[i]!))).toBeLessThan(4);
      const share = async ({ masks }: typeof large, index: number): Promise<number> =>
        mean((await masks!(index))!.data);
      expect(await share(large, 4 + i)).toBeCloseTo(await share(test, 32 + i), 1);
    }
  });
});

describe('drawnTextures', () => {
  it.each([
    { train: 0 },
    { good: 0 },
    { defective: 1.5 },
    { size: 15 },
    { seed: -1 },
    { kind: 'toString' },
  ])('refuses %j', (wrong) => {
    const options = {
      kind: 'grain',
      train: 1,
      good: 1,
      defective: 1,
      seed: 0,
      ...wrong,
    } as Parameters<typeof drawnTextures>[0];
    expect(() => drawnTextures(options)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: Object.keys(wrong)[0] }),
    );
  });
});
