import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { OneClassError } from '@oneclass/core';
import { oneVersusRest, resizeImages, strokeDigits } from '@oneclass/core/datasets';
import {
  checks,
  detectorSuite,
  extractorChecks,
  runCheck,
  type Check,
  type MethodSpec,
} from '../src/index.ts';
import { hoarding, nameless } from './broken/features.ts';
import { brokenToys } from './broken-toys.ts';
import type { ToyConfig } from './toy/config.ts';
import type { Toy } from './toy/detector.ts';
import { featureToy, toy } from './toy.ts';

const NAME = 'has a name and a summary';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** The tests that the suite declares, by name. */
function declared(spec: MethodSpec<ToyConfig>): Map<string, () => Promise<void>> {
  const tests = new Map<string, () => Promise<void>>();
  detectorSuite(
    {
      describe: (_, body) => {
        body();
      },
      it: (name, body) => tests.set(name, body),
    },
    spec,
  );
  return tests;
}

describe('the suite of a method', () => {
  const OF_FEATURES = 7;

  it('has a test for each check, and needs nothing but describe and it', async () => {
    const tests = declared({ method: featureToy });
    expect([...tests.keys()]).toEqual(checks.map(({ name }) => name));
    await expect(tests.get(NAME)?.()).resolves.toBeUndefined();
  });

  it('leaves out the checks of features for a method that builds on none', () => {
    const names = [...declared({ method: toy }).keys()];
    expect(names).toEqual(checks.slice(0, -OF_FEATURES).map(({ name }) => name));
    expect(checks.at(-OF_FEATURES)?.name).toBe('describes itself as it does on features');
  });

  it('passes a check that fails for a method that is exempt from it, with the reason in the name', async () => {
    const tests = declared({
      method: brokenToys[NAME] as MethodSpec<ToyConfig>['method'],
      exempt: { [NAME]: 'it is a secret' },
    });
    await expect(tests.get(`${NAME} (exempt: it is a secret)`)?.()).resolves.toBeUndefined();
  });

  it('fails when an exemption is no longer needed', async () => {
    const tests = declared({ method: toy, exempt: { [NAME]: 'it is a secret' } });
    await expect(tests.get(`${NAME} (exempt: it is a secret)`)?.()).rejects.toThrow(
      /passes 'has a name and a summary'.*take the exemption out/,
    );
  });

  it('refuses an exemption from no check, naming the checks, and one without a reason', () => {
    const unknown = {
      code: 'unknown-name',
      message: expect.stringMatching(
        /no check 'has no name'.*'has a name and a summary'/,
      ) as string,
    };
    expect(() => declared({ method: toy, exempt: { 'has no name': 'why not' } })).toThrow(
      expect.objectContaining(unknown) as Error,
    );
    expect(() => declared({ method: toy, exempt: { [NAME]: ' ' } })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }) as Error,
    );
  });

  it('runs on images of its own where the spec has some', async () => {
    const drawn = strokeDigits({ perDigit: 12, seed: 1, size: 14 });
    const digits = {
      ...drawn,
      samples: resizeImages(drawn.samples, { height: 8, width: 8, channels: 1, resize: 'area' }),
    };
    const check = checks.find(({ name }) => name === 'scores anomalies higher') as Check;
    const data = oneVersusRest(digits, digits, '1');
    const shapes: (readonly number[])[] = [];
    const spying = {
      ...toy,
      fit: ((normal, ...rest) => {
        shapes.push('shape' in normal ? normal.shape : []);
        return toy.fit(normal, ...rest);
      }) as typeof toy.fit,
    };
    await runCheck(check, { method: spying, data });
    expect(shapes).toEqual([[12, 8, 8, 1]]);
  });

  it('tells the error of a method that throws where it should not, and keeps it as the cause', async () => {
    const cause = new TypeError('x is undefined');
    const throwing = {
      ...toy,
      fit: async () => {
        throw cause;
      },
    };
    const check = checks.find(({ name }) => name === 'scores anomalies higher') as Check;
    await expect(runCheck(check, { method: throwing })).rejects.toMatchObject({
      name: 'ConformanceError',
      message: expect.stringContaining('The method threw TypeError: x is undefined') as string,
      cause,
    });
  });
});

describe("a stranger's method that keeps the contract", () => {
  const checkOf = (name: string): Check => checks.find((check) => check.name === name) as Check;

  /** Keeps a list as long as its fit gave, which may be empty. */
  const listing = (length: number): MethodSpec<ToyConfig>['method'] => {
    const withList = (detector: Toy, list: Float32Array): Toy => ({
      ...detector,
      state() {
        const state = detector.state();
        return {
          ...state,
          tensors: { ...state.tensors, list: { shape: [list.length], data: list.slice() } },
        };
      },
    });
    return {
      ...toy,
      fit: async (...args) => withList(await toy.fit(...args), new Float32Array(length)),
      restore(state) {
        const { list, ...tensors } = state.tensors;
        if (list?.shape.length !== 1 || !list.data.every(Number.isFinite))
          throw new OneClassError(
            'invalid-artifact',
            'the tensor list is missing or damaged: fit again.',
          );
        return withList(toy.restore({ ...state, tensors }), list.data.slice());
      },
    };
  };

  it.each([3, 0])('passes with a list of any length in its state: %i', async (length) => {
    for (const damage of ['missing', 'misshaped', 'that is not finite']) {
      const check = checks.find(
        ({ name }) => name.startsWith('refuses a state') && name.includes(damage),
      ) as Check;
      await expect(
        runCheck(check, { method: listing(length) }),
        check.name,
      ).resolves.toBeUndefined();
    }
  });

  it('is told what to report when it reports nothing', async () => {
    const silent = {
      ...toy,
      fit: ((samples, config, { signal } = {}) =>
        toy.fit(samples, config, signal ? { signal } : {})) as typeof toy.fit,
    };
    for (const name of [
      'reports a fit in order',
      'passes on what onProgress throws',
      'stops a fit within one step',
    ]) {
      await expect(runCheck(checkOf(name), { method: silent }), name).rejects.toThrow(
        /reported no (phase|step-end); expected .*a batch/,
      );
    }
  });
});

describe('a method on features', () => {
  const failed = async (spec: MethodSpec<ToyConfig>): Promise<readonly string[]> => {
    const names: string[] = [];
    for (const check of checks) await runCheck(check, spec).catch(() => names.push(check.name));
    return names;
  };

  it('is told three times over when nothing says on which features it was fitted', async () => {
    expect(await failed({ method: nameless })).toEqual([
      'names its features',
      'refuses a state of other features',
      'refuses a state that names no features',
    ]);
  });

  it('is told when it keeps a map that it was given', async () => {
    const maps: tf.Tensor[] = [];
    const check = checks.find(({ name }) => name === 'leaves nothing to dispose but the detector');
    const run = runCheck(check as Check, { method: hoarding(maps) });
    await expect(run).rejects.toThrow(/left \d+ tensors; expected none/);
    tf.dispose(maps);
  });
});

describe('the readme', () => {
  it('says what each check means', () => {
    const text = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    const said = text.split('\n').map((line) => line.split('|')[1]?.trim());
    const names = [...checks, ...extractorChecks].map(({ name }) => name);
    expect(names.filter((name) => !said.includes(name))).toEqual([]);
  });
});
