import type { IgnoredArea, Maps } from '@oneclass/core';
import { ignoredPixels } from '@oneclass/core/datasets';

/**
 * Score maps whose ignored pixels are not above anything: they have the lowest score of the others,
 * or, where that is above the pixel threshold, the highest that is not.
 * @param maps `[n, height, width]` or `[height, width]`
 * @returns a copy; `maps` itself where nothing is ignored
 */
export function quietMaps(
  maps: Maps,
  area: IgnoredArea | undefined,
  threshold: number | undefined,
): Maps {
  if (!area) return maps;
  const [height = 0, width = 0] = maps.shape.slice(-2);
  const ignored = ignoredPixels(area, { height, width });
  const data = maps.data.slice();
  for (let start = 0; start < data.length; start += ignored.length) {
    const map = data.subarray(start, start + ignored.length);
    let lowest = threshold === undefined ? Infinity : atMost(threshold);
    for (const [i, score] of map.entries()) if (ignored[i] === 0) lowest = Math.min(lowest, score);
    for (const i of map.keys()) if (ignored[i] === 1) map[i] = lowest;
  }
  return { data, shape: maps.shape };
}

/** The highest float32 that is not above a number. */
function atMost(value: number): number {
  const near = Math.fround(value);
  return near <= value ? near : Math.fround(near - Math.max(Math.abs(near) * 2 ** -23, 2 ** -149));
}

/** The scores of pixels that are looked at: `[n, 1, kept]`. */
export function keptScores({ data, shape }: Maps, area: IgnoredArea | undefined): Maps {
  if (!area) return { data, shape };
  const [n = 0, height = 0, width = 0] = shape;
  const ignored = ignoredPixels(area, { height, width });
  const kept = data.filter((_, i) => ignored[i % ignored.length] === 0);
  return { data: kept, shape: [n, 1, kept.length / n] };
}
