import { ignoredArea } from '@oneclass/core/datasets';
import { describe, expect, it } from 'vitest';
import { keptScores, quietMaps } from '../src/inspector/quiet-map.ts';

const area = ignoredArea({ width: 2, height: 2, data: Uint8Array.of(1, 0, 0, 0) }, 0);
const maps = { data: Float32Array.of(9, 2, 3, 4, 0, 7, 6, 5), shape: [2, 2, 2] };

describe('ignored pixels of score maps', () => {
  it('have the lowest score of the others, of each map its own', () => {
    expect([...quietMaps(maps, area, undefined).data]).toEqual([2, 2, 3, 4, 5, 7, 6, 5]);
    expect([...maps.data]).toEqual([9, 2, 3, 4, 0, 7, 6, 5]);
    expect(quietMaps(maps, undefined, 1)).toBe(maps);
  });

  it.each([1, 0.1, -0.1, 0, -3, 1e-45, 1 + 1e-12])(
    'are not above a threshold of %d that all others are above',
    (threshold) => {
      const { data } = quietMaps(maps, area, threshold);
      expect(data[0]).toBeLessThanOrEqual(threshold);
      expect(data[0]).toBeGreaterThanOrEqual(threshold - 1e-6 * Math.max(1, Math.abs(threshold)));
    },
  );

  it('count in no quantile', () => {
    expect(keptScores(maps, area)).toEqual({
      data: Float32Array.of(2, 3, 4, 7, 6, 5),
      shape: [2, 1, 3],
    });
    expect(keptScores(maps, undefined)).toEqual(maps);
  });
});
