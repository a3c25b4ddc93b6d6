import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { fuzzWeights } from './weights-fuzz.ts';

beforeAll(() => useBackend());

describe('a weights file that was changed in one place', () => {
  it('is refused by name or works, soon, in little memory, and leaves nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'oneclass-weights-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, 'weights.safetensors');
    const { faults, taken, refused } = await fuzzWeights({ seed: 1, cases: 300, path });
    expect(faults).toEqual([]);
    expect(taken).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(50);
  });
});
