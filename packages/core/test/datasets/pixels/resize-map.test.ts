import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resizeMap } from '@oneclass/core/datasets';

/** golden-maps.py made them. */
interface Golden {
  readonly from: readonly [height: number, width: number];
  readonly to: readonly [height: number, width: number];
  readonly scores: readonly number[];
  readonly resized: readonly number[];
}

const goldens = JSON.parse(
  readFileSync(new URL('golden-maps.json', import.meta.url), 'utf8'),
) as readonly Golden[];
const sizeOf = ([height, width]: Golden['from']) => ({ height, width });

describe('resizeMap', () => {
  it.each(goldens)('equals SciPy, $from to $to', ({ from, to, scores, resized }) => {
    const ours = resizeMap(Float32Array.from(scores), sizeOf(from), sizeOf(to));
    expect(ours.length).toBe(resized.length);
    for (const [i, value] of resized.entries())
      expect(Math.abs(ours[i]! - value)).toBeLessThanOrEqual(2 ** -23 * Math.abs(value));
  });

  it('changes nothing where nothing is to be done, and no score of a map of one', () => {
    const scores = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect(resizeMap(scores, sizeOf([2, 3]), sizeOf([2, 3]))).toBe(scores);
    const alike = new Float32Array(6).fill(0.1);
    expect(new Set(resizeMap(alike, sizeOf([2, 3]), sizeOf([7, 13])))).toEqual(
      new Set([Math.fround(0.1)]),
    );
  });

  it('refuses a wrong size, and a map that does not have the size it should', () => {
    const scores = new Float32Array(6);
    expect(() => resizeMap(scores, sizeOf([2, 3]), sizeOf([0, 3]))).toThrow(
      expect.objectContaining({ code: 'invalid-shape' }),
    );
    expect(() => resizeMap(scores, sizeOf([2, 4]), sizeOf([4, 4]))).toThrow(
      'Expected 2 × 4 scores of a map. Received: 6.',
    );
  });
});
