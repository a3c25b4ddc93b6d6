import { createRng } from '@oneclass/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignedTo, at, histogramAxis, placeOn } from '../../src/chart/histogram-axis.ts';
import { logTicks } from '../../src/chart/log-ticks.ts';
import { histogramChart } from '../../src/index.ts';
import { textsOf } from './svg.ts';

const rng = createRng(1);
const draw = (count: number, of: () => number) => Float64Array.from({ length: count }, of);
const normal = draw(300, () => 0.02 * Math.exp(0.3 * rng.normal()));
const longTail = draw(200, () => 0.4 * Math.exp(1.5 * rng.normal()));
const shifted = draw(300, () => 100 + rng.normal());
const far = draw(100, () => 400 + 90 * rng.normal());
const negative = draw(300, () => -1 + 0.02 * rng.normal());
const wide = draw(100, () => 3 + 2 * rng.normal());

describe('the axis of a histogram', () => {
  it('stays plain where both sides of the threshold are seen on it', () => {
    const sets = [
      [1, 2, 3, 4],
      [3, 5],
    ];
    expect(histogramAxis(sets, [3.5], 3.5)).toMatchObject({
      ...{ scale: 'linear', low: 1, high: 5, cutAtThreshold: false },
    });
    expect(histogramAxis([[2, 2, 2]], [], undefined)).toMatchObject({ scale: 'linear' });
  });

  it('is logarithmic where a long tail would put all normal scores into one bar', () => {
    for (const threshold of [0.034, undefined]) {
      const axis = histogramAxis(
        [normal, longTail],
        threshold === undefined ? [] : [threshold],
        threshold,
      );
      expect(axis).toMatchObject({ scale: 'log', cutAtThreshold: false });
      expect(placeOn(axis, 0.034) - placeOn(axis, 0.012)).toBeGreaterThan(0.1);
    }
  });

  it.each([
    ['scores far from 0', [shifted, far], 102],
    ['scores below 0', [negative, wide], -0.96],
  ] as const)('is cut around the threshold where a logarithm does not help: %s', (_, sets, t) => {
    const axis = histogramAxis(sets, [t], t);
    expect(axis).toMatchObject({ scale: 'linear', cutAtThreshold: true });
    expect(placeOn(axis, t)).toBeGreaterThan(0.1);
    expect(placeOn(axis, t)).toBeLessThan(0.9);
    const [first] = sets;
    const places = Array.from(first, (score) => placeOn(axis, score)).sort((a, b) => a - b);
    expect((places[285] as number) - (places[15] as number)).toBeGreaterThan(0.15);
  });

  it('is made longer so that the threshold lies between two bars', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.integer({ min: 2, max: 50 }),
        fc.constantFrom('linear', 'log'),
        (low, width, place, bins, scale) => {
          const plain = { low, high: low + width, cutLow: false, cutHigh: false } as const;
          const axis = { ...plain, scale, cutAtThreshold: false } as const;
          const threshold = at(axis, place);
          const aligned = alignedTo(axis, threshold, bins);
          const edge = placeOn(aligned, threshold) * bins;
          expect(edge).toBeCloseTo(Math.round(edge), 6);
          expect(Math.round(edge)).toBeGreaterThan(0);
          expect(Math.round(edge)).toBeLessThan(bins);
          expect(aligned.low).toBeLessThanOrEqual(axis.low * (1 + 1e-9));
          expect(aligned.high).toBeGreaterThanOrEqual(axis.high * (1 - 1e-9));
        },
      ),
    );
  });
});

describe('a histogram', () => {
  it('says of its axis what is unusual', async () => {
    const chart = { title: 'Scores', xTitle: 'score' };
    const texts = async (sets: readonly ArrayLike<number>[], threshold: number) => {
      const series = sets.map((values, i) => ({ name: i === 0 ? 'normal' : 'anomalous', values }));
      return textsOf(await histogramChart({ ...chart, series, threshold })).join(' ');
    };
    const log = await texts([normal, longTail], 0.034);
    expect(log).toContain('Logarithmic axis.');
    expect(log).toContain('score, logarithmic');
    expect(await texts([shifted, far], 102)).toMatch(
      /Axis cut so that both sides of the threshold are seen: 100 of 400 scores \(100 anomalous\)/,
    );
    expect(
      await texts(
        [
          [1, 2, 3, 4],
          [3, 5],
        ],
        3.5,
      ),
    ).not.toMatch(/axis/i);
  });

  it.each([
    [0.008, 15, [0.01, 0.03, 0.1, 0.3, 1, 3, 10]],
    [1e-6, 100, [1e-6, 1e-4, 0.01, 1, 100]],
    [2, 6, [2, 3, 4, 5, 6]],
    [1.2, 1.9, []],
  ])('has round ticks on a logarithmic axis from %d to %d', (low, high, expected) => {
    expect(logTicks(low, high)).toEqual(expected);
  });
});
