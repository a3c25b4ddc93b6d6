import type { Dataset, Detector } from '@oneclass/core';
import { imageSet } from '@oneclass/core/datasets';
import { describe, expect, it, vi } from 'vitest';
import { imageSeconds } from '../../src/cell/image-seconds.ts';

const images = imageSet({ data: new Uint8Array(4 * 3), sampleShape: [2, 2, 1] });
const { signal } = new AbortController();

/** Each call takes the next of these seconds, by a clock of its own. */
function timed(seconds: readonly number[]) {
  let now = 0;
  const sizes: number[] = [];
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const score = (samples: Dataset) => {
    now += 1000 * (seconds[sizes.push(samples.size) - 1] as number);
    return Promise.resolve(Float32Array.of(0));
  };
  return { sizes, score };
}

describe('the time of one image', () => {
  it('is the median of nine that are scored alone, without the first', async () => {
    const { sizes, score } = timed([2, 0.01, 0.09, 0.02, 0.08, 0.03, 0.07, 0.04, 0.06, 0.05]);
    const detector = { outputs: ['score'], score } as unknown as Detector;
    expect(await imageSeconds(detector, images, signal)).toBe(0.05);
    expect(sizes).toEqual(Array(10).fill(1));
  });

  it('has the map in it, where there is one', async () => {
    const { sizes, score } = timed(Array(10).fill(0.25));
    const asked: (readonly string[])[] = [];
    const detector = {
      outputs: ['score', 'map'],
      compute: (samples: Dataset, names: readonly string[]) => {
        asked.push(names);
        return score(samples);
      },
    } as unknown as Detector;
    expect(await imageSeconds(detector, images, signal)).toBe(0.25);
    expect(asked[0]).toEqual(['score', 'map']);
    expect(sizes).toHaveLength(10);
  });

  it('is of fewer where one takes seconds', async () => {
    const { sizes, score } = timed([20, 21, 22]);
    const detector = { outputs: ['score'], score } as unknown as Detector;
    expect(await imageSeconds(detector, images, signal)).toBe(21);
    expect(sizes).toHaveLength(2);
  });
});
