import { expect, it } from 'vitest';
import { stopAtRandomMoments } from './killed-run.ts';

it('gives the same results when it is killed, interrupted and run again', async () => {
  const { undisturbed, disturbed } = await stopAtRandomMoments(2, ['SIGKILL', 'SIGINT']);
  for (const { results, files } of disturbed)
    expect({ results, files }).toEqual({ results: undisturbed.results, files: undisturbed.files });
  expect(undisturbed.files).toEqual([
    'index.html',
    'seed0-wasm.json',
    'seed0-wasm.oneclass',
    'seed1-wasm.json',
    'seed1-wasm.oneclass',
  ]);
  expect(disturbed.reduce((sum, { stopped }) => sum + stopped, 0)).toBe(2);
});
