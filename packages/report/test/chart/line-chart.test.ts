import { describe, expect, it } from 'vitest';
import { lineChart, type LineChart } from '../../src/index.ts';
import { elements, isWellFormed, textsOf } from './svg.ts';

const chart: LineChart = {
  title: 'Loss',
  x: { title: 'epoch' },
  y: { title: 'mean squared error' },
  series: [
    {
      name: 'training',
      points: [
        [1, 0.8],
        [2, 0.1],
        [3, 0.02],
      ],
    },
    {
      name: 'validation',
      points: [
        [1, 0.9],
        [2, 0.2],
        [3, 0.05],
      ],
    },
  ],
};

describe('lineChart', () => {
  it('draws one curve a series, with titles and a legend', async () => {
    const svg = await lineChart(chart);
    expect(await isWellFormed(svg)).toBe(true);
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining([
        'Loss',
        'training',
        'validation',
        'epoch',
        'mean squared error',
        '1',
        '2',
        '3',
      ]),
    );
    expect(elements(svg, 'path', /stroke="#009e73"/)).toHaveLength(1);
    expect(elements(svg, 'path', /stroke="#cc79a7"/)).toHaveLength(1);
  });

  it('needs no legend for one series', async () => {
    expect(textsOf(await lineChart({ ...chart, series: chart.series.slice(0, 1) }))).not.toContain(
      'training',
    );
  });

  it('marks 1, 2 and 5 of each power of ten on a log scale', async () => {
    const texts = textsOf(await lineChart({ ...chart, y: { title: 'loss', scale: 'log' } }));
    expect(texts).toEqual(expect.arrayContaining(['0.02', '0.05', '0.1', '0.2', '0.5']));
    expect(texts).not.toContain('0.4');
  });

  it('has labels on a log scale even within one step', async () => {
    const series = [
      {
        name: 'training',
        points: [
          [1, 0.031],
          [2, 0.039],
        ] as [number, number][],
      },
    ];
    expect(
      textsOf(await lineChart({ ...chart, y: { title: 'loss', scale: 'log' }, series })).filter(
        (text) => /^0\.03/.test(text),
      ),
    ).not.toEqual([]);
  });

  it('shows a single point', async () => {
    const svg = await lineChart({ ...chart, series: [{ name: 'training', points: [[1, 0.5]] }] });
    expect(elements(svg, 'path', /fill="#009e73"/)).toHaveLength(1);
  });

  it('refuses what a log scale cannot show and names the way out', async () => {
    const series = [
      {
        name: 'training',
        points: [
          [1, 0.5],
          [2, 0],
        ] as [number, number][],
      },
    ];
    await expect(
      lineChart({ ...chart, y: { title: 'loss', scale: 'log' }, series }),
    ).rejects.toThrow("no place for 0 (at x = 2): expected values above 0. Use y.scale 'linear'.");
  });

  it.each([
    ['no series', []],
    ['no points', [{ name: 'training', points: [] }]],
    ['NaN', [{ name: 'training', points: [[1, Number.NaN]] }]],
  ] as [string, LineChart['series']][])('refuses %s', async (_, series) => {
    await expect(lineChart({ ...chart, series })).rejects.toMatchObject({ code: 'invalid-data' });
  });
});
