import { describe, expect, it } from 'vitest';
import { scatterChart, type ScatterChart } from '../../src/index.ts';
import { elements, isWellFormed, textsOf } from './svg.ts';

const chart: ScatterChart = {
  title: 'Codes',
  x: { title: 'first component' },
  y: { title: 'second component' },
  series: [
    {
      name: 'normal',
      points: [
        [0, 0],
        [1, 0.5],
        [2, 1],
      ],
    },
    {
      name: 'anomalous',
      points: [
        [4, 2],
        [0, 2],
      ],
      of: 9020,
    },
  ],
  markers: [{ name: 'centre c', x: 1, y: 1 }],
};
const dotsOf = (svg: string, color: string): [number, number][] =>
  elements(svg, 'path', new RegExp(`stroke="${color}"[^>]*stroke-linecap="round"`)).flatMap(
    (path) =>
      [...path.matchAll(/M(-?[\d.]+),(-?[\d.]+)Z/g)].map(
        ([, x, y]) => [Number(x), Number(y)] as [number, number],
      ),
  );

describe('scatterChart', () => {
  it('draws a dot a point and a cross a marker, with titles and a legend that counts', async () => {
    const svg = await scatterChart(chart);
    expect(await isWellFormed(svg)).toBe(true);
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining([
        'Codes',
        'first component',
        'second component',
        'normal (3)',
        'anomalous (2 of 9,020)',
        'centre c',
      ]),
    );
    expect(dotsOf(svg, '#0072b2')).toHaveLength(3);
    expect(dotsOf(svg, '#d55e00')).toHaveLength(2);
    expect(elements(svg, 'path', /transform="translate\([^"]*"[^>]*fill="#1d2125"/)).toHaveLength(
      2,
    ); // and the legend's
  });

  it('keeps the order of points, and a unit as long across as up', async () => {
    const [a, b, c] = dotsOf(await scatterChart(chart), '#0072b2') as [
      [number, number],
      [number, number],
      [number, number],
    ];
    expect(b[0] - a[0]).toBeCloseTo(2 * (a[1] - b[1]), 0);
    expect(c[0] - b[0]).toBeCloseTo(b[0] - a[0], 0);
    expect(c[0]).toBeGreaterThan(b[0]);
    const tall = dotsOf(
      await scatterChart({
        ...chart,
        series: [
          {
            name: 'normal',
            points: [
              [0, 0],
              [1, 4],
            ],
          },
        ],
        markers: [],
      }),
      '#0072b2',
    ) as [[number, number], [number, number]];
    expect(tall[0][1] - tall[1][1]).toBeCloseTo(4 * (tall[1][0] - tall[0][0]), 0);
  });

  it('has axes without any marker', async () => {
    const texts = textsOf(await scatterChart({ ...chart, markers: [] }));
    expect(texts).toEqual(expect.arrayContaining(['first component', '2', '4']));
  });

  it('leaves out extremes that would squash the rest, and says how many', async () => {
    const points = Array.from(
      { length: 400 },
      (_, i) => [Math.sin(i), Math.cos(i)] as [number, number],
    );
    const svg = await scatterChart({
      ...chart,
      series: [{ name: 'normal', points: [...points, [1000, 0]] }],
    });
    expect(textsOf(svg)).toContain('Axes cut: 1 of 401 points lie beyond.');
    expect(dotsOf(svg, '#0072b2')).toHaveLength(400);
  });

  it('keeps a marker far away on the chart', async () => {
    const svg = await scatterChart({ ...chart, markers: [{ name: 'centre c', x: 40, y: 0 }] });
    const [x] = dotsOf(svg, '#d55e00')[0] as [number, number];
    expect(x).toBeLessThan(60);
  });

  it('shows points that are all one', async () => {
    const svg = await scatterChart({
      ...chart,
      series: [
        {
          name: 'normal',
          points: [
            [3, 3],
            [3, 3],
          ],
        },
      ],
      markers: [],
    });
    expect(dotsOf(svg, '#0072b2')).toHaveLength(2);
  });

  it('takes some dozen bytes a point', async () => {
    const points = Array.from(
      { length: 2000 },
      (_, i) => [Math.sin(i), Math.cos(i * i)] as [number, number],
    );
    expect(
      (await scatterChart({ ...chart, series: [{ name: 'normal', points }] })).length,
    ).toBeLessThan(36_000);
  });

  it.each([
    ['no series', { series: [] }],
    ['no points', { series: [{ name: 'normal', points: [] }] }],
    ['NaN', { series: [{ name: 'normal', points: [[0, Number.NaN]] }] }],
    ['a marker nowhere', { markers: [{ name: 'c', x: Infinity, y: 0 }] }],
  ] as [string, Partial<ScatterChart>][])('refuses %s', async (_, wrong) => {
    await expect(scatterChart({ ...chart, ...wrong })).rejects.toMatchObject({
      code: 'invalid-data',
    });
  });
});
