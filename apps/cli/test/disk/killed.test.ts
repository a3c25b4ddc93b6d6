import { mkdir } from 'node:fs/promises';
import { createRng } from '@oneclass/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killAt, undisturbed } from './killed.ts';
import { createParts, type Parts } from './parts.ts';
import { writings, type Writing } from './writing.ts';

let parts: Parts;
let work: string;
const commandOf = (name: string): Writing =>
  writings(parts, work).find((command) => command.name === name) as Writing;

beforeAll(async () => {
  parts = await createParts();
  work = parts.at('work');
  await mkdir(work);
});
afterAll(() => parts.remove());

/** More of it is in `killed.full.test.ts`. */
describe('what a killed command leaves', () => {
  it.each([
    ['score --maps', 11],
    ['fit --checkpoint', 12],
  ])('of %s is whole, and the next one ends as if nothing had been', async (name, seed) => {
    const command = commandOf(name);
    const { steps, result } = await undisturbed(command, work);
    expect(steps).toBeGreaterThan(5);
    const step = 1 + createRng(seed).derive(name).integer(steps);
    await killAt(step, command, { work, result });
  });
});
