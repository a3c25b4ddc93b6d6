import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { oneVersusRest, resizeImages, strokeDigits } from '@oneclass/core/datasets';
import { checks, detectorSuite, runCheck, type Check, type MethodSpec } from '../src/index.ts';
import { brokenToys } from './broken-toys.ts';
import { toy, type ToyConfig } from './toy.ts';

const NAME = 'has a name and a summary';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** The tests that the suite declares, by name. */
function declared(spec: MethodSpec<ToyConfig>): Map<string, () => Promise<void>> {
  const tests = new Map<string, () => Promise<void>>();
  detectorSuite({ describe: (_, body) => { body(); }, it: (name, body) => tests.set(name, body) }, spec);
  return tests;
}

describe('the suite of a method', () => {
  it('has a test for each check, and needs nothing but describe and it', async () => {
    const tests = declared({ method: toy });
    expect([...tests.keys()]).toEqual(checks.map(({ name }) => name));
    await expect(tests.get(NAME)?.()).resolves.toBeUndefined();
  });

  it('passes a check that fails for a method that is exempt from it, with the reason in the name', async () => {
    const tests = declared({ method: brokenToys[NAME] as MethodSpec<ToyConfig>['method'], exempt: { [NAME]: 'it is a secret' } });
    await expect(tests.get(`${NAME} (exempt: it is a secret)`)?.()).resolves.toBeUndefined();
  });

  it('fails when an exemption is no longer needed', async () => {
    const tests = declared({ method: toy, exempt: { [NAME]: 'it is a secret' } });
    await expect(tests.get(`${NAME} (exempt: it is a secret)`)?.()).rejects.toThrow(/passes 'has a name and a summary'.*take the exemption out/);
  });

  it('refuses an exemption from no check, naming the checks, and one without a reason', () => {
    const unknown = { code: 'unknown-name', message: expect.stringMatching(/no check 'has no name'.*'has a name and a summary'/) as string };
    expect(() => declared({ method: toy, exempt: { 'has no name': 'why not' } })).toThrow(expect.objectContaining(unknown) as Error);
    expect(() => declared({ method: toy, exempt: { [NAME]: ' ' } })).toThrow(expect.objectContaining({ code: 'invalid-argument' }) as Error);
  });

  it('runs on images of its own where the spec has some', async () => {
    const drawn = strokeDigits({ perDigit: 12, seed: 1, size: 14 });
    const digits = { ...drawn, samples: resizeImages(drawn.samples, { height: 8, width: 8, channels: 1, resize: 'area' }) };
    const check = checks.find(({ name }) => name === 'scores anomalies higher') as Check;
    const data = oneVersusRest(digits, digits, '1');
    const shapes: (readonly number[])[] = [];
    const spying = { ...toy, fit: ((normal, ...rest) => {
      shapes.push('shape' in normal ? normal.shape : []);
      return toy.fit(normal, ...rest);
    }) as typeof toy.fit };
    await runCheck(check, { method: spying, data });
    expect(shapes).toEqual([[12, 8, 8, 1]]);
  });

  it('tells the error of a method that throws where it should not, and keeps it as the cause', async () => {
    const cause = new TypeError('x is undefined');
    const throwing = { ...toy, fit: async () => { throw cause; } };
    const check = checks.find(({ name }) => name === 'scores anomalies higher') as Check;
    await expect(runCheck(check, { method: throwing })).rejects.toMatchObject({
      name: 'ConformanceError',
      message: expect.stringContaining('The method threw TypeError: x is undefined') as string,
      cause,
    });
  });
});

describe('the readme', () => {
  it('says what each check means', () => {
    const text = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    const missing = checks.filter(({ name }) => !text.includes(`| ${name} |`)).map(({ name }) => name);
    expect(missing).toEqual([]);
  });
});
