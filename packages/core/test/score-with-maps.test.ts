import { describe, expect, it } from 'vitest';
import { scoreWithMaps, type MapDetector, type Samples, type ScoreRun } from '../src/index.ts';

const samples = {} as Samples;
const run: ScoreRun = { batchSize: 7 };
const maps = { data: Float32Array.of(1, 2, 3, 4), shape: [1, 2, 2] };

/** A detector that notes what it is asked for. */
function noting(): { detector: MapDetector; calls: unknown[] } {
  const calls: unknown[] = [];
  const detector = {
    score: async (...args: unknown[]) => (calls.push(['score', ...args]), Float32Array.of(9)),
    scoreMap: async (...args: unknown[]) => (calls.push(['scoreMap', ...args]), maps),
  };
  return { detector: detector as unknown as MapDetector, calls };
}

describe('scores with maps', () => {
  it('come from both passes of a detector that has no other way, with the same run', async () => {
    const { detector, calls } = noting();
    expect(await scoreWithMaps(detector, samples, run)).toEqual({
      scores: Float32Array.of(9),
      maps,
    });
    expect(calls).toEqual([
      ['score', samples, run],
      ['scoreMap', samples, run],
    ]);
  });

  it('come from the one pass of a detector that has it', async () => {
    const { detector, calls } = noting();
    const both = { scores: Float32Array.of(8), maps };
    const able: MapDetector = {
      ...detector,
      scoreWithMap: async (...args) => (calls.push(['scoreWithMap', ...args]), both),
    };
    expect(await scoreWithMaps(able, samples, run)).toBe(both);
    expect(calls).toEqual([['scoreWithMap', samples, run]]);
  });
});
