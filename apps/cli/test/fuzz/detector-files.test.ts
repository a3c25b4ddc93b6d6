import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { fuzzDetectors } from './fuzz-detectors.ts';

beforeAll(() => useBackend());

describe('a detector file that was changed in one place', () => {
  it('is refused by name or works, soon, in little memory, and leaves nothing', async () => {
    const { faults, taken, refused } = await fuzzDetectors({ seed: 1, cases: 550 });
    expect(faults).toEqual([]);
    expect(taken).toBeGreaterThan(50);
    expect(refused).toBeGreaterThan(200);
  });
});
