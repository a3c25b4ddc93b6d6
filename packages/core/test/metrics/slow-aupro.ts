import type { PixelScores } from '../../src/metrics/index.ts';

/** The pixels of each 8-connected region of defect, by flood fill. */
export function floodRegions({ width, height, mask }: PixelScores): number[][] {
  const seen = new Set<number>();
  const regions: number[][] = [];
  const isDefect = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && mask?.data[y * width + x] === 1;
  for (let start = 0; start < width * height; start++) {
    if (seen.has(start) || !isDefect(start % width, Math.floor(start / width))) continue;
    const region = [start];
    seen.add(start);
    for (const pixel of region) {
      for (const [dx, dy] of [
        [-1, -1],
        [0, -1],
        [1, -1],
        [-1, 0],
        [1, 0],
        [-1, 1],
        [0, 1],
        [1, 1],
      ] as const) {
        const [x, y] = [(pixel % width) + dx, Math.floor(pixel / width) + dy];
        if (!isDefect(x, y) || seen.has(y * width + x)) continue;
        seen.add(y * width + x);
        region.push(y * width + x);
      }
    }
    regions.push(region);
  }
  return regions;
}

const share = (scores: readonly number[], threshold: number): number =>
  scores.filter((score) => score >= threshold).length / scores.length;

/**
 * From the definition: at every threshold, the mean covered share of all regions and the share of
 * all normal pixels above.
 */
export function slowAupro(images: readonly PixelScores[], limit: number): number {
  const regions = images.flatMap((image) =>
    floodRegions(image).map((region) => region.map((i) => image.scores[i] as number)),
  );
  const good = images.flatMap(({ scores, mask }) =>
    [...scores].filter((_, i) => mask?.data[i] !== 1),
  );
  const thresholds = [...new Set(images.flatMap(({ scores }) => [...scores]))].sort(
    (a, b) => b - a,
  );
  const points = thresholds.map((threshold): [number, number] => [
    share(good, threshold),
    regions.reduce((sum, region) => sum + share(region, threshold), 0) / regions.length,
  ]);
  let area = 0;
  let [rate, overlap] = [0, 0];
  for (const [nextRate, nextOverlap] of points) {
    const end = Math.min(nextRate, limit);
    const endOverlap =
      nextRate === rate
        ? nextOverlap
        : overlap + ((nextOverlap - overlap) * (end - rate)) / (nextRate - rate);
    area += ((end - rate) * (overlap + endOverlap)) / 2;
    if (nextRate >= limit) break;
    [rate, overlap] = [nextRate, nextOverlap];
  }
  return area / limit;
}
