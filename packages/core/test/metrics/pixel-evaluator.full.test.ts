import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pixelEvaluator, type PixelEvaluation, type PixelScores } from '../../src/metrics/index.ts';

const SIDE = 1000;

/** golden-large.py made it, and the same pixels. */
const golden = JSON.parse(
  readFileSync(new URL('pixel-golden-large.json', import.meta.url), 'utf8'),
) as PixelEvaluation;

/** Discs of five sizes, in every second image; scores of 24 bits. */
function hashedImage(index: number): PixelScores {
  const data = new Uint8Array(SIDE * SIDE);
  const scores = new Float32Array(SIDE * SIDE);
  for (let y = 0, i = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++, i++) {
      let hash = Math.imul(index * SIDE * SIDE + i + 1, 2654435761) >>> 0;
      hash = Math.imul(hash ^ (hash >>> 15), 2246822519) >>> 0;
      const [dx, dy, radius] = [(x % 200) - 100, (y % 200) - 100, 4 + 6 * Math.floor(x / 200)];
      data[i] = Number(index % 2 === 1 && dx * dx + dy * dy < radius * radius);
      scores[i] = ((hash >>> 8) + data[i]! * 2 ** 22) / 2 ** 24;
    }
  }
  return { width: SIDE, height: SIDE, scores, mask: { width: SIDE, height: SIDE, data } };
}

describe('sixteen million pixels, image by image', () => {
  // The one that takes less memory first.
  it.each([
    { name: 'from a histogram', exactPixels: undefined, bound: 5e-5, megabytes: 150 },
    { name: 'all sorted', exactPixels: 2e7, bound: 0, megabytes: 12 * 16 },
  ])('are measured as scikit-learn does: $name', ({ exactPixels, bound, megabytes }) => {
    const before = process.memoryUsage.rss();
    const evaluator = pixelEvaluator({ exactPixels });
    for (let i = 0; i < golden.counts.images; i++) evaluator.add(hashedImage(i));
    const evaluation = evaluator.evaluate();
    const used = (process.resourceUsage().maxRSS * 1024 - before) / 1e6;
    expect(evaluation.counts).toEqual(golden.counts);
    expect(evaluation.errorBounds === null).toBe(bound === 0);
    for (const name of ['pixelAuroc', 'pixelAveragePrecision', 'pixelBestF1', 'aupro'] as const) {
      const own = evaluation.errorBounds?.[name] ?? 0;
      expect(own).toBeLessThanOrEqual(bound);
      expect(Math.abs(evaluation[name] - golden[name])).toBeLessThanOrEqual(own + 1e-12);
    }
    // What is stated, and garbage not yet collected.
    expect(used).toBeLessThan(megabytes + 100);
  });
});
