import { describe, expect, it } from 'vitest';
import { prChart, type PrSeries } from '../../src/index.ts';
import { elements, isWellFormed, textsOf } from './svg.ts';

const curve: PrSeries = {
  name: 'Deep SVDD',
  recall: [0, 0.5, 0.5, 1],
  precision: [1, 1, 0.5, 0.75],
  averagePrecision: 0.875,
};

describe('prChart', () => {
  it('draws each curve in steps, as average precision sums it, and the precision of chance', async () => {
    const svg = await prChart({
      title: 'PR',
      series: [curve, { ...curve, name: 'KDE', averagePrecision: 0.99406 }],
      anomalousShare: 0.25,
    });
    expect(await isWellFormed(svg)).toBe(true);
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining(['Deep SVDD · 87.50', 'KDE · 99.41', 'recall', 'precision']),
    );
    // The last step: down to 0.75 at recall 0.5, then across to 1.
    expect(elements(svg, 'path', /stroke="#009e73"/)[0]).toMatch(
      /d="M0,0L0,0L159,0.*L159,79.5L318,79.5"/,
    );
    expect(elements(svg, 'path', /stroke="#9aa2ab"/)[0]).toContain('d="M0,238.5L318,238.5"');
  });

  it.each([
    ['no curve', [], 'series is empty'],
    ['a curve without points', [{ ...curve, recall: [] }], "series 'Deep SVDD' is empty"],
    [
      'unequal numbers of points',
      [{ ...curve, precision: [0, 1] }],
      'as many of recall as of precision. Received 4 and 2.',
    ],
    ['NaN', [{ ...curve, precision: [0, Number.NaN, 1, 1] }], "precision of 'Deep SVDD'"],
  ])('refuses %s', async (_, series, message) => {
    await expect(prChart({ title: 'PR', series, anomalousShare: 0.5 })).rejects.toThrow(message);
  });

  it('refuses a share that is none', async () => {
    await expect(
      prChart({ title: 'PR', series: [curve], anomalousShare: 25 }),
    ).rejects.toMatchObject({ code: 'invalid-argument', argument: 'anomalousShare' });
  });
});
