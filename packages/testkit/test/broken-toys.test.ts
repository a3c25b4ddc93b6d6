import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checks, ConformanceError, runCheck, type Check } from '../src/index.ts';
import { brokenToys, CONFIG, freeLeaks } from './broken-toys.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(freeLeaks);

describe('a broken toy', () => {
  it('is there for every check', () => {
    const names = checks.map(({ name }) => name);
    expect(Object.keys(brokenToys).sort()).toEqual(names.sort());
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(Object.entries(brokenToys))('fails the check: %s', async (name, method) => {
    const check = checks.find((candidate) => candidate.name === name) as Check;
    const error = await runCheck(check, { method, config: CONFIG }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ConformanceError);
    expect((error as Error).message).toMatch(/expected .{8}/i);
  });
});
