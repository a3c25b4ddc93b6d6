import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evaluatePixels,
  f1Score,
  pixelConfusionMatrix,
  pixelEvaluator,
  type PixelScores,
} from '../../src/metrics/index.ts';
import { pixelEvaluation } from '../../src/metrics/evaluate-pixels.ts';
import { pixelErrorBounds } from '../../src/metrics/pixel-error-bounds.ts';
import { createPixelHistogram } from '../../src/metrics/pixel-histogram.ts';
import { splitPixels } from '../../src/metrics/pixel-ranking.ts';
import { countPixels } from '../../src/metrics/pixel-scores.ts';

// Close to each other and far apart, on both sides of 0, and equal.
const score = fc.oneof(
  fc.float({ min: 1, max: 2, noNaN: true }),
  fc.float({ min: -1, max: 1, noNaN: true }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1.5, 2 ** -149, -(2 ** -149)),
);

const image = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
  .chain(([width, height]) => {
    const length = { minLength: width * height, maxLength: width * height };
    return fc
      .tuple(fc.array(score, length), fc.array(fc.boolean(), length))
      .map(([scores, marks]): PixelScores => ({
        ...{ width, height, scores: Float32Array.from(scores) },
        mask: { width, height, data: Uint8Array.from(marks, Number) },
      }));
  });
/** At least one pixel of each class. */
const images = fc
  .tuple(fc.array(image, { maxLength: 5 }), score, score)
  .map(([others, normal, anomalous]): PixelScores[] => [
    ...others,
    {
      ...{ width: 2, height: 1, scores: Float32Array.of(normal, anomalous) },
      mask: { width: 2, height: 1, data: Uint8Array.of(0, 1) },
    },
  ]);
const limit = fc.constantFrom(0.05, 0.3, 1);

const FIGURES = ['pixelAuroc', 'pixelAveragePrecision', 'pixelBestF1', 'aupro'] as const;

/** From a histogram of as many pages. */
function binned(
  given: readonly PixelScores[],
  { pages, limit: at }: Record<'pages' | 'limit', number>,
) {
  const histogram = createPixelHistogram(pages);
  for (const one of given) histogram.add(splitPixels([one], countPixels([one])));
  const ranking = histogram.rank();
  const options = { images: given.length, limit: at, threshold: null, confusion: null };
  return {
    exact: ranking.exact,
    figures: pixelEvaluation(ranking, options),
    bounds: pixelErrorBounds(ranking, at),
  };
}

describe('figures of pixels from a histogram', () => {
  it('are no farther from the exact ones than their bounds', () => {
    let rough = 0;
    fc.assert(
      fc.property(images, fc.integer({ min: 2, max: 6 }), limit, (given, pages, at) => {
        const { exact, figures, bounds } = binned(given, { pages, limit: at });
        const truth = evaluatePixels(given, { limit: at });
        expect(figures.counts).toEqual(truth.counts);
        for (const name of FIGURES) {
          const error = Math.abs(figures[name] - truth[name]);
          expect(error).toBeLessThanOrEqual((exact ? 0 : bounds[name]) + 1e-12);
          if (error > 1e-3) rough++;
        }
      }),
      { numRuns: 500 },
    );
    // Otherwise the bounds were not put to the test.
    expect(rough).toBeGreaterThan(100);
  });

  it('have a best threshold that gives the best F1', () => {
    fc.assert(
      fc.property(images, fc.integer({ min: 2, max: 6 }), (given, pages) => {
        const { pixelBestF1, pixelBestF1Threshold } = binned(given, { pages, limit: 1 }).figures;
        expect(f1Score(pixelConfusionMatrix(given, pixelBestF1Threshold))).toBeCloseTo(
          pixelBestF1,
          12,
        );
      }),
    );
  });

  it('do not depend on the order of the images, nor on which come first', () => {
    fc.assert(
      fc.property(images, fc.integer({ min: 2, max: 6 }), (given, pages) => {
        const { aupro, ...rest } = binned(given, { pages, limit: 0.3 }).figures;
        const turned = binned(given.toReversed(), { pages, limit: 0.3 }).figures;
        expect(turned).toMatchObject(rest);
        expect(turned.aupro).toBeCloseTo(aupro, 12);
      }),
    );
  });
});

describe('pixelEvaluator', () => {
  const evaluated = (given: readonly PixelScores[], options: object) => {
    const evaluator = pixelEvaluator(options);
    for (const one of given) evaluator.add(one);
    return evaluator.evaluate();
  };

  it('says what evaluatePixels says, to the bit', () => {
    fc.assert(
      fc.property(images, limit, score, (given, at, threshold) => {
        const options = { limit: at, threshold };
        expect(evaluated(given, options)).toEqual({
          ...evaluatePixels(given, options),
          errorBounds: null,
        });
      }),
    );
  });

  it('is exact from a histogram of few different scores too', () => {
    fc.assert(
      fc.property(images, limit, score, (given, at, threshold) => {
        const options = { limit: at, threshold };
        const { pixelBestF1Threshold: _, ...truth } = evaluatePixels(given, options);
        const ours = evaluated(given, { ...options, exactPixels: 3 });
        expect(ours).toMatchObject({ counts: truth.counts, errorBounds: null });
        for (const [name, value] of Object.entries(truth))
          if (typeof value === 'number') expect(ours[name as 'aupro']).toBeCloseTo(value, 12);
      }),
    );
  });
});
