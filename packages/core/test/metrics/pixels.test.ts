import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  aupro,
  evaluatePixels,
  pixelAuroc,
  pixelAveragePrecision,
  pixelConfusionMatrix,
  pixelEvaluator,
  pixelScores,
  type PixelEvaluation,
  type PixelEvaluatorOptions,
  type PixelScores,
} from '../../src/metrics/index.ts';

/** golden.py made them. */
interface Golden extends PixelEvaluation {
  readonly images: readonly {
    readonly width: number;
    readonly height: number;
    readonly scores: number[];
    readonly mask: number[];
  }[];
  readonly limit: number;
}

const goldens = JSON.parse(
  readFileSync(new URL('pixel-golden.json', import.meta.url), 'utf8'),
) as Record<string, Golden>;
const imagesOf = ({ images }: Golden): PixelScores[] =>
  images.map(({ width, height, scores, mask }) => ({
    width,
    height,
    scores: new Float32Array(scores),
    mask: mask.includes(1) ? { width, height, data: Uint8Array.from(mask) } : undefined,
  }));

/** Rows of scores; `#` after a score marks the defect. */
function picture(...rows: string[]): PixelScores {
  const cells = rows.flatMap((row) => row.trim().split(/\s+/));
  const [width, height] = [cells.length / rows.length, rows.length];
  const data = Uint8Array.from(cells, (cell) => Number(cell.endsWith('#')));
  return {
    width,
    height,
    scores: Float32Array.from(cells, (cell) => Number(cell.replace('#', ''))),
    mask: { width, height, data },
  };
}

/** Image by image. */
function evaluateEach(images: readonly PixelScores[], options: PixelEvaluatorOptions = {}) {
  const evaluator = pixelEvaluator(options);
  for (const image of images) evaluator.add(image);
  return evaluator.evaluate();
}

const error = (message: string, more: object = {}): unknown =>
  expect.objectContaining({
    name: 'OneClassError',
    message: expect.stringContaining(message) as string,
    ...more,
  });

describe.each(Object.entries(goldens))(
  'pixel metrics equal scikit-learn and SciPy: %s',
  (_, golden) => {
    const images = imagesOf(golden);

    it.each([
      ['all in one evaluation', evaluatePixels],
      ['image by image', evaluateEach],
      ['from a histogram', (given, options) => evaluateEach(given, { ...options, exactPixels: 9 })],
    ] satisfies [string, typeof evaluatePixels][])('%s', (_way, evaluation) => {
      const {
        pixelAuroc: area,
        pixelAveragePrecision: precision,
        pixelBestF1,
        aupro: overlap,
        counts,
      } = evaluation(images, { limit: golden.limit });
      expect(area).toBeCloseTo(golden.pixelAuroc, 12);
      expect(precision).toBeCloseTo(golden.pixelAveragePrecision, 12);
      expect(pixelBestF1).toBeCloseTo(golden.pixelBestF1, 12);
      expect(overlap).toBeCloseTo(golden.aupro, 12);
      expect(counts).toEqual(golden.counts);
    });

    it('each by itself', () => {
      expect(pixelAuroc(images)).toBeCloseTo(golden.pixelAuroc, 12);
      expect(pixelAveragePrecision(images)).toBeCloseTo(golden.pixelAveragePrecision, 12);
      expect(aupro(images, { limit: golden.limit })).toBeCloseTo(golden.aupro, 12);
    });
  },
);

describe('at a threshold', () => {
  // Above 4: three of four pixels of the defect, and two normal ones, of which one is of a good
  // image.
  const images = [
    picture('5# 9# 4#', '6# 0 7', '1 2 3'),
    { ...picture('8 0', '0 0'), mask: undefined },
  ];

  it('F1 and accuracy are of all pixels, those of good images too', () => {
    const evaluation = evaluatePixels(images, { threshold: 4 });
    expect(evaluation.pixelThreshold).toBe(4);
    expect(evaluation.pixelF1).toBe(6 / (6 + 2 + 1));
    expect(evaluation.pixelAccuracy).toBe(10 / 13);
    expect(pixelConfusionMatrix(images, 4)).toEqual({
      truePositive: 3,
      falsePositive: 2,
      trueNegative: 7,
      falseNegative: 1,
    });
    expect(pixelConfusionMatrix(images.slice(1), 4)).toEqual({
      truePositive: 0,
      falsePositive: 1,
      trueNegative: 3,
      falseNegative: 0,
    });
  });

  it('there are none without one', () => {
    expect(evaluatePixels(images)).toMatchObject({
      pixelF1: null,
      pixelAccuracy: null,
      pixelThreshold: null,
    });
    for (const evaluation of [evaluatePixels, evaluateEach])
      expect(() => evaluation(images, { threshold: NaN })).toThrow(
        error('Invalid threshold', { code: 'invalid-argument' }),
      );
  });
});

