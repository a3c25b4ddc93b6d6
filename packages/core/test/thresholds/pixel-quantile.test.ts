import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pixelQuantileThreshold } from '../../src/thresholds/index.ts';

/** golden.py made it: NumPy's quantiles. */
const { quantiles } = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as {
  readonly quantiles: readonly {
    readonly scores: number[];
    readonly falsePositiveRate: number;
    readonly value: number;
  }[];
};
const mapsOf = (...images: readonly (readonly number[])[]) => ({
  data: Float32Array.from(images.flat()),
  shape: [images.length, 1, images[0]?.length ?? 0],
});
const error = (message: string, more: object = {}): unknown =>
  expect.objectContaining({
    name: 'OneClassError',
    message: expect.stringContaining(message) as string,
    ...more,
  });

describe('a pixel threshold', () => {
  it.each(quantiles.map((q) => ({ ...q, count: q.scores.length })))(
    "is NumPy's quantile of all $count pixels at $falsePositiveRate",
    ({ scores, falsePositiveRate, value }) => {
      const one = mapsOf(scores);
      expect(pixelQuantileThreshold(one, { falsePositiveRate }).value).toBe(value);
      expect(
        pixelQuantileThreshold(
          { data: one.data, shape: [scores.length, 1, 1] },
          { falsePositiveRate },
        ).value,
      ).toBe(value);
      expect([...one.data]).toEqual(scores);
    },
  );

  it('says how many pixels to expect above it, by how the images differ', () => {
    // Of a hundred pixels each, 1, 3 and 5 above: 3 % on average, with a standard deviation of 2 %
    // and √3 of it as error.
    const image = (above: number): number[] =>
      Array.from({ length: 100 }, (_, i) => (i < above ? 2 : 1));
    const maps = mapsOf(image(1), image(3), image(5));
    const { value, rule, promise } = pixelQuantileThreshold(maps, { falsePositiveRate: 0.03 });
    expect({ value, rule }).toEqual({
      value: 1,
      rule: 'quantile 0.97 of the pixels of 3 held-out normal images',
    });
    expect(promise).toBe(
      'About 3 % (± 1.2 %) of the pixels of new normal images called anomalous, if they are ' +
        'like the 3 held-out ones, of which each has 1 % to 5 %.',
    );
  });

  it('promises nothing of one image', () => {
    const { rule, promise } = pixelQuantileThreshold(mapsOf([1, 2, 3, 4]), {
      falsePositiveRate: 0.25,
    });
    expect(rule).toBe('quantile 0.75 of the pixels of 1 held-out normal image');
    expect(promise).toBe(
      '25 % of the pixels of the one held-out normal image lie above it, which says little of ' +
        'other images.',
    );
  });

  it('refuses what it cannot be found from', () => {
    expect(() => pixelQuantileThreshold(mapsOf([1, NaN]), { falsePositiveRate: 0.05 })).toThrow(
      error('position 1 is NaN', { code: 'invalid-data' }),
    );
    expect(() =>
      pixelQuantileThreshold(
        { data: new Float32Array(0), shape: [0, 2, 2] },
        { falsePositiveRate: 0.05 },
      ),
    ).toThrow(error('There are no scores', { code: 'invalid-data' }));
    expect(() =>
      pixelQuantileThreshold(
        { data: new Float32Array(4), shape: [4] },
        { falsePositiveRate: 0.05 },
      ),
    ).toThrow(error('[images, height, width]', { code: 'invalid-shape' }));
    for (const rate of [-0.1, 1, NaN])
      expect(() => pixelQuantileThreshold(mapsOf([1]), { falsePositiveRate: rate })).toThrow(
        error('Invalid false positive rate', { code: 'invalid-argument' }),
      );
  });
});
