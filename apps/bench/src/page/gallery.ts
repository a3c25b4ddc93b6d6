import { isMapDetector, isReconstructor, unpack, type Dataset } from '@oneclass/core';
import { subset } from '@oneclass/core/datasets';
import { colorMap, formatScore, imageStrip, rangeOf, type Section, type StripRow } from '@oneclass/report';
import type { CellResult } from '../result.ts';
import type { Cell } from '../table/table.ts';

const COLUMNS = 8;

/** Test images worth a look: the first of each label, and those whose score speaks most against the label. */
export function selectPositions({ labels, scores }: CellResult['test']): { title: string; positions: number[] }[] {
  const positions = labels.map((_, i) => i);
  const byScore = (sign: number): ((a: number, b: number) => number) => (a, b) => sign * ((scores[a] as number) - (scores[b] as number));
  const of = (label: number): number[] => positions.filter((i) => labels[i] === label);
  return [
    { title: 'Normal test images', positions: of(0).slice(0, COLUMNS) },
    { title: 'Anomalous test images', positions: of(1).slice(0, COLUMNS) },
    { title: 'Normal images with the highest scores (false alarms first)', positions: of(0).sort(byScore(-1)).slice(0, COLUMNS) },
    { title: 'Anomalous images with the lowest scores (misses first)', positions: of(1).sort(byScore(1)).slice(0, COLUMNS) },
  ];
}

export interface GallerySource {
  readonly cell: Cell;
  readonly artifact: Uint8Array;
  readonly result: CellResult;
  readonly folders: readonly string[];
  readonly signal: AbortSignal;
}

/** Originals, and beneath them reconstructions and score maps where the detector gives them. */
export async function gallery({ cell, artifact, result, folders, signal }: GallerySource): Promise<Section[]> {
  const { detector } = unpack(artifact, [cell.method]);
  try {
    const { test } = await cell.data.load(folders, signal);
    const sections: Section[] = [];
    for (const { title, positions } of selectPositions(result.test)) {
      const images = subset(test.samples, positions);
      const rows: StripRow[] = [{ label: 'image', images: await pixels(images) }];
      if (isReconstructor(detector)) rows.push({ label: 'reconstruction', images: await detector.reconstruct(images, { signal }) });
      const maps = isMapDetector(detector) ? await detector.scoreMap(images, { signal }) : undefined;
      const range = maps && rangeOf(maps.data);
      if (maps && range) rows.push({ label: 'squared error', images: colorMap(maps, range) });
      const captions = positions.map((i) => `${result.test.kinds[i] ?? ''} · ${formatScore(result.test.scores[i] ?? null)}`);
      const strip = await imageStrip({ rows, captions });
      sections.push({ type: 'images', strip, caption: title, ...(range && { colorScale: { ...range, title: 'squared error' } }) });
    }
    return sections;
  } finally {
    detector.dispose();
  }
}

async function pixels(images: Dataset): Promise<{ data: Float32Array; shape: [number, number, number, number] }> {
  const data = new Float32Array(images.size * images.sampleShape.reduce((product, size) => product * size, 1));
  let offset = 0;
  for await (const batch of images.batches({ batchSize: images.size })) {
    const values = (await batch.data()) as Float32Array;
    batch.dispose();
    data.set(values, offset);
    offset += values.length;
  }
  return { data, shape: [images.size, ...images.sampleShape] };
}
