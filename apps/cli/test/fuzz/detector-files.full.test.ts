import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { useBackend } from '@oneclass/runtime';
import { describe, expect, it } from 'vitest';
import type { FuzzReport } from './fuzz-detectors.ts';

/** Each in a fresh process. */
const SEEDS = Array.from({ length: 10 }, (_, i) => 100 + i);
const CASES = 2000;

const hasNative = await useBackend('native').then(
  () => true,
  () => false,
);

/** On native fewer, as the files are read and restored by the same code. */
const RUNS = [
  ...SEEDS.map((seed) => ['wasm', seed] as const),
  ...(hasNative ? SEEDS.slice(0, 4).map((seed) => ['native', seed] as const) : []),
];

const without = hasNative ? '' : ' (native TensorFlow is not installed)';

describe(`thousands of detector files, each changed in one place${without}`, () => {
  it.each(RUNS)('are refused by name or work on %s: seed %i', async (backend, seed) => {
    const child = join(import.meta.dirname, 'fuzz-child.ts');
    const source = ['--conditions=@oneclass/source', '--import', 'tsx'];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...source, child, String(seed), String(CASES)],
      { maxBuffer: 2 ** 26, env: { ...process.env, ONECLASS_BACKEND: backend } },
    );
    const { faults, taken, refused } = JSON.parse(stdout) as FuzzReport;
    expect(faults).toEqual([]);
    expect(taken + refused).toBe(CASES);
  });
});
