import { OneClassError, type ImageSize, type Maps } from '@oneclass/core';
import { labelRegions } from '@oneclass/core/metrics';
import type { Region } from './answer.ts';

export interface RegionsOptions {
  /** Of pixels: a region is above it. */
  readonly threshold: number;
  /** Pixels of the map's image, which regions are counted in; those of the map when absent. */
  readonly size?: ImageSize | undefined;
  /** Pixels of the image: smaller regions are left out; none when absent. */
  readonly leastArea?: number | undefined;
}

/** Of a region, in pixels of the map. */
interface Found {
  left: number;
  right: number;
  top: number;
  bottom: number;
  pixels: number;
  peak: number;
  sum: number;
}

/**
 * The connected areas of a score map above a threshold, diagonal neighbours connected, the largest
 * first; of equal ones the one with the higher peak, then as they come in rows.
 *
 * A pixel of the map covers `size` / map of the image's pixels: boxes take in every pixel that is
 * covered in part, and an area is rounded to whole pixels, 1 at least.
 *
 * @param map `[height, width]`, or `[1, height, width]` as a detector gives it of one image
 * @throws OneClassError `invalid-shape` for anything but one map; `invalid-argument` for a wrong
 *   threshold, size or least area
 */
export function regionsOf({ data, shape }: Maps, options: RegionsOptions): Region[] {
  const [height = 0, width = 0] = shape.slice(-2);
  if (height * width !== data.length || data.length === 0) throw wrongShape(shape, data.length);
  const { threshold, size = { height, width }, leastArea = 0 } = options;
  if (!Number.isFinite(threshold)) throw wrong('threshold', 'a finite number', threshold);
  if (!(leastArea >= 0 && leastArea < Infinity))
    throw wrong('leastArea', 'a number of 0 or more', leastArea);
  for (const side of [size.height, size.width])
    if (!(Number.isSafeInteger(side) && side >= 1))
      throw wrong('size', 'whole numbers of 1 or more', side);
  const above = Uint8Array.from(data, (score) => Number(score > threshold));
  const { labels, sizes } = labelRegions({ width, height, data: above });
  const found = sizes.map((pixels) => emptyRegion(pixels));
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const label = labels[i] as number;
      if (label > 0) add(found[label - 1] as Found, { x, y, score: data[i] as number });
    }
  }
  return found
    .map((one) => toRegion(one, [size.height / height, size.width / width]))
    .filter(({ area }) => area >= leastArea)
    .sort((a, b) => b.area - a.area || b.peak - a.peak);
}

const emptyRegion = (pixels: number): Found => ({
  ...{ left: Infinity, right: -1, top: Infinity, bottom: -1 },
  ...{ pixels, peak: -Infinity, sum: 0 },
});

function add(region: Found, { x, y, score }: { x: number; y: number; score: number }): void {
  region.left = Math.min(region.left, x);
  region.right = Math.max(region.right, x);
  region.top = Math.min(region.top, y);
  region.bottom = Math.max(region.bottom, y);
  region.peak = Math.max(region.peak, score);
  region.sum += score;
}

/** @param scale pixels of the image for one of the map */
function toRegion(found: Found, [down, across]: readonly [down: number, across: number]): Region {
  const [x, width] = cover(found.left, found.right + 1, across);
  const [y, height] = cover(found.top, found.bottom + 1, down);
  return {
    box: { x, y, width, height },
    area: Math.max(1, Math.round(found.pixels * down * across)),
    peak: found.peak,
    mean: found.sum / found.pixels,
  };
}

// 3 × (10 / 3) is 10.000000000000002 for some.
const ROUNDING = 1e-9;

/** Whole pixels with all from `first` to `end`. */
function cover(first: number, end: number, scale: number): [start: number, length: number] {
  const start = Math.floor(first * scale + ROUNDING);
  return [start, Math.max(1, Math.ceil(end * scale - ROUNDING) - start)];
}

const wrong = (argument: string, expected: string, received: number): OneClassError =>
  new OneClassError(
    'invalid-argument',
    `Invalid ${argument} of regions: expected ${expected}. Received: ${String(received)}.`,
    { argument, expected, received },
  );

const wrongShape = (shape: readonly number[], count: number): OneClassError =>
  new OneClassError(
    'invalid-shape',
    'Regions are of one map: expected [height, width] or [1, height, width], and as many values. ' +
      `Received shape [${shape.join(', ')}] and ${String(count)} values.`,
    { argument: 'map', expected: '[height, width]', received: shape },
  );
