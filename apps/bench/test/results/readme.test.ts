/** @file Tables of READMEs say what the committed results do. */
import { describe, expect, it } from 'vitest';
import type { FigureName } from '../../src/table/figure.ts';
import { committed, line, readmeOf, shown } from './committed.ts';

const FOUND: readonly FigureName[] = [
  'testAuroc',
  'testPixelAuroc',
  'testPixelAveragePrecision',
  'testAupro',
];
const COSTS: readonly FigureName[] = [
  'fitSeconds',
  'imageMilliseconds',
  'artifactMegabytes',
  'fitPeakMegabytes',
];

const SHOTS = ['1', '2', '4', '8', '16', '32'];

type Line = readonly [label: string, table: string, row: string];

const OF_PADIM: readonly Line[] = [
  ['… all 152 channels, seed 0', 'magnetic-tile', 'padim, efficientnet-lite0, all-channels'],
  ['… VGG-19, seed 0', 'magnetic-tile', 'padim, vgg19, top-1%'],
];

const lines = (method: string): readonly Line[] => [
  ['magnetic tiles', 'magnetic-tile', `${method}, efficientnet-lite0, top-1%`],
  ['… largest place', 'magnetic-tile', `${method}, efficientnet-lite0, max`],
  ...(method === 'padim' ? OF_PADIM : []),
  ['screws', 'mvtec-ad', `screw, ${method}, efficientnet-lite0`],
  ['leather, 4 training images', 'mvtec-ad', `leather, ${method}, efficientnet-lite0`],
];

const KINDS = ['weave', 'brushed', 'grain'];
const ALTERNATIVES: readonly (readonly [label: string, variant: string])[] = [
  ['the defaults', 'top-1%'],
  ['largest place', 'max'],
  ['all 152 channels', 'all-channels'],
  ['a bank of 1,000', 'bank-1000'],
  ['mean of all places', 'mean'],
  ['s3 alone', 's3'],
  ['s5 alone', 's5'],
  ['s2, s3 and s5', 's2-s3-s5'],
  ['s3, s4 and s5', 's3-s4-s5'],
];

describe.each(['padim', 'patchcore'])('the README of %s', (method) => {
  it('has the figures and costs of the committed results', async () => {
    const readme = await readmeOf(method);
    for (const [label, table, row] of lines(method)) {
      const results = await committed(table);
      expect(readme).toContain(line([label, ...FOUND.map((name) => shown(results, row, name))]));
      if (label === '… largest place') continue; // the same fit
      expect(readme).toContain(line([label, ...COSTS.map((name) => shown(results, row, name))]));
    }
  });

  it('has the figures of few images', async () => {
    const [readme, results] = [await readmeOf(method), await committed('few-shot')];
    for (const [label, set] of [
      ['magnetic tiles', 'magnetic-tile'],
      ['screws', 'screw'],
    ] as const) {
      const values = SHOTS.map((images) =>
        shown(
          results,
          `${set}, ${method}, ${images} ${images === '1' ? 'image' : 'images'}`,
          'testAuroc',
          1,
        ),
      );
      expect(readme).toContain(line([label, ...values]));
    }
  });

  it('has the alternatives on drawn textures', async () => {
    const [readme, results] = [await readmeOf(method), await committed('textures')];
    const values = (variant: string, figure: FigureName): string[] =>
      KINDS.map((kind) =>
        shown(results, `${kind}, ${method}, efficientnet-lite0, ${variant}`, figure, 1),
      );
    const here = ALTERNATIVES.filter(([, variant]) => values(variant, 'testAuroc')[0] !== '–');
    expect(here).toHaveLength(ALTERNATIVES.length - 1); // one is the other method's
    for (const [label, variant] of here)
      expect(readme).toContain(
        line([
          label,
          ...values(variant, 'testAuroc'),
          ...values(variant, 'testPixelAveragePrecision'),
        ]),
      );
  });
});

describe('the README of dfr', () => {
  it('has the figures of MVTec AD on the small network', async () => {
    const [readme, results] = [await readmeOf('dfr'), await committed('mvtec-ad')];
    for (const [label, category] of [
      ['screws', 'screw'],
      ['leather, 4 training images', 'leather'],
    ])
      for (const [of, extractor] of [
        ['VGG-19', 'vgg19'],
        ['EfficientNet-Lite0', 'efficientnet-lite0'],
      ])
        expect(readme).toContain(
          line([
            `${label as string}, ${of as string}`,
            ...FOUND.map((name) =>
              shown(results, `${category as string}, dfr, ${extractor as string}`, name),
            ),
            ...COSTS.slice(0, 1).map((name) =>
              shown(results, `${category as string}, dfr, ${extractor as string}`, name),
            ),
          ]),
        );
  });
});
