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

type Line = readonly [label: string, table: string, row: string];

const lines = (method: string): readonly Line[] => [
  ['magnetic tiles', 'magnetic-tile', `${method}, efficientnet-lite0, top-1%`],
  ['… largest place', 'magnetic-tile', `${method}, efficientnet-lite0, max`],
  ['screws', 'mvtec-ad', `screw, ${method}, efficientnet-lite0`],
  ['leather, 4 training images', 'mvtec-ad', `leather, ${method}, efficientnet-lite0`],
];

describe.each(['padim', 'patchcore'])('the README of %s', (method) => {
  it('has the figures and costs of the committed results', async () => {
    const readme = await readmeOf(method);
    for (const [label, table, row] of lines(method)) {
      const results = await committed(table);
      expect(readme).toContain(line([label, ...FOUND.map((name) => shown(results, row, name))]));
      if (label.startsWith('…')) continue;
      expect(readme).toContain(line([label, ...COSTS.map((name) => shown(results, row, name))]));
    }
  });
});
