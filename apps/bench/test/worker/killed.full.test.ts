import { expect, it } from 'vitest';
import { stopAtRandomMoments } from './killed-run.ts';

it('gives the same results when it is killed at 30 random moments', async () => {
  const { undisturbed, disturbed } = await stopAtRandomMoments(30, ['SIGKILL']);
  for (const { results, files } of disturbed)
    expect({ results, files }).toEqual({ results: undisturbed.results, files: undisturbed.files });
  expect(disturbed.reduce((sum, { stopped }) => sum + stopped, 0)).toBe(30);
  expect(disturbed.reduce((sum, { continued }) => sum + continued, 0)).toBeGreaterThan(5);
});
