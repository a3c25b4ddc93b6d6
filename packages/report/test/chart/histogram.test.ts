import { describe, expect, it } from 'vitest';
import { axisRange, binCount, binShares, countOutside } from '../../src/chart/histogram.ts';

const all = { cutLow: false, cutHigh: false };

describe('axisRange', () => {
  it('goes from the smallest to the largest when nothing stands out', () => {
    expect(
      axisRange(
        [
          [1, 2, 3],
          [2, 5],
        ],
        [],
      ),
    ).toEqual({ low: 1, high: 5, ...all });
  });

  // numpy.quantile(numpy.append(numpy.arange(200) / 200, 50), 0.995) = 0.995
  it('ends at the 99.5 % quantile of the set that reaches furthest when an extreme lies beyond', () => {
    const range = axisRange(
      [
        [...Array.from({ length: 200 }, (_, i) => i / 200), 50],
        [0.1, 0.2],
      ],
      [],
    );
    expect(range).toMatchObject({ low: 0, cutLow: false, cutHigh: true });
    expect(range.high).toBeCloseTo(0.995, 12);
  });

  it('cuts below likewise', () => {
    expect(
      axisRange([[...Array.from({ length: 200 }, (_, i) => 1 - i / 200), -50]], []),
    ).toMatchObject({ high: 1, cutLow: true, cutHigh: false });
  });

  it('keeps a rare kind in sight: quantiles are of each set, not of all', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => i / 10_000);
    expect(axisRange([many, [20, 21, 22]], []).high).toBeGreaterThan(21.9);
  });

  it('makes room for a rule just outside, not for one far away', () => {
    expect(axisRange([[0, 1]], [1.3])).toMatchObject({ low: 0, high: 1.3 });
    expect(axisRange([[0, 1]], [-30])).toMatchObject({ low: 0, high: 1 });
  });

  it('has some width for a constant', () => {
    expect(axisRange([[0, 0]], [])).toEqual({ low: -0.5, high: 0.5, ...all });
    expect(axisRange([[2, 2]], [])).toEqual({ low: 1.9, high: 2.1, ...all });
  });
});

describe('binShares', () => {
  it('gives shares of the whole set; the upper edge belongs to the last bin', () => {
    expect(binShares([0, 0.4, 0.5, 1, 9, NaN], (value) => value, 2)).toEqual([2 / 6, 2 / 6]);
  });
});

it('takes as many bins as the largest set is worth, within limits', () => {
  expect(
    [[1], [1000], [10, 1000], [1_000_000]].map((lengths) =>
      binCount(lengths.map((length) => ({ length }))),
    ),
  ).toEqual([10, 20, 20, 50]);
});

it('counts what lies outside', () => {
  expect(
    countOutside(
      [
        [0, 1, 2],
        [-1, 1],
      ],
      { low: 0, high: 1, ...all },
    ),
  ).toBe(2);
});
