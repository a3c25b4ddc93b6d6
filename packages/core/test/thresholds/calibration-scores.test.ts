import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/index.ts';
import {
  calibrationScores,
  confidenceScale,
  pValue,
  readCalibration,
  writeCalibration,
} from '../../src/thresholds/index.ts';

/** golden-tolerance.py made it: counted by NumPy. */
const { pValues } = JSON.parse(
  readFileSync(new URL('golden-tolerance.json', import.meta.url), 'utf8'),
) as {
  readonly pValues: readonly {
    readonly heldOut: number[];
    readonly scores: number[];
    readonly p: number[];
  }[];
};
const finite = fc.float({ min: -1000, max: 1000, noNaN: true });

describe('a p-value', () => {
  it.each(pValues.map((golden) => ({ ...golden, count: golden.heldOut.length })))(
    'is (1 + number of scores at or above) / (n + 1), as NumPy counts $count',
    ({ heldOut, scores, p }) => {
      const calibration = calibrationScores(heldOut);
      expect(scores.map((score) => pValue(calibration, score))).toEqual(p);
    },
  );

  it('of a sketch of many scores is never too low, and too high by no more than it says', () => {
    const rng = createRng(5);
    const all = Float32Array.from({ length: 43_210 }, () => rng.normal() ** 3);
    const calibration = calibrationScores(all);
    expect(calibration).toMatchObject({ count: 43_210 });
    expect(calibration.scores).toHaveLength(10_000);
    const most = Math.ceil((all.length - 1) / 9999) / (all.length + 1);
    for (let i = 0; i < 300; i++) {
      const score = i % 2 === 0 ? Math.fround(rng.normal() ** 3) : (all[i] as number);
      const exact = (1 + all.filter((other) => other >= score).length) / (all.length + 1);
      const error = pValue(calibration, score) - exact;
      expect(error).toBeGreaterThanOrEqual(0);
      expect(error).toBeLessThanOrEqual(most);
    }
    expect(pValue(calibration, Infinity)).toBe(1 / (all.length + 1));
    expect(pValue(calibration, -Infinity)).toBe(1);
  });
});

describe('calibration scores in a file', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 100 }), (scores) => {
        const calibration = calibrationScores(scores);
        expect(readCalibration(writeCalibration(calibration))).toEqual(calibration);
      }),
    );
  });

  it.each([
    ['no base64', { count: 1, scores: '*' }],
    ['too few', { count: 3, scores: writeCalibration(calibrationScores([1, 2])).scores }],
    ['too many', { count: 1, scores: writeCalibration(calibrationScores([1, 2])).scores }],
    ['falling ones', writeCalibration({ count: 2, scores: Float32Array.of(2, 1) })],
    ['no numbers', writeCalibration({ count: 1, scores: Float32Array.of(NaN) })],
  ])('are refused where they are %s', (_, saved) => {
    expect(() => readCalibration(saved)).toThrow(
      expect.objectContaining({ code: 'invalid-artifact', argument: 'calibrationScores' }),
    );
  });
});

describe('a confidence', () => {
  const calibration = calibrationScores([1, 2, 3, 4, 5]);

  it('is 0.5 at the threshold, 0.05 at the median of normal scores, 0.95 as far above', () => {
    const confidence = confidenceScale({ threshold: 7, calibration });
    expect(confidence(7)).toBe(0.5);
    expect(confidence(3)).toBeCloseTo(0.05, 12);
    expect(confidence(11)).toBeCloseTo(0.95, 12);
    const without = confidenceScale({ threshold: 0.2 });
    expect(without(0)).toBeCloseTo(0.05, 12);
    expect(without(0.2)).toBe(0.5);
    expect(confidenceScale({ threshold: 0 })(1)).toBeCloseTo(0.95, 12);
  });

  it('stays on a scale of the scores where the threshold is among them, or they are all alike', () => {
    // Half the interquartile range is 1.
    expect(confidenceScale({ threshold: 3, calibration })(4)).toBeCloseTo(0.95, 12);
    const alike = calibrationScores([2, 2, 2]);
    expect(confidenceScale({ threshold: 2, calibration: alike })(4)).toBeCloseTo(0.95, 12);
  });

  it('lies between 0 and 1, and rises with the score', () => {
    fc.assert(
      fc.property(
        finite,
        finite,
        finite,
        fc.array(finite, { minLength: 1, maxLength: 20 }),
        (threshold, a, b, scores) => {
          const confidence = confidenceScale({ threshold, calibration: calibrationScores(scores) });
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          expect(confidence(low)).toBeGreaterThan(0);
          expect(confidence(high)).toBeLessThan(1);
          expect(confidence(low)).toBeLessThanOrEqual(confidence(high));
          expect(confidence(threshold)).toBe(0.5);
          if (high > threshold) expect(confidence(high)).toBeGreaterThanOrEqual(0.5);
        },
      ),
    );
    const far = confidenceScale({ threshold: 1 });
    expect([-1e308, 1e308].map(far)).toEqual([2 ** -53, 1 - 2 ** -53]);
    expect(far(1e6)).toBeLessThan(far(2e6));
  });

  it('takes no threshold that is not finite', () => {
    expect(() => confidenceScale({ threshold: NaN })).toThrow(/Invalid threshold/);
  });
});
