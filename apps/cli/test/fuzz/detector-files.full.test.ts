import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { FuzzReport } from './fuzz-detectors.ts';

/** Each in a fresh process. */
const SEEDS = Array.from({ length: 10 }, (_, i) => 100 + i);
const CASES = 2000;

describe('20,000 detector files, each changed in one place', () => {
  it.each(SEEDS)('are refused by name or work: seed %i', async (seed) => {
    const child = join(import.meta.dirname, 'fuzz-child.ts');
    const source = ['--conditions=@oneclass/source', '--import', 'tsx'];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...source, child, String(seed), String(CASES)],
      { maxBuffer: 2 ** 26 },
    );
    const { faults, taken, refused } = JSON.parse(stdout) as FuzzReport;
    expect(faults).toEqual([]);
    expect(taken + refused).toBe(CASES);
  });
});
