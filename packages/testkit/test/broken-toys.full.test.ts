import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checks, runCheck } from '../src/index.ts';
import { brokenToys, CONFIG, freeLeaks } from './broken-toys.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(freeLeaks);

describe('a broken toy', () => {
  it.each(Object.entries(brokenToys))('fails no check but its own: %s', async (name, method) => {
    const failed: string[] = [];
    for (const check of checks)
      await runCheck(check, { method, config: CONFIG }).catch(() => failed.push(check.name));
    expect(failed).toEqual([name]);
  });
});
