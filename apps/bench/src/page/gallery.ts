import { isMapDetector, isReconstructor } from '@oneclass/core';
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
  const sections: Section[] = [];
  for (const selected of selectPositions(result.test)) {
    const images = subset(test.samples, selected.positions);
    const rows: StripRow[] = [{ label: 'image', images: await pixels(images) }];
    if (isReconstructor(detector)) rows.push({ label: 'reconstruction', images: await detector.reconstruct(images, { signal }) });
    const maps = isMapDetector(detector) ? await detector.scoreMap(images, { signal }) : undefined;
    const range = maps && rangeOf(maps.data);
    if (maps && range) rows.push({ label: 'score map', images: colorMap(maps, range) });
    const strip = await imageStrip({ rows, captions: captionsOf(selected, result) });
    sections.push({ type: 'images', strip, caption: selected.title, ...(range && { colorScale: { ...range, title: 'anomaly score of a pixel' } }) });
  }
  return sections;
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
