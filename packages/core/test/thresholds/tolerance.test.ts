import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conformalThreshold,
  fewestScores,
  toleranceThreshold,
} from '../../src/thresholds/index.ts';
import { drawThresholds, SETTINGS } from './tolerance-draws.ts';

/** golden-tolerance.py made it: SciPy's binomial distribution. */
const { limits } = JSON.parse(
  readFileSync(new URL('golden-tolerance.json', import.meta.url), 'utf8'),
) as {
  readonly limits: readonly {
    readonly falsePositiveRate: number;
    readonly confidence: number;
    readonly fewest: number;
    readonly above: readonly { readonly count: number; readonly above: number }[];
  }[];
};
const error = (message: string, more: object = {}): unknown =>
  expect.objectContaining({
    name: 'OneClassError',
    message: expect.stringContaining(message) as string,
    ...more,
  });
const rising = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i);

describe('a threshold with confidence', () => {
  it.each(limits)(
    'is the order statistic of SciPy’s binomial distribution: $falsePositiveRate with $confidence',
    ({ falsePositiveRate, confidence, fewest, above }) => {
      const options = { falsePositiveRate, confidence };
      expect(fewestScores(falsePositiveRate, confidence)).toBe(fewest);
      for (const { count, above: some } of above) {
        const find = () => toleranceThreshold(rising(count), options).value;
        if (some < 0) expect(find).toThrow(error(`takes ${fewest} or more`));
        else expect(find()).toBe(count - 1 - some);
      }
    },
  );

  it('takes 59 images for 5 %, 29 for 10 % and 299 for 1 %, with 95 % confidence', () => {
    expect([0.05, 0.1, 0.01].map((rate) => fewestScores(rate, 0.95))).toEqual([59, 29, 299]);
    expect(fewestScores(0.05)).toBe(19);
  });

  it('says exactly what it promises', () => {
    const { value, rule, promise } = toleranceThreshold(rising(100).reverse(), {
      falsePositiveRate: 0.05,
      confidence: 0.95,
    });
    // Of 100 at 5 %, P(B ≤ 1) is 3.7 % and P(B ≤ 2) 11.8 %.
    expect(value).toBe(98);
    expect(rule).toBe('at most 5 % with 95 % confidence of 100 held-out normal scores');
    expect(promise).toBe(
      'At most 5 % of new normal images called anomalous, with a confidence of 95 %, if they are ' +
        'like the 100 held-out ones, of which 1 may lie above it; 59 are the fewest for this.',
    );
  });

  it('says how many images it takes, and how many there are', () => {
    expect(() =>
      toleranceThreshold(rising(58), { falsePositiveRate: 0.05, confidence: 0.95 }),
    ).toThrow(
      error(
        '58 held-out normal scores are too few for a false positive rate of 5 % with a ' +
          'confidence of 95 %: that takes 59 or more.',
        {
          code: 'invalid-data',
          argument: 'scores',
        },
      ),
    );
  });

  it.each([
    ['falsePositiveRate', { falsePositiveRate: 0, confidence: 0.95 }],
    ['falsePositiveRate', { falsePositiveRate: 1, confidence: 0.95 }],
    ['confidence', { falsePositiveRate: 0.05, confidence: 0 }],
    ['confidence', { falsePositiveRate: 0.05, confidence: 95 }],
    ['confidence', { falsePositiveRate: 0.05, confidence: NaN }],
  ])('refuses a wrong %s', (argument, options) => {
    expect(() => toleranceThreshold(rising(100), options)).toThrow(
      error('Invalid', { code: 'invalid-argument', argument }),
    );
  });

  it('is one of the scores, and no lower than the conformal one at half the confidence or more', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
          minLength: 59,
          maxLength: 300,
        }),
        fc.double({ min: 0.7, max: 0.95, noNaN: true }),
        (scores, confidence) => {
          const options = { falsePositiveRate: 0.05, confidence };
          const { value } = toleranceThreshold(scores, options);
          expect(scores).toContain(value);
          expect(value).toBeGreaterThanOrEqual(conformalThreshold(scores, options).value);
        },
      ),
    );
  });

  it.each(SETTINGS)(
    'keeps its promise in 1,000 draws: $count images, $falsePositiveRate with $confidence',
    (setting) => {
      const { tolerance, quantile } = drawThresholds(setting, 1000);
      const error = 3 * Math.sqrt((setting.confidence * (1 - setting.confidence)) / 1000);
      expect(tolerance.share).toBeGreaterThan(setting.confidence - error);
      expect(quantile.share).toBeLessThan(setting.confidence - error);
    },
  );
});
