import { describe, expect, it } from 'vitest';
import { confusionChart } from '../../src/index.ts';
import { elements, isWellFormed, textsOf } from './svg.ts';

const counts = { truePositive: 4863, falsePositive: 241, trueNegative: 4759, falseNegative: 137 };

describe('confusionChart', () => {
  it('shows counts and shares of each row, normal above anomalous', async () => {
    const svg = await confusionChart(counts);
    expect(await isWellFormed(svg)).toBe(true);
    expect(textsOf(svg)).toEqual([
      'Confusion matrix',
      'called normal',
      'called anomalous',
      'normal',
      'anomalous',
      '4,759',
      '95.18 %',
      '241',
      '4.82 %',
      '137',
      '2.74 %',
      '4,863',
      '97.26 %',
    ]);
    expect(elements(svg, 'path', /fill="#0072b2"/)).toHaveLength(2);
    expect(elements(svg, 'path', /fill="#d55e00"/)).toHaveLength(2);
  });

  it('has a dash for the shares of an empty row', async () => {
    expect(
      textsOf(await confusionChart({ ...counts, truePositive: 0, falseNegative: 0 })).slice(-4),
    ).toEqual(['0', '–', '0', '–']);
  });

  it.each([-1, 0.5, Number.NaN])('refuses %s as a count', async (count) => {
    await expect(confusionChart({ ...counts, falsePositive: count })).rejects.toMatchObject({
      code: 'invalid-data',
      argument: 'falsePositive',
    });
  });
});
