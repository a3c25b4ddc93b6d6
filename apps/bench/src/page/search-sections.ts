import { isAnogan, type Anogan, type AnoganScoreConfig } from '@oneclass/anogan';
import type { Maps } from '@oneclass/core';
import { subset } from '@oneclass/core/datasets';
import { imageStrip, overlay, rangeOf } from '@oneclass/pictures';
import { formatScore, histogramChart, type ChartFigure, type Section } from '@oneclass/report';
import { chartOfCodes, codeChart, groupsOf, imagesOf, type ChartGroup } from './code-chart.ts';
import { pixels } from './pixels.ts';
import type { SavedCell } from './saved-cell.ts';
import { selectPositions } from './select-positions.ts';

type Searched = SavedCell & { readonly detector: Anogan };

/** The film of the search, of a method that searches for codes; none for others. */
export async function searchSections(saved: SavedCell): Promise<Section[]> {
  const { detector, ...of } = saved;
  return isAnogan(detector) ? [await searchFilm({ ...of, detector })] : [];
}

/** Searched anew for charts, of each label. */
const MOST_SEARCHED = 48;

/**
 * Codes of test images as `codeChart` shows them; of a method that searches for them those of fewer
 * images, and both parts of their scores from the same search.
 */
export async function searchCharts(saved: SavedCell): Promise<ChartFigure[]> {
  const { detector, test, result, signal } = saved;
  if (!isAnogan(detector)) return codeChart(saved);
  const groups = groupsOf(result, MOST_SEARCHED);
  const outputs = ['code', 'residual', 'discrimination'] as const;
  const { code, ...parts } = await detector.compute(imagesOf(test, groups), outputs, { signal });
  return [
    ...(await chartOfCodes(code, groups, detector)),
    ...(await partCharts(parts, groups, detector.config.score)),
  ];
}

type Parts = Readonly<Record<'residual' | 'discrimination', Maps>>;

function partCharts(
  parts: Parts,
  groups: readonly ChartGroup[],
  { lambda, residual }: AnoganScoreConfig,
): Promise<ChartFigure[]> {
  const [normal] = groups.map(({ positions }) => positions.length);
  const series = (values: Float32Array): { name: string; values: Float32Array }[] =>
    [values.slice(0, normal), values.slice(normal)].map((own, i) => ({
      name: groups[i]?.name ?? '',
      values: own,
    }));
  const what = residual === 'squared' ? 'mean squared' : 'mean absolute';
  const shown = [
    {
      title: 'Residual part of the score',
      xTitle: `${what} difference of pixels, weight ${String(Number((1 - lambda).toPrecision(6)))}`,
      values: parts.residual.data,
    },
    {
      title: 'Discrimination part of the score',
      xTitle: `${what} difference of features, weight ${String(lambda)}`,
      values: parts.discrimination.data,
    },
  ];
  return Promise.all(
    shown.map(async ({ title, xTitle, values }) => ({
      svg: await histogramChart({ title, xTitle, series: series(values) }),
    })),
  );
}

/** Of each of the four selections. */
const FILMS = 2;

async function searchFilm({ detector, test, result, signal }: Searched): Promise<Section> {
  const positions = [
    ...new Set(
      selectPositions(result.test).flatMap((selected) => selected.positions.slice(0, FILMS)),
    ),
  ];
  const images = subset(test.samples, positions);
  const steps = stepsShown(detector.config.score);
  const path = await detector.searchPath(images, { steps, signal });
  const maps = await detector.scoreMap(images, { signal });
  const range = rangeOf(maps.data);
  const originals = await pixels(images);
  const strip = await imageStrip({
    rows: [
      { label: 'image', images: originals },
      ...steps.map((step, frame) => ({
        label: `step ${String(step)}`,
        images: frameOf(path, frame),
      })),
      { label: 'difference', images: overlay(originals, maps, range) },
    ],
    captions: positions.map(
      (position) =>
        `${test.kinds[position] ?? ''} · ${formatScore(result.test.scores[position] ?? null)}`,
    ),
  });
  const caption =
    'G(z) on the way of the search, beneath the image; at its end the difference, over the ' +
    'image. Lowest scores, highest, false alarms, misses.';
  return {
    type: 'images',
    strip,
    caption,
    colorScale: { ...range, title: 'difference of a pixel' },
  };
}

/** From the start to the end of the search, closer together where it moves most. */
function stepsShown({ search, steps }: AnoganScoreConfig): number[] {
  const last = search === 'encoder' ? 0 : steps;
  return [...new Set([0, 0.01, 0.04, 0.1, 0.25, 0.5, 1].map((share) => Math.round(share * last)))];
}

/** @param path `[n, frames, height, width, channels]` @returns `[n, height, width, channels]` */
function frameOf({ data, shape }: Maps, frame: number): Maps {
  const [n = 0, frames = 0, ...sampleShape] = shape;
  const size = sampleShape.reduce((product, length) => product * length, 1);
  const images = new Float32Array(n * size);
  for (let i = 0; i < n; i++)
    images.set(
      data.subarray((i * frames + frame) * size, (i * frames + frame + 1) * size),
      i * size,
    );
  return { data: images, shape: [n, ...sampleShape] };
}
