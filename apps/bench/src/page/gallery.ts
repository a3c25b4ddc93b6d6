import { isMapDetector, isReconstructor, type Maps } from '@oneclass/core';
import { subset } from '@oneclass/core/datasets';
import { colorMap, formatScore, imageStrip, rangeOf, type Section, type StripRow } from '@oneclass/report';
import type { CellResult } from '../result.ts';
import { hasMasks, mapGallery } from './map-gallery.ts';
import { pixels } from './pixels.ts';
import type { SavedCell } from './saved-cell.ts';
import { selectPositions, type Selected } from './select-positions.ts';

/** Where there are masks, maps beside them. */
const PANELS = { full: 6, brief: 2 } as const;

/** Originals, and beneath them reconstructions and score maps where the detector gives them; maps beside the truth where there are masks. */
export async function gallery(saved: SavedCell): Promise<Section[]> {
  if (hasMasks(saved)) return mapGallery(saved, PANELS.full);
  const { detector, test, result, signal } = saved;
  const selections = selectPositions(result.test);
  // All at once: a method that searches takes about as long for one image as for many.
  const images = subset(test.samples, selections.flatMap(({ positions }) => positions));
  const originals = await pixels(images);
  const reconstructions = isReconstructor(detector) ? await detector.reconstruct(images, { signal }) : undefined;
  const maps = isMapDetector(detector) ? await detector.scoreMap(images, { signal }) : undefined;
  const sections: Section[] = [];
  let first = 0;
  for (const selected of selections) {
    const part = { first, count: selected.positions.length };
    first += part.count;
    const rows: StripRow[] = [{ label: 'image', images: partOf(originals, part) }];
    if (reconstructions) rows.push({ label: 'reconstruction', images: partOf(reconstructions, part) });
    const shown = maps && partOf(maps, part);
    const range = shown && rangeOf(shown.data);
    if (shown && range) rows.push({ label: 'score map', images: colorMap(shown, range) });
    const strip = await imageStrip({ rows, captions: captionsOf(selected, result) });
    sections.push({ type: 'images', strip, caption: selected.title, ...(range && { colorScale: { ...range, title: 'anomaly score of a pixel' } }) });
  }
  return sections;
}

/** Some images of many, or their maps. */
function partOf({ data, shape }: Maps, { first, count }: { readonly first: number; readonly count: number }): Maps {
  const [n = 0, ...sampleShape] = shape;
  const size = data.length / n;
  return { data: data.subarray(first * size, (first + count) * size), shape: [count, ...sampleShape] };
}

/** The most normal and the most anomalous images alone, as they are; a few maps beside the truth where there are masks. */
export async function endsOfScores(saved: SavedCell): Promise<Section[]> {
  if (hasMasks(saved)) return mapGallery(saved, PANELS.brief);
  const { test, result } = saved;
  const sections: Section[] = [];
  for (const selected of selectPositions(result.test).slice(0, 2)) {
    const images = await pixels(subset(test.samples, selected.positions));
    sections.push({ type: 'images', strip: await imageStrip({ rows: [{ label: 'image', images }], captions: captionsOf(selected, result) }), caption: selected.title });
  }
  return sections;
}

const captionsOf = ({ positions }: Selected, { test }: CellResult): string[] => positions.map((i) => `${test.kinds[i] ?? ''} · ${formatScore(test.scores[i] ?? null)}`);
