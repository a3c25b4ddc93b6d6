import { anogan, type Anogan, type AnoganScoreConfig } from '@oneclass/anogan';
import { mlpAutoencoder } from '@oneclass/autoencoder';
import { oneVersusRest, strokeDigits } from '@oneclass/core/datasets';
import { useBackend } from '@oneclass/runtime';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChartFigure, Section } from '@oneclass/report';
import type { SavedCell } from '../../src/page/saved-cell.ts';
import { searchCharts, searchSections } from '../../src/page/search-sections.ts';
import type { CellResult } from '../../src/cell/result.ts';

const SIDE = 28;
const digits = strokeDigits({ perDigit: 12, seed: 1 });
const { normal, test } = oneVersusRest(digits, digits, '1');

beforeAll(() => useBackend('wasm'));

async function sectionsOf(score: Partial<AnoganScoreConfig>): Promise<{
  saved: SavedCell & { detector: Anogan };
  sections: Section[];
  charts: ChartFigure[];
}> {
  const detector = await anogan.fit(normal, {
    width: 2,
    epochs: 1,
    batchSize: 12,
    encoder: { epochs: 1, batchSize: 12, learningRate: 5e-4, kappa: 1 },
    score: { ...anogan.defaults.score, ...score },
  });
  const scores = await detector.score(test.samples);
  const result = {
    test: { labels: [...test.labels], kinds: test.kinds, ids: test.ids, scores: [...scores] },
  } as unknown as CellResult;
  const saved = { detector, test, result, signal: new AbortController().signal };
  return { saved, sections: await searchSections(saved), charts: await searchCharts(saved) };
}

const isImages = (section: Section | undefined): section is Extract<Section, { type: 'images' }> =>
  section?.type === 'images';

describe('what a search has to show', () => {
  it('is both parts of the score, and a film from the start to the end beneath each image', async () => {
    const { saved, sections, charts } = await sectionsOf({ steps: 20 });
    const [film] = sections;
    expect(
      charts.map(
        ({ svg }) => /<title[^>]*>([^:<]*)/.exec(svg)?.[1] ?? /aria-label="([^:"]*)/.exec(svg)?.[1],
      ),
    ).toEqual([
      'Codes of test images, projected',
      'Residual part of the score',
      'Discrimination part of the score',
    ]);
    const [codes, ...parts] = charts;
    expect(codes?.svg).toContain('normal (12), anomalous (48 of 108)');
    expect(
      parts.every(({ svg }) => svg.includes('normal (12)') && svg.includes('anomalous (48)')),
    ).toBe(true);
    if (!isImages(film)) throw new Error('no film');
    expect(film.strip.labels).toEqual([
      'image',
      'step 0',
      'step 1',
      'step 2',
      'step 5',
      'step 10',
      'step 20',
      'difference',
    ]);
    const lowest = Math.min(...saved.result.test.scores);
    expect(film.strip.captions[0]).toMatch(new RegExp(`· ${lowest.toPrecision(4)}`));

    // The last frame is what `reconstruct` gives, in the column of the lowest score.
    const { data, info } = await sharp(film.strip.png).raw().toBuffer({ resolveWithObject: true });
    const scale = 3;
    const cell = SIDE * scale + 4;
    const reconstructed = await saved.detector.reconstruct(test.samples);
    const at = saved.result.test.scores.indexOf(lowest) * SIDE * SIDE;
    const pixel = (row: number, x: number, y: number): number =>
      data[info.channels * ((row * cell + 2 + y * scale) * info.width + 2 + x * scale)] as number;
    for (const [x, y] of [
      [14, 14],
      [3, 20],
    ] as const)
      expect(pixel(6, x, y)).toBe(
        Math.round(255 * (reconstructed.data[at + y * SIDE + x] as number)),
      );
    saved.detector.dispose();
  });

  it('is the encoder’s image alone where nothing moves', async () => {
    const { saved, sections } = await sectionsOf({ search: 'encoder' });
    const [film] = sections;
    expect(isImages(film) && film.strip.labels).toEqual(['image', 'step 0', 'difference']);
    saved.detector.dispose();
  });

  it('is searched for once for all charts, for few images', async () => {
    const { saved } = await sectionsOf({ search: 'encoder' });
    const asked: number[] = [];
    const compute: Anogan['compute'] = (samples, ...rest) => {
      asked.push('size' in samples && typeof samples.size === 'number' ? samples.size : 0);
      return saved.detector.compute(samples, ...rest);
    };
    expect(await searchCharts({ ...saved, detector: { ...saved.detector, compute } })).toHaveLength(
      3,
    );
    expect(asked).toEqual([12 + 48]);
    saved.detector.dispose();
  });

  it('is nothing for a method that does not search', async () => {
    const detector = await mlpAutoencoder.fit(normal, { epochs: 1 });
    expect(await searchSections({ detector } as unknown as SavedCell)).toEqual([]);
    detector.dispose();
  });
});
