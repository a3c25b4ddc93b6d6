import type { ImageSize, Mask } from '@oneclass/core';
import { pixelConfusionMatrix } from '@oneclass/core/metrics';
import { formatCount, formatPercent } from '@oneclass/report';
import { regionsOf } from '../../answer/regions.ts';

export interface PixelFacts {
  readonly map: Float32Array;
  readonly mapSize: readonly [height: number, width: number];
  readonly mask: Mask | undefined;
  readonly threshold: number;
  /** Of the image; where it is not known, regions are not named. */
  readonly size: ImageSize | undefined;
  readonly leastArea: number | undefined;
}

/** What the outlines of a picture enclose. */
export const pixelFacts = (found: PixelFacts): [string, string][] => [
  ...shares(found),
  ...regionFacts(found),
];

function shares({
  map,
  mask,
  mapSize: [height, width],
  threshold,
}: PixelFacts): [string, string][] {
  const { truePositive, falsePositive, falseNegative } = pixelConfusionMatrix(
    [{ width, height, scores: map, mask }],
    threshold,
  );
  const [found, real] = [truePositive + falsePositive, truePositive + falseNegative];
  const facts: [string, string][] = [
    ['above the threshold', `${formatPercent(found / map.length)} %`],
  ];
  if (real === 0) return facts;
  return [
    ...facts,
    ['true defect', `${formatPercent(real / map.length)} %`],
    ['of it above', `${formatPercent(truePositive / real)} %`],
  ];
}

/** Regions that are named; the number of all is said. */
const NAMED_REGIONS = 3;

/** Where it is above the threshold, in pixels of the image. */
function regionFacts({ map, mapSize, threshold, size, leastArea }: PixelFacts): [string, string][] {
  if (!size) return [];
  const regions = regionsOf({ data: map, shape: mapSize }, { threshold, leastArea, size });
  const largest = regions.slice(0, NAMED_REGIONS).map(({ box, area }, i): [string, string] => {
    const { x, y, width, height } = box;
    const where = `${String(width)} × ${String(height)} at (${String(x)}, ${String(y)})`;
    return [`region ${String(i + 1)}`, `${where}, area ${formatCount(area)}`];
  });
  return [['regions', formatCount(regions.length)], ...largest];
}