describe('AUPRO', () => {
  it('counts every region alike, however small', () => {
    // The large region is found before any normal pixel, the small one after all of them.
    const images = [picture('9# 9# 9# 9# 5 0#', '9# 9# 9# 9# 5 5')];
    expect(aupro(images)).toBe(0.5);
  });

  it('takes pixels that touch at a corner as one region', () => {
    expect(evaluatePixels([picture('1# 0 0', '0 1# 0', '0 0 1#')]).counts.regions).toBe(1);
    expect(evaluatePixels([picture('0 0 1#', '0 1# 0', '1# 0 0')]).counts.regions).toBe(1);
    expect(evaluatePixels([picture('1# 0 1#', '0 0 0', '1# 0 1#')]).counts.regions).toBe(4);
    expect(
      evaluatePixels([picture('1# 0 1# 0 1#', '1# 0 1# 0 1#', '1# 1# 0 1# 0')]).counts.regions,
    ).toBe(1);
  });

  it('never joins regions over the edge of a row or of an image', () => {
    const wrapped = picture('0 0 1#', '1# 0 0', '0 0 1#');
    expect(evaluatePixels([wrapped]).counts.regions).toBe(3);
    expect(evaluatePixels([picture('0 0', '1# 1#'), picture('1# 1#', '0 0')]).counts.regions).toBe(
      2,
    );
  });

  it('measures false positives over good images too', () => {
    const defect = picture('5# 0', '0 0');
    const alarming = picture('9 9', '9 9');
    expect(aupro([defect])).toBe(1);
    // Four of seven normal pixels lie above the defect: more than the limit.
    expect(aupro([defect, alarming])).toBe(0);
    expect(aupro([defect, { ...alarming, mask: undefined }])).toBe(0);
  });

  it('goes straight between two steps, and is cut there at the limit', () => {
    // One step covers everything: the diagonal. Its area up to 0.3 is 0.3² / 2.
    expect(aupro([picture('1# 1 1 1')])).toBeCloseTo(0.15, 15);
    expect(aupro([picture('1# 1 1 1')], { limit: 1 })).toBe(0.5);
    // Half the region at rate 0, the other half at rate 0.5: 0.5 + 0.3 / 2 at the limit of 0.3.
    expect(aupro([picture('9# 1# 1 0')])).toBeCloseTo(0.5 + 0.15, 15);
  });

  it('has a limit above 0 and up to 1', () => {
    for (const limit of [0, -1, 1.1, 30, NaN]) {
      for (const metric of [aupro, evaluatePixels, evaluateEach]) {
        expect(() => metric([picture('1# 0')], { limit })).toThrow(
          error(`Received: ${limit}`, { code: 'invalid-argument', argument: 'limit' }),
        );
      }
    }
  });
});

describe('score maps of one size', () => {
  const maps = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), shape: [2, 2, 3] };
  const mask = { width: 3, height: 2, data: Uint8Array.of(0, 0, 0, 0, 1, 1) };

  it('are taken with their masks, without a copy', () => {
    const [first, second] = pixelScores(maps, [undefined, mask]);
    expect(first).toEqual({
      width: 3,
      height: 2,
      scores: maps.data.subarray(0, 6),
      mask: undefined,
    });
    expect(second).toEqual({ width: 3, height: 2, scores: maps.data.subarray(6), mask });
    expect(second?.scores.buffer).toBe(maps.data.buffer);
  });

  it('stay as they were', () => {
    const before = [...maps.data];
    evaluatePixels(pixelScores(maps, [undefined, mask]));
    expect([...maps.data]).toEqual(before);
    expect([...mask.data]).toEqual([0, 0, 0, 0, 1, 1]);
  });

  it('are refused in another shape or with another number of masks', () => {
    for (const shape of [
      [2, 6],
      [2, 2, 3, 1],
      [3, 2, 3],
    ]) {
      expect(() => pixelScores({ ...maps, shape }, [])).toThrow(
        error(`the shape [${shape.join(', ')}]`, { code: 'invalid-shape' }),
      );
    }
    expect(() => pixelScores(maps, [mask])).toThrow(
      error('1 masks for 2 score maps', { code: 'invalid-argument', argument: 'masks' }),
    );
  });
});

describe.each(
  Object.entries({
    ...{ evaluatePixels, pixelAuroc, pixelAveragePrecision, aupro },
    pixelEvaluator: evaluateEach,
  }),
)('%s refuses', (_, metric: (images: PixelScores[]) => unknown) => {
  const good = picture('1 2', '3 4');
  const defect = picture('1# 2', '3 4');

  it('pixels of one class only', () => {
    expect(() => metric([good, { ...good, mask: undefined }])).toThrow(
      error('None of the 8 pixels of 2 images is anomalous', { code: 'invalid-data' }),
    );
    expect(() => metric([picture('1# 2#')])).toThrow(
      error('None of the 2 pixels of 1 images is normal', { code: 'invalid-data' }),
    );
    expect(() => metric([])).toThrow(error('None of the 0 pixels', { code: 'invalid-data' }));
  });

  it('sizes that do not fit', () => {
    expect(() => metric([defect, { ...defect, width: 3 }])).toThrow(
      error('The score map of image 1 is 3 × 2 and has 4 scores', { code: 'invalid-shape' }),
    );
    expect(() => metric([{ ...good, width: -2, height: -2 }])).toThrow(
      error('The score map of image 0 is -2 × -2', { code: 'invalid-shape' }),
    );
    const turned = { ...picture('1 2', '3 4', '5 6'), mask: picture('1# 2 3', '4 5 6').mask };
    expect(() => metric([turned])).toThrow(
      error('The mask of image 0 is 3 × 2 with 6 values, its score map 2 × 3', {
        code: 'invalid-shape',
      }),
    );
    const short = { width: 2, height: 2, data: Uint8Array.of(1) };
    expect(() => metric([{ ...good, mask: short }])).toThrow(
      error('2 × 2 with 1 values', { argument: 'mask' }),
    );
  });

  it('scores that are not finite and masks of other values than 0 and 1', () => {
    for (const score of [NaN, Infinity, -Infinity]) {
      const image = { ...defect, scores: Float32Array.of(1, 2, 3, score) };
      expect(() => metric([good, image])).toThrow(
        error(`The score of image 1 at x 1, y 1 is ${score}`, { code: 'invalid-data' }),
      );
    }
    const image = { ...defect, mask: { width: 2, height: 2, data: Uint8Array.of(0, 0, 255, 0) } };
    expect(() => metric([image])).toThrow(
      error('The mask of image 0 is 255 at x 0, y 1', { code: 'invalid-data', received: 255 }),
    );
  });
});
