import type { Dataset, Detector, Maps } from '@oneclass/core';
import { subset } from '@oneclass/core/datasets';
import { colorMap, imageStrip, rangeOf, type StripRow } from '@oneclass/pictures';
import { formatScore, type Section } from '@oneclass/report';
import type { CellResult } from '../cell/result.ts';
import { hasMasks, mapGallery } from './map-gallery.ts';
import { pixels } from './pixels.ts';
import type { SavedCell } from './saved-cell.ts';
import { selectPositions, type Selected } from './select-positions.ts';

/** Where there are masks, maps beside them. */
const PANELS = { full: 6, brief: 2 } as const;

/**
 * Originals, and beneath them reconstructions and score maps where the detector gives them; maps
 * beside the truth where there are masks.
 */
export async function gallery(saved: SavedCell): Promise<Section[]> {
  if (hasMasks(saved)) return mapGallery(saved, PANELS.full);
  const { detector, test, result, signal } = saved;
  const selections = selectPositions(result.test);
  // All at once: a method that searches takes as long for one image as for many.
  const positions = [...new Set(selections.flatMap((selected) => selected.positions))];
  const images = subset(test.samples, positions);
  const originals = await pixels(images);
  const { reconstruction: reconstructions, map: maps } = await picturesOf(detector, images, signal);
  const sections: Section[] = [];
  for (const selected of selections) {
    const chosen = selected.positions.map((position) => positions.indexOf(position));
    const rows: StripRow[] = [{ label: 'image', images: pick(originals, chosen) }];
    if (reconstructions)
      rows.push({ label: 'reconstruction', images: pick(reconstructions, chosen) });
    const shown = maps && pick(maps, chosen);
    const range = shown && rangeOf(shown.data);
    if (shown && range) rows.push({ label: 'score map', images: colorMap(shown, range) });
    const strip = await imageStrip({ rows, captions: captionsOf(selected, result) });
    sections.push({
      type: 'images',
      strip,
      caption: selected.title,
      ...(range && { colorScale: { ...range, title: 'anomaly score of a pixel' } }),
    });
  }
  return sections;
}

const PICTURES = ['reconstruction', 'map'] as const;
type Pictures = Readonly<Partial<Record<(typeof PICTURES)[number], Maps>>>;

/** What the detector has of these, from one pass: a method may search for each image anew. */
async function picturesOf(
  detector: Detector,
  images: Dataset,
  signal: AbortSignal,
): Promise<Pictures> {
  const wanted = PICTURES.filter((name) => detector.outputs.includes(name));
  return wanted.length === 0 ? {} : detector.compute(images, wanted, { signal });
}

/** Images of many, or their maps. */
function pick({ data, shape }: Maps, chosen: readonly number[]): Maps {
  const [n = 0, ...sampleShape] = shape;
  const size = data.length / n;
  const picked = new Float32Array(chosen.length * size);
  chosen.forEach((row, i) => {
    picked.set(data.subarray(row * size, (row + 1) * size), i * size);
  });
  return { data: picked, shape: [chosen.length, ...sampleShape] };
}

/**
 * The most normal and the most anomalous images alone, as they are; a few maps beside the truth
 * where there are masks.
 */
export async function endsOfScores(saved: SavedCell): Promise<Section[]> {
  if (hasMasks(saved)) return mapGallery(saved, PANELS.brief);
  const { test, result } = saved;
  const sections: Section[] = [];
  for (const selected of selectPositions(result.test).slice(0, 2)) {
    const images = await pixels(subset(test.samples, selected.positions));
    sections.push({
      type: 'images',
      strip: await imageStrip({
        rows: [{ label: 'image', images }],
        captions: captionsOf(selected, result),
      }),
      caption: selected.title,
    });
  }
  return sections;
}

const captionsOf = ({ positions }: Selected, { test }: CellResult): string[] =>
  positions.map((i) => `${test.kinds[i] ?? ''} · ${formatScore(test.scores[i] ?? null)}`);
