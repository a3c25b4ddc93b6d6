import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/index.ts';
import { evaluatePixels, type PixelScores } from '../../src/metrics/index.ts';

const SIDE = 1000;

/** Ten images of a million pixels; `defect` says where. */
function tenMillion(defect: (x: number, y: number) => boolean): PixelScores[] {
  const rng = createRng(1);
  return Array.from({ length: 10 }, () => {
    const data = Uint8Array.from({ length: SIDE * SIDE }, (_, i) =>
      Number(defect(i % SIDE, Math.floor(i / SIDE))),
    );
    const scores = new Float32Array(SIDE * SIDE).map((_, i) =>
      Math.abs(rng.normal() + 2 * (data[i] as number)),
    );
    return { width: SIDE, height: SIDE, scores, mask: { width: SIDE, height: SIDE, data } };
  });
}

const isDisc = (x: number, y: number): boolean => Math.hypot((x % 200) - 100, (y % 200) - 100) < 20;
const isSquare = (x: number, y: number): boolean => x % 14 < 7 !== y % 14 < 7;

describe('all pixel metrics over ten million pixels', () => {
  it.each([
    { name: 'three in a hundred anomalous', defect: isDisc, regions: 250, megabytes: 92 },
    { name: 'every other one anomalous', defect: isSquare, regions: 10, megabytes: 240 },
  ])('take the memory they state: $name', ({ defect, regions, megabytes }) => {
    const images = tenMillion(defect);
    const before = process.memoryUsage.rss();
    const { aupro, pixelAuroc, counts } = evaluatePixels(images);
    const used = (process.resourceUsage().maxRSS * 1024 - before) / 1e6;
    expect({ pixels: counts.normal + counts.anomalous, regions: counts.regions }).toEqual({
      pixels: 1e7,
      regions,
    });
    expect(pixelAuroc).toBeCloseTo(0.89, 1);
    expect(aupro).toBeGreaterThan(0.5);
    // What is stated, and garbage not yet collected.
    expect(used).toBeLessThan(megabytes + 100);
  });
});
