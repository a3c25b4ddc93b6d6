import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatDuration,
  formatPercent,
  formatScore,
  meanAndDeviation,
} from '../src/index.ts';

describe('formatScore', () => {
  it.each([
    [0.0195, '0.01950'],
    [0.000123456, '0.0001235'],
    [0.0000123456, '1.235e-5'],
    [-2.47, '-2.470'],
    [999.96, '1000'],
    [12345.6, '12346'],
    [123456789, '1.235e+8'],
    [0, '0'],
    [-0, '0'],
    [Number.NaN, 'NaN'],
    [null, '–'],
  ])('writes %s as %s', (value, text) => expect(formatScore(value)).toBe(text));
});

describe('formatPercent', () => {
  it.each([
    [0.9654, '96.54'],
    [1, '100.00'],
    [0, '0.00'],
    [null, '–'],
  ])('writes %s as %s', (value, text) => expect(formatPercent(value)).toBe(text));
});

describe('formatDuration', () => {
  it.each([
    [0.00144, '1.4 ms'],
    [0.0125, '13 ms'],
    [0.9996, '1.0 s'],
    [12.34, '12.3 s'],
    [59.96, '1 min 00 s'],
    [302, '5 min 02 s'],
    [3599.7, '1 h 00 min'],
    [3725, '1 h 02 min'],
    [360_000, '100 h 00 min'],
  ])('writes %s s as %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it.each([-1, Number.NaN, Infinity])('refuses %s', (seconds) => {
    expect(() => formatDuration(seconds)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'seconds' }),
    );
  });
});

it('separates thousands', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567');
});

// numpy.mean and numpy.std(ddof=1): 0.0116575 and 0.0030009…, 0.94733… and 0.00404145….
describe('meanAndDeviation', () => {
  it('divides by n − 1 and gives the deviation the decimals of the mean', () => {
    expect(meanAndDeviation(Float64Array.of(0.0118, 0.0155, 0.0082, 0.01113))).toBe(
      '0.01166 ± 0.00300',
    );
  });

  it('takes another format', () => {
    expect(meanAndDeviation([0.948, 0.951, 0.943], formatPercent)).toBe('94.73 ± 0.40');
  });

  it('has no deviation for one value, and nothing for none', () => {
    expect(meanAndDeviation([0.9825], formatPercent)).toBe('98.25 ± –');
    expect(meanAndDeviation([])).toBe('–');
  });

  it('keeps an exponent that it could not write with the decimals of the mean', () => {
    expect(meanAndDeviation([0.5, 0.500001])).toBe('0.5000 ± 7.071e-7');
  });
});
