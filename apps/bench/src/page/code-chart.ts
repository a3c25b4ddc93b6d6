import { isEncoder, type Encoder, type LabeledDataset, type Maps } from '@oneclass/core';
import { subset } from '@oneclass/core/datasets';
import { scatterChart, type ChartFigure } from '@oneclass/report';
import type { CellResult } from '../cell/result.ts';
import { evenly } from './evenly.ts';
import { principalPlane } from './principal-plane.ts';
import type { SavedCell } from './saved-cell.ts';

/** Of each label; taken evenly, so that a page stays small. */
const MOST_POINTS = 1000;

/** Test images of one label that a chart shows. */
export interface ChartGroup {
  readonly name: string;
  /** How many there are, of which these are a part. */
  readonly of: number;
  readonly positions: readonly number[];
}

/** @param most of each label */
export const groupsOf = ({ test: { labels } }: CellResult, most: number): ChartGroup[] =>
  ['normal', 'anomalous'].map((name, label) => {
    const all = [...labels.keys()].filter((i) => labels[i] === label);
    return { name, of: all.length, positions: evenly(all, most) };
  });

/** The groups' images, one after the other. */
export const imagesOf = (
  { samples }: LabeledDataset,
  groups: readonly ChartGroup[],
): LabeledDataset['samples'] =>
  subset(
    samples,
    groups.flatMap(({ positions }) => positions),
  );

/**
 * Codes of test images in the plane in which they vary most, with the centre where the method has
 * one; none for a method without codes. The components are those of the codes shown: the training
 * images' would leave out the directions in which only anomalies differ. No label takes part in
 * finding them.
 */
export async function codeChart({
  detector,
  test,
  result,
  signal,
}: SavedCell): Promise<ChartFigure[]> {
  if (!isEncoder(detector)) return [];
  const groups = groupsOf(result, MOST_POINTS);
  const codes = await detector.encode(imagesOf(test, groups), { signal });
  return chartOfCodes(codes, groups, detector);
}

/** @param codes of the groups' images */
export async function chartOfCodes(
  codes: Maps,
  groups: readonly ChartGroup[],
  { center }: Pick<Encoder, 'center'>,
): Promise<ChartFigure[]> {
  const [, d = 0] = codes.shape;
  if (d < 2) return [];
  const { shares, place } = principalPlane(codes);
  let next = 0;
  const series = groups.map(({ name, of, positions }) => ({
    name,
    of,
    points: positions.map(() => place(codes.data.subarray(d * next, d * ++next))),
  }));
  const [x, y] = center ? place(center) : [0, 0];
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  const svg = await scatterChart({
    title: 'Codes of test images, projected',
    x: { title: `first component, ${percent(shares[0])} of variance` },
    y: { title: `second, ${percent(shares[1])}` },
    series,
    ...(center && { markers: [{ name: 'centre c', x, y }] }),
  });
  return [{ svg, caption: `Principal components of the ${String(d)} numbers of each code shown.` }];
}
