import { isMapDetector, isReconstructor, type Dataset } from '@oneclass/core';
import { subset } from '@oneclass/core/datasets';
import { colorMap, formatScore, imageStrip, rangeOf, type Section, type StripRow } from '@oneclass/report';
import type { CellResult } from '../result.ts';
import type { SavedCell } from './saved-cell.ts';

const COLUMNS = 8;

interface Selected {
  readonly title: string;
  readonly positions: readonly number[];
}

/** Test images worth a look: the ends of the scores, and those whose score speaks most against the label. */
export function selectPositions({ labels, scores }: CellResult['test']): Selected[] {
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

/** Originals, and beneath them reconstructions and score maps where the detector gives them. */
export async function gallery(saved: SavedCell): Promise<Section[]> {
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

/** The most normal and the most anomalous images alone, as they are. */
export async function endsOfScores({ test, result }: SavedCell): Promise<Section[]> {
  const sections: Section[] = [];
  for (const selected of selectPositions(result.test).slice(0, 2)) {
    const images = await pixels(subset(test.samples, selected.positions));
    sections.push({ type: 'images', strip: await imageStrip({ rows: [{ label: 'image', images }], captions: captionsOf(selected, result) }), caption: selected.title });
  }
  return sections;
}

const captionsOf = ({ positions }: Selected, { test }: CellResult): string[] => positions.map((i) => `${test.kinds[i] ?? ''} · ${formatScore(test.scores[i] ?? null)}`);

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
