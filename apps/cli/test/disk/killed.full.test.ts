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

const TIMES = 30;

describe('what a command leaves that is killed at 30 random steps, and at its last', () => {
  it.each(['score --maps', 'evaluate --maps', 'calibrate', 'fit --checkpoint'])(
    'of %s is whole, and the next one ends as if nothing had been',
    async (name) => {
      const command = commandOf(name);
      const { steps, result } = await undisturbed(command, work);
      expect(result).toBeDefined();
      const rng = createRng(23).derive(name);
      const moments = Array.from({ length: TIMES }, () => 1 + rng.integer(steps));
      for (const step of [...moments, steps]) await killAt(step, command, { work, result });
    },
  );
});
