import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aupro,
  auroc,
  averagePrecision,
  bestF1,
  evaluatePixels,
  type PixelScores,
} from '../../src/metrics/index.ts';
import { radixSort } from '../../src/metrics/radix-sort.ts';
import { labelRegions } from '../../src/metrics/regions.ts';
import { floodRegions, slowAupro } from './slow-aupro.ts';

// Few distinct values, so that ties are common; halves, so that they are float32.
const score = fc.oneof(
  fc.integer({ min: -4, max: 4 }).map((n) => n / 2),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
);

const image = fc
  .tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 9 }),
    fc.constantFrom(0.1, 0.4, 0.7),
  )
  .chain(([width, height, share]) =>
    fc
      .record({
        scores: fc.array(score, { minLength: width * height, maxLength: width * height }),
        mask: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
          minLength: width * height,
          maxLength: width * height,
        }),
      })
      .map(({ scores, mask }): PixelScores => ({
        width,
        height,
        scores: Float32Array.from(scores),
        mask: { width, height, data: Uint8Array.from(mask, (value) => Number(value < share)) },
      })),
  );

/** At least one pixel of each class. */
const images = fc
  .tuple(fc.array(image, { maxLength: 4 }), score, score)
  .map(([others, normal, anomalous]): PixelScores[] => [
    ...others,
    {
      width: 2,
      height: 1,
      scores: Float32Array.of(normal, anomalous),
      mask: { width: 2, height: 1, data: Uint8Array.of(0, 1) },
    },
  ]);

const limit = fc.constantFrom(0.05, 0.3, 0.5, 1);

function flat(given: readonly PixelScores[]): { labels: number[]; scores: Float32Array } {
  return {
    labels: given.flatMap(({ mask }) => [...(mask?.data ?? [])]),
    scores: Float32Array.from(given.flatMap(({ scores }) => [...scores])),
  };
}

describe('pixel metrics over any score maps and masks', () => {
  it('AUPRO is that of its definition, worked out threshold by threshold', () => {
    fc.assert(
      fc.property(images, limit, (given, at) => {
        expect(aupro(given, { limit: at })).toBeCloseTo(slowAupro(given, at), 12);
      }),
      { numRuns: 500 },
    );
  });

  it('the others are those of all pixels in one list', () => {
    fc.assert(
      fc.property(images, (given) => {
        const { labels, scores } = flat(given);
        const evaluation = evaluatePixels(given);
        const best = bestF1(labels, scores);
        expect(evaluation).toMatchObject({
          pixelAuroc: auroc(labels, scores),
          pixelAveragePrecision: averagePrecision(labels, scores),
        });
        expect(evaluation).toMatchObject({
          pixelBestF1: best.f1,
          pixelBestF1Threshold: best.threshold,
        });
      }),
    );
  });

  it("AUPRO lies in [0, 1], and nothing but the scores' order matters to it", () => {
    const whole = images.map((given) =>
      given.map((one) => ({
        ...one,
        scores: one.scores.map((value) => Math.round(Math.max(-20, Math.min(20, value)))),
      })),
    );
    fc.assert(
      fc.property(whole, limit, (given, at) => {
        const value = aupro(given, { limit: at });
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        const raised = given.map((one) => ({
          ...one,
          scores: one.scores.map((each) => Math.exp(each / 10) - 7),
        }));
        expect(aupro(raised, { limit: at })).toBeCloseTo(value, 12);
      }),
    );
  });

  it('AUPRO with one region is the area under the ROC curve, and one minus it for negated scores', () => {
    const single = fc
      .array(fc.tuple(score, score), { minLength: 1, maxLength: 40 })
      .map((pairs): PixelScores[] => {
        const [width, height] = [pairs.length, 2];
        const data = Uint8Array.from({ length: 2 * width }, (_, i) => Number(i < width));
        return [
          {
            width,
            height,
            scores: Float32Array.from([
              ...pairs.map(([up]) => up),
              ...pairs.map(([, down]) => down),
            ]),
            mask: { width, height, data },
          },
        ];
      });
    fc.assert(
      fc.property(single, (given) => {
        const { pixelAuroc, aupro: overlap } = evaluatePixels(given, { limit: 1 });
        expect(overlap).toBeCloseTo(pixelAuroc, 12);
        const negated = given.map((one) => ({ ...one, scores: one.scores.map((value) => -value) }));
        expect(evaluatePixels(negated).pixelAuroc).toBeCloseTo(1 - pixelAuroc, 12);
      }),
    );
  });

  it('nothing depends on the order of the images, nor on turning them', () => {
    fc.assert(
      fc.property(images, (given) => {
        const turned = given.toReversed().map(({ width, height, scores, mask }): PixelScores => ({
          width,
          height,
          scores: scores.toReversed(),
          mask: mask && { ...mask, data: mask.data.toReversed() },
        }));
        const { aupro: overlap, ...rest } = evaluatePixels(given);
        const { aupro: overlapTurned, ...restTurned } = evaluatePixels(turned);
        expect(restTurned).toEqual(rest);
        expect(overlapTurned).toBeCloseTo(overlap, 12);
      }),
    );
  });
});

describe('regions of a mask', () => {
  it('are those that a flood fill finds', () => {
    fc.assert(
      fc.property(image, ({ mask, ...rest }) => {
        const { width, height, data } = mask as NonNullable<typeof mask>;
        const { labels, sizes } = labelRegions({ width, height, data });
        const expected = new Uint32Array(data.length);
        const regions = floodRegions({ mask, ...rest });
        regions.forEach((region, i) => region.forEach((pixel) => (expected[pixel] = i + 1)));
        expect(labels).toEqual(expected);
        expect(sizes).toEqual(regions.map((region) => region.length));
      }),
      { numRuns: 1000 },
    );
  });

  it('may be very many', () => {
    const [width, height] = [1001, 1001];
    const data = Uint8Array.from({ length: width * height }, (_, i) =>
      Number((i % width) % 2 === 0 && Math.floor(i / width) % 2 === 0),
    );
    const scores = new Float32Array(data.length).map((_, i) => data[i] as number);
    expect(
      evaluatePixels([{ width, height, scores, mask: { width, height, data } }]),
    ).toMatchObject({ aupro: 1, counts: { regions: 501 * 501 } });
  });
});

describe('the radix sort', () => {
  it('sorts any float32 numbers, and a payload with them in its order', () => {
    const any = fc.oneof(
      fc.float({ noNaN: true }),
      fc.integer({ min: -2, max: 2 }),
      fc.constantFrom(0, -0, 2 ** -149, -(2 ** -149), Infinity, -Infinity),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 200 }), (numbers) => {
        const given = Float32Array.from(numbers);
        const expected = given.toSorted();
        const order = [...given.keys()];
        const { values, payload } = radixSort(given.slice(), Uint32Array.from(order));
        expect(values).toEqual(expected);
        expect([...payload].map((i) => given[i])).toEqual([...expected]);
        expect([...payload].sort((a, b) => a - b)).toEqual(order);
        expect(radixSort(given.slice()).values).toEqual(expected);
      }),
    );
  });

  it('leaves what lies beside a part of a buffer alone', () => {
    const whole = Float32Array.of(9, 3, 1, 2, 0);
    expect([...radixSort(whole.subarray(1, 4)).values]).toEqual([1, 2, 3]);
    expect([whole[0], whole[4]]).toEqual([9, 0]);
  });
});
