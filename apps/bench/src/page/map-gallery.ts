import { isMapDetector, type LabeledDataset, type MapDetector } from '@oneclass/core';
import { resizeMask, subset } from '@oneclass/core/datasets';
import {
  encodePanel,
  mapPanel,
  mapScale,
  OUTLINE_COLORS,
  rangeOf,
  type ColorRange,
} from '@oneclass/pictures';
import { formatScore, type PanelFigure, type Section } from '@oneclass/report';
import { pixels } from './pixels.ts';
import type { SavedCell } from './saved-cell.ts';
import { selectPositions, type Selected } from './select-positions.ts';

type WithMasks = SavedCell & {
  readonly detector: MapDetector;
  readonly test: LabeledDataset & { readonly masks: NonNullable<LabeledDataset['masks']> };
};

/** Whether its maps can be shown beside the truth. */
export const hasMasks = (saved: SavedCell): saved is WithMasks =>
  saved.test.masks !== undefined && isMapDetector(saved.detector);

interface Mapped extends Selected {
  /** Of each image, `[height · width]`. */
  readonly maps: readonly Float32Array[];
}

/**
 * What the maps found and what they missed: misses first, then false alarms, then the highest
 * scores.
 * @param each pictures of each of the three
 */
export async function mapGallery(saved: WithMasks, each: number): Promise<Section[]> {
  const [, anomalous, alarms, misses] = selectPositions(saved.result.test);
  const mapped: Mapped[] = [];
  for (const selected of [misses, alarms, anomalous])
    if (selected) mapped.push(await mapSelected(selected, saved, each));
  const ranges = mapped.flatMap(({ maps }) => maps.map(rangeOf));
  const highest = ranges.map(({ maximum }) => maximum);
  const range = mapScale({ lowest: ranges.map(({ minimum }) => minimum), highest });
  const clipped = highest.some((score) => score > range.maximum);
  const sections: Section[] = [
    {
      type: 'map-legend',
      legend: {
        ...range,
        clipped,
        title: 'score of a pixel',
        outlines: [{ label: 'true defect', color: OUTLINE_COLORS.truth }],
      },
    },
  ];
  for (const part of mapped) {
    if (part.positions.length > 0)
      sections.push(
        { type: 'paragraph', text: part.title },
        { type: 'panels', panels: await panelsOf(part, saved, range) },
      );
  }
  return sections;
}

async function mapSelected(
  { title, positions }: Selected,
  { detector, test, signal }: WithMasks,
  each: number,
): Promise<Mapped> {
  const chosen = positions.slice(0, each);
  if (chosen.length === 0) return { title, positions: chosen, maps: [] };
  const { data } = await detector.scoreMap(subset(test.samples, chosen), { signal });
  const size = data.length / chosen.length;
  return {
    title,
    positions: chosen,
    maps: chosen.map((_, i) => data.subarray(i * size, (i + 1) * size)),
  };
}

function panelsOf(
  { positions, maps }: Mapped,
  { test, result }: WithMasks,
  range: ColorRange,
): Promise<PanelFigure[]> {
  const [height, width] = test.samples.sampleShape;
  return Promise.all(
    positions.map(async (position, i): Promise<PanelFigure> => {
      const image = await pixels(subset(test.samples, [position]));
      const mask = test.labels[position] === 1 ? await test.masks(position) : undefined;
      const truth = mask && resizeMask(mask, { height, width });
      const panel = mapPanel({
        image,
        map: { data: maps[i] as Float32Array, shape: [1, height, width] },
        range,
        truth,
      });
      const kind = test.kinds[position] ?? '';
      const id = test.ids[position] ?? '';
      return {
        picture: {
          bytes: await encodePanel(panel, 'webp'),
          type: 'image/webp',
          width: panel.width,
          height: panel.height,
        },
        labels: panel.labels,
        title: id.includes(kind) ? id : `${kind} ${id}`,
        facts: [['score', formatScore(result.test.scores[position] ?? null)]],
      };
    }),
  );
}
