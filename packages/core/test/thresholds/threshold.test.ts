import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/index.ts';
import { confusionMatrix, f1Score } from '../../src/metrics/index.ts';
import {
  fixedThreshold,
  gridThreshold,
  quantileThreshold,
  type GridOptions,
} from '../../src/thresholds/index.ts';

/** golden.py made it. */
interface Golden {
  readonly quantiles: readonly {
    readonly scores: number[];
    readonly falsePositiveRate: number;
    readonly value: number;
  }[];
  readonly grid: GridOptions & { readonly value: number; readonly f1: number };
}

const golden = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as Golden;
const error = (message: string, more: object = {}): unknown =>
  expect.objectContaining({
    name: 'OneClassError',
    message: expect.stringContaining(message) as string,
    ...more,
  });

describe('a fixed threshold', () => {
  it('is the number given, and promises nothing', () => {
    expect(fixedThreshold(0.02)).toEqual({ value: 0.02, rule: 'fixed', promise: '' });
  });

  it('is a finite number', () => {
    for (const value of [NaN, Infinity, '3' as unknown as number]) {
      expect(() => fixedThreshold(value)).toThrow(
        error(`Received: ${value}`, { code: 'invalid-argument', argument: 'value' }),
      );
    }
  });
});

describe('a quantile threshold', () => {
  it.each(golden.quantiles.map((q) => ({ ...q, count: q.scores.length })))(
    'is numpy.quantile(method=inverted_cdf) of $count scores at a false positive rate of ' +
      '$falsePositiveRate',
    ({ scores, falsePositiveRate, value }) => {
      expect(quantileThreshold(scores, { falsePositiveRate }).value).toBe(value);
      expect(quantileThreshold(new Float32Array(scores), { falsePositiveRate }).value).toBe(value);
    },
  );

  it('leaves the wanted share of distinct held-out scores above it, and never more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 99 }),
        (count, hundredths) => {
          const scores = Array.from({ length: count }, (_, i) => (i * 7919) % 65537);
          const { value } = quantileThreshold(scores, { falsePositiveRate: hundredths / 100 });
          expect(scores.filter((score) => score > value)).toHaveLength(
            Math.floor((hundredths * count) / 100),
          );
        },
      ),
    );
  });

  it('counts as people do: 29 % of 100 are 29', () => {
    // 0.29 × 100 is 28.999999999999996.
    expect(
      quantileThreshold(
        Array.from({ length: 100 }, (_, i) => i),
        { falsePositiveRate: 0.29 },
      ).value,
    ).toBe(70);
  });

  it('says what it rests on and what may be expected', () => {
    const scores = Array.from({ length: 599 }, (_, i) => i);
    const { value, rule, promise } = quantileThreshold(scores, { falsePositiveRate: 0.05 });
    expect(value).toBe(569);
    expect(rule).toBe('quantile 0.95 of 599 held-out normal scores');
    expect(promise).toBe(
      'About 5 % (± 0.89 %) of new normal images called anomalous, if they are like the 599 ' +
        'held-out ones it rests on.',
    );
  });

  it('promises what happens to new scores', () => {
    const rng = createRng(1);
    const rates = Array.from({ length: 2000 }, () => {
      const { value } = quantileThreshold(
        Array.from({ length: 19 }, () => rng.uniform()),
        { falsePositiveRate: 0.2 },
      );
      return 1 - value; // Uniform scores: the share above the threshold is known.
    });
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    const deviation = Math.sqrt(
      rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / rates.length,
    );
    const { promise } = quantileThreshold(
      Array.from({ length: 19 }, (_, i) => i),
      { falsePositiveRate: 0.2 },
    );
    expect(promise).toContain('About 20 % (± 8.7 %)');
    expect(mean).toBeCloseTo(0.2, 2);
    expect(deviation).toBeCloseTo(0.087, 2);
  });

  it('says so when the scores are too few for the rate', () => {
    const promise = (count: number): string =>
      quantileThreshold(
        Array.from({ length: count }, (_, i) => i),
        { falsePositiveRate: 0.01 },
      ).promise;
    expect(promise(98)).toContain('Too few for 1 %: that takes 99 or more.');
    expect(promise(99)).not.toContain('Too few');
  });

  it('refuses scores or a rate that cannot be', () => {
    expect(() => quantileThreshold([], { falsePositiveRate: 0.05 })).toThrow(
      error('There are no scores'),
    );
    expect(() => quantileThreshold([1, NaN], { falsePositiveRate: 0.05 })).toThrow(
      error('position 1 is NaN'),
    );
    for (const falsePositiveRate of [-0.1, 1, 5, NaN]) {
      expect(() => quantileThreshold([1], { falsePositiveRate })).toThrow(
        error(`Received: ${falsePositiveRate}`, { argument: 'falsePositiveRate' }),
      );
    }
  });
});

describe('a grid threshold', () => {
  it('has the best F1 of the grid, as scikit-learn counts it', () => {
    const { value, f1, ...options } = golden.grid;
    expect(gridThreshold(options)).toMatchObject({ value, f1: expect.closeTo(f1, 12) as number });
  });

  it('is the first of several with the same F1', () => {
    const { value } = gridThreshold({ labels: [0, 1], scores: [1, 2], from: 0, to: 3, step: 0.25 });
    expect(value).toBe(1);
  });

  it('includes both ends, without adding up rounding errors', () => {
    const at = (from: number, to: number, only: number): number =>
      gridThreshold({ labels: [0, 1], scores: [only - 1e-9, only + 1e-9], from, to, step: 0.1 })
        .value;
    expect(at(0, 0.3, 0)).toBe(0);
    expect(at(0, 0.3, 0.3)).toBe(3 * 0.1);
    expect(at(0, 900, 900)).toBe(9000 * 0.1);
  });

  it('ends at its value nearest to `to`', () => {
    const last = (to: number): number =>
      gridThreshold({ labels: [0, 1], scores: [5, 6], from: 0, to, step: 1 }).value;
    expect([last(4.4), last(4.6)]).toEqual([0, 5]);
  });

  it('gives the F1 that its threshold reaches, and says on how many images', () => {
    const { labels, scores } = golden.grid;
    const { value, f1, rule, promise } = gridThreshold({ ...golden.grid });
    expect(f1).toBe(f1Score(confusionMatrix(labels, scores, value)));
    expect(rule).toBe(
      'best F1 on the grid 0.006 to 0.028 by 0.0005, of 60 normal and 40 anomalous validation ' +
        'images',
    );
    expect(promise).toContain(
      `F1 ${f1.toFixed(4)} on the 60 normal and 40 anomalous validation images it was chosen on`,
    );
  });

  it('refuses a grid that has no values or far too many, and labels of one class', () => {
    const grid = { labels: [0, 1], scores: [1, 2], from: 0, to: 1, step: 0.1 };
    for (const wrong of [
      { step: 0 },
      { step: -1 },
      { step: NaN },
      { from: 2 },
      { to: Infinity },
      { step: 1e-9 },
    ]) {
      expect(() => gridThreshold({ ...grid, ...wrong })).toThrow(
        error('Invalid grid', { code: 'invalid-argument' }),
      );
    }
    expect(() => gridThreshold({ ...grid, labels: [0, 0] })).toThrow(error('add anomalous ones'));
  });
});
