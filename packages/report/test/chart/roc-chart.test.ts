import { describe, expect, it } from 'vitest';
import { rocChart, type RocSeries } from '../../src/index.ts';
import { elements, isWellFormed, textsOf } from './svg.ts';

const curve: RocSeries = {
  name: 'Deep SVDD',
  falsePositiveRate: [0, 0, 0.5, 1],
  truePositiveRate: [0, 0.5, 1, 1],
  auroc: 0.875,
};
const pathOf = (svg: string, color: string): string =>
  elements(svg, 'path', new RegExp(`stroke="${color}"`))[0] ?? '';

describe('rocChart', () => {
  it('draws each curve through its points, and the diagonal', async () => {
    const svg = await rocChart({
      title: 'ROC',
      series: [curve, { ...curve, name: 'KDE', auroc: 0.99406 }],
    });
    expect(await isWellFormed(svg)).toBe(true);
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining([
        'Deep SVDD · 87.50',
        'KDE · 99.41',
        'false positive rate',
        'true positive rate',
      ]),
    );
    expect(pathOf(svg, '#009e73')).toContain('d="M0,318L0,159L159,0L318,0"');
    expect(pathOf(svg, '#9aa2ab')).toContain('d="M0,318L318,0"');
  });

  it('keeps what can be seen of a long curve', async () => {
    const rate = Float64Array.from({ length: 100_001 }, (_, i) => i / 100_000);
    const svg = await rocChart({
      title: 'ROC',
      series: [{ name: 'chance', falsePositiveRate: rate, truePositiveRate: rate, auroc: 0.5 }],
    });
    const points = pathOf(svg, '#009e73').split('L').length;
    expect(points).toBeGreaterThan(400);
    expect(points).toBeLessThan(600);
    expect(pathOf(svg, '#009e73')).toMatch(/d="M0,318L.*L318,0"/);
  });

  it.each([
    ['no curve', [], 'series is empty'],
    [
      'a curve without points',
      [{ ...curve, falsePositiveRate: [] }],
      "series 'Deep SVDD' is empty",
    ],
    ['unequal numbers of rates', [{ ...curve, truePositiveRate: [0, 1] }], 'Received 4 and 2.'],
    [
      'NaN',
      [{ ...curve, truePositiveRate: [0, Number.NaN, 1, 1] }],
      "true positive rate of 'Deep SVDD'",
    ],
  ])('refuses %s', async (_, series, message) => {
    await expect(rocChart({ title: 'ROC', series })).rejects.toThrow(message);
  });
});
