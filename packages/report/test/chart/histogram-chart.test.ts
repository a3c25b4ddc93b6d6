import { createRng } from '@oneclass/core';
import { describe, expect, it } from 'vitest';
import { histogramChart } from '../../src/index.ts';
import { elements, isWellFormed, textsOf } from './svg.ts';

const rng = createRng(3);
const normal = Float32Array.from({ length: 1000 }, () => 0.01 + 0.002 * rng.normal());
const anomalous = Float32Array.from({ length: 200 }, () => 0.04 + 0.01 * rng.normal());
const series = [
  { name: 'anomalous', values: anomalous },
  { name: 'normal', values: normal },
];
const chart = { title: 'Scores', xTitle: 'reconstruction error', series };

describe('histogramChart', () => {
  it('draws one area a set, each in the colour that always is its own', async () => {
    const svg = await histogramChart(chart);
    expect(await isWellFormed(svg)).toBe(true);
    const legend = /fill-opacity="0.4"/;
    for (const [color, name] of [
      ['#0072b2', 'normal (1,000)'],
      ['#d55e00', 'anomalous (200)'],
    ] as const) {
      const areas = elements(svg, 'path', new RegExp(`fill="${color}"`)).filter(
        (path) => !legend.test(path),
      );
      expect(areas).toHaveLength(1);
      expect(textsOf(svg)).toContain(name);
    }
  });

  it('labels the threshold and every marker on rows of their own', async () => {
    const svg = await histogramChart({
      ...chart,
      threshold: 0.0195,
      markers: [{ name: 'published', value: 0.02 }],
    });
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining(['threshold 0.01950', 'published 0.02000']),
    );
    expect(elements(svg, 'line', /stroke="#1d2125"/)).toHaveLength(1);
    expect(
      elements(svg, 'line', /stroke="#5c6570" stroke-width="1.5" stroke-dasharray="4,3"/),
    ).toHaveLength(1);
    const heights = ['threshold', 'published'].map(
      (name) => new RegExp(`translate\\([^,]*,([^)]*)\\)[^>]*>${name}`).exec(svg)?.[1],
    );
    expect(heights[0]).not.toBe(heights[1]);
  });

  it('cuts the axis where extremes would squash it, and says so', async () => {
    const values = Float32Array.from(anomalous);
    values[0] = 5;
    const svg = await histogramChart({
      ...chart,
      series: [
        { name: 'normal', values: normal },
        { name: 'anomalous', values },
      ],
    });
    expect(textsOf(svg).join(' ')).toContain(
      'Axis cut at the 99.5 % quantile: 1 of 1,200 scores lie beyond.',
    );
    expect(textsOf(await histogramChart(chart)).join(' ')).not.toContain('Axis cut');
  });

  it('names a threshold that lies too far away to show', async () => {
    const svg = await histogramChart({ ...chart, threshold: 40 });
    expect(textsOf(svg).join(' ')).toContain('Beyond the axis: threshold 40.00.');
    expect(elements(svg, 'line', /stroke="#1d2125"/)).toHaveLength(0);
  });

  it('draws scores that are all alike', async () => {
    expect(
      await isWellFormed(
        await histogramChart({ ...chart, series: [{ name: 'normal', values: [0, 0] }] }),
      ),
    ).toBe(true);
  });

  it.each([
    [
      'an empty set',
      { series: [{ name: 'normal', values: [] }] },
      { code: 'invalid-data', argument: "series 'normal'" },
    ],
    [
      'NaN',
      { series: [{ name: 'normal', values: [1, Number.NaN] }] },
      { code: 'invalid-data', message: expect.stringContaining('position 1') as string },
    ],
    ['an infinite threshold', { threshold: Infinity }, { code: 'invalid-data' }],
    ['no bins', { bins: 0 }, { code: 'invalid-argument', argument: 'bins' }],
  ])('refuses %s', async (_, part, error) => {
    await expect(histogramChart({ ...chart, ...part })).rejects.toMatchObject(error);
  });
});
