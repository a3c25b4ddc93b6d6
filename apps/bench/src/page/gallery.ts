import { isMapDetector, isReconstructor, unpack, type Dataset, type Detector } from '@oneclass/core';
import { subset } from '@oneclass/core/datasets';
import { colorMap, formatScore, imageStrip, rangeOf, type Section, type StripRow } from '@oneclass/report';
import type { CellResult } from '../result.ts';
import { loadData } from '../run-cell.ts';
import type { Cell } from '../table/table.ts';
import { runAuthored } from '../table/wrong-table.ts';

const COLUMNS = 8;

/** Test images worth a look: the ends of the scores, and those whose score speaks most against the label. */
export function selectPositions({ labels, scores }: CellResult['test']): { title: string; positions: number[] }[] {
  const rising = labels.map((_, i) => i).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  const falling = rising.toReversed();
  const of = (label: number, order: readonly number[]): number[] => order.filter((i) => labels[i] === label);
  return [
    { title: 'Most normal: the lowest scores', positions: rising },
    { title: 'Most anomalous: the highest scores', positions: falling },
    { title: 'Normal images with the highest scores (false alarms first)', positions: of(0, falling) },
    { title: 'Anomalous images with the lowest scores (misses first)', positions: of(1, rising) },
  ].map(({ title, positions }) => ({ title, positions: positions.slice(0, COLUMNS) }));
}

export interface GallerySource {
  readonly cell: Cell;
  readonly artifact: Uint8Array;
  readonly result: CellResult;
  readonly folders: readonly string[];
  readonly signal: AbortSignal;
}

/** Originals, and beneath them reconstructions and score maps where the detector gives them. */
export async function gallery(source: GallerySource): Promise<Section[]> {
  const { cell, artifact, signal } = source;
  const { detector } = await runAuthored(`restore() of method "${cell.method.name}"`, () => unpack(artifact, [cell.method]));
  try {
    return await runAuthored(`Drawing images of cell "${cell.id}"`, () => drawStrips(detector, source), signal);
  } finally {
    detector.dispose();
  }
}

async function drawStrips(detector: Detector, { cell, result, folders, signal }: GallerySource): Promise<Section[]> {
  const { test } = await loadData(cell, { folders, signal });
  const sections: Section[] = [];
  for (const { title, positions } of selectPositions(result.test)) {
    const images = subset(test.samples, positions);
    const rows: StripRow[] = [{ label: 'image', images: await pixels(images) }];
    if (isReconstructor(detector)) rows.push({ label: 'reconstruction', images: await detector.reconstruct(images, { signal }) });
    const maps = isMapDetector(detector) ? await detector.scoreMap(images, { signal }) : undefined;
    const range = maps && rangeOf(maps.data);
    if (maps && range) rows.push({ label: 'score map', images: colorMap(maps, range) });
    const captions = positions.map((i) => `${result.test.kinds[i] ?? ''} · ${formatScore(result.test.scores[i] ?? null)}`);
    const strip = await imageStrip({ rows, captions });
    sections.push({ type: 'images', strip, caption: title, ...(range && { colorScale: { ...range, title: 'anomaly score of a pixel' } }) });
  }
  return sections;
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
