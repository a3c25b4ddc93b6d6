import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  confusionChart,
  histogramChart,
  lineChart,
  prChart,
  rocChart,
  scatterChart,
} from '../../src/index.ts';
import { styleSeries } from '../../src/chart/theme.ts';
import { renderSvg } from '../../src/chart/vega.ts';
import { isWellFormed, textsOf } from './svg.ts';

const METHODS = ['log', 'info', 'warn', 'error', 'debug'] as const;
beforeEach(() => METHODS.forEach((method) => vi.spyOn(console, method)));
afterEach(() => {
  for (const method of METHODS) expect(console[method]).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

const CHARTS = {
  line: (name: string) =>
    lineChart({
      title: name,
      x: { title: name },
      y: { title: name },
      series: [
        {
          name,
          points: [
            [0, 1],
            [1, 2],
          ],
        },
        { name: 'b', points: [[0, 2]] },
      ],
    }),
  histogram: (name: string) =>
    histogramChart({
      title: name,
      xTitle: name,
      series: [{ name, values: [1, 2, 3] }],
      threshold: 2,
      markers: [{ name, value: 1 }],
    }),
  roc: (name: string) =>
    rocChart({
      title: name,
      series: [{ name, falsePositiveRate: [0, 1], truePositiveRate: [0, 1], auroc: 0.5 }],
    }),
  pr: (name: string) =>
    prChart({
      title: name,
      series: [{ name, recall: [0, 1], precision: [1, 0.5], averagePrecision: 0.5 }],
      anomalousShare: 0.5,
    }),
  scatter: (name: string) =>
    scatterChart({
      title: name,
      x: { title: name },
      y: { title: name },
      series: [
        {
          name,
          points: [
            [0, 1],
            [1, 2],
          ],
        },
      ],
      markers: [{ name, x: 0, y: 0 }],
    }),
  confusion: (title: string) =>
    confusionChart({ truePositive: 1, falsePositive: 2, trueNegative: 3, falseNegative: 4, title }),
};

describe.each(Object.entries(CHARTS))('every chart: %s', (_, draw) => {
  it('is the same string each time', async () => {
    const first = await draw('scores');
    await CHARTS.histogram('another in between');
    expect(await draw('scores')).toBe(first);
  });

  it('shows names as they are, and none becomes markup', async () => {
    const name = `<script>&"'`;
    const svg = await draw(name);
    expect(await isWellFormed(svg)).toBe(true);
    expect(svg).not.toContain('<script');
    expect(textsOf(svg).some((text) => text.includes(name))).toBe(true);
  });

  it('survives names that XML has no place for', async () => {
    expect(await isWellFormed(await draw('a\u0000\u001b[31m\ud800'))).toBe(true);
  });

  it('says what it is, scales, and refers to nothing outside or by id', async () => {
    const svg = await draw('Scores');
    expect(svg).toMatch(
      new RegExp(
        /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="100%" viewBox="0 0 400 \d+" /
          .source + /role="img" aria-label="Scores: [^"]+"><title>Scores<\/title>/.source,
      ),
    );
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|url\(|\sid=/);
  });

  it('breaks a long title and keeps every word', async () => {
    const title =
      'Convolutional autoencoder on handwritten digits against Kuzushiji characters, seed 0';
    const texts = textsOf(await draw(title));
    expect(texts[0]?.length).toBeLessThan(45);
    expect(texts.join(' ')).toContain(title);
  });
});

describe('renderSvg', () => {
  const text = { title: 't', description: 'd' };

  it('prints no warning of Vega', async () => {
    const layer = [
      { mark: 'bar' as const, encoding: { shape: { field: 'a', type: 'nominal' as const } } },
    ];
    expect(await isWellFormed(await renderSvg({ data: { values: [{ a: 1 }] }, layer }, text))).toBe(
      true,
    );
  });

  it('rejects when Vega fails, instead of drawing nothing', async () => {
    const transform = [{ calculate: 'datum.a.b.c', as: 'd' }];
    await expect(
      renderSvg({ data: { values: [{ a: 1 }] }, transform, layer: [{ mark: 'point' }] }, text),
    ).rejects.toThrow(TypeError);
  });
});

describe('styleSeries', () => {
  it('never gives the colours of normal and anomalous to another series', () => {
    const styles = styleSeries([
      ...Array.from({ length: 12 }, (_, i) => `digit ${i}`),
      'anomalous',
      'normal',
    ]);
    expect(styles.slice(-2).map(({ color }) => color)).toEqual(['#d55e00', '#0072b2']);
    expect(styles.slice(0, -2).map(({ color }) => color)).not.toContain('#0072b2');
    expect(new Set(styles.map(({ color, dash }) => `${color} ${dash.join()}`)).size).toBe(14);
  });
});

it('knows broken XML when it sees it', async () => {
  expect(
    await isWellFormed('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><g></svg>'),
  ).toBe(false);
});
