import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isOneClassError, parseSettings, resolveConfig } from '../src/index.ts';

const schema = z.strictObject({
  seed: z.int().min(0).default(0),
  rate: z.number().positive().max(1).default(0.001),
  maps: z.array(z.int().min(1).max(4096)).min(1).max(10).default([16, 32]),
  form: z.enum(['exact', 'running']).default('exact'),
  stopping: z
    .strictObject({
      patience: z.int().min(1).default(3),
      holdOut: z.number().gt(0).lt(1).default(0.1),
    })
    .nullable()
    .default(null),
  score: z
    .strictObject({
      steps: z.int().min(1).default(500),
      search: z.union([z.literal('gradient'), z.boolean()]).default(true),
    })
    .prefault({}),
});

const valid: Record<string, unknown> = {
  ...{ seed: 1, rate: 0.5, maps: [4, 8], form: 'running' },
  ...{ stopping: { patience: 2, holdOut: 0.5 }, score: { steps: 9, search: 'gradient' } },
};
const paths = [
  ...Object.keys(valid),
  'stopping.patience',
  'stopping.holdOut',
  'score.steps',
  'score.search',
  'maps.0',
  'maps.9',
  'other',
  'score.other',
  '',
  '__proto__',
  'toString',
];

const anything = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withTypedArray: true,
    withNullPrototype: true,
    withSparseArray: true,
  }),
  fc.constantFrom<unknown>(
    0,
    -1,
    Number.POSITIVE_INFINITY,
    Number.NaN,
    '',
    'exact',
    [],
    {},
    null,
    undefined,
    true,
    Symbol('mark'),
    () => 1,
  ),
);

/** A config that keeps its schema, or one error that says which key. */
function expectSound(given: unknown): 'taken' | 'refused' {
  try {
    const config = resolveConfig(schema, given, { method: 'fuzzed' });
    expect(schema.safeParse(config).success).toBe(true);
    expect(
      Object.isFrozen(config) && Object.isFrozen(config.maps) && Object.isFrozen(config.score),
    ).toBe(true);
    return 'taken';
  } catch (error) {
    if (!isOneClassError(error)) throw error;
    expect(error.code).toBe('invalid-config');
    expect(error.message).toMatch(/^Invalid config for fuzzed: .+\.$/s);
    expect(error.message.length).toBeLessThan(1000);
    return 'refused';
  }
}

function withValue(path: string, value: unknown): unknown {
  const config = structuredClone(valid);
  const keys = path.split('.');
  const last = keys.pop() as string;
  const inner = keys.reduce<unknown>(
    (object, key) => (object as Record<string, unknown>)[key],
    config,
  );
  Object.defineProperty(inner, last, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return config;
}

describe('a config from anywhere', () => {
  it('is taken or refused with a OneClassError: anything in place of any of its values', () => {
    const outcomes = new Set<string>();
    const property = fc.property(
      fc.constantFrom(...paths),
      anything,
      (path, value) => void outcomes.add(expectSound(withValue(path, value))),
    );
    fc.assert(property, { numRuns: 8000 });
    expect([...outcomes].sort()).toEqual(['refused', 'taken']);
  });

  it('is taken or refused with a OneClassError: anything at all', () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(['taken', 'refused']).toContain(expectSound(value));
      }),
      { numRuns: 2000 },
    );
  });

  it('is read from settings or refused with a OneClassError: any text', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        '=',
        '.',
        'score.',
        'maps=',
        '[1,2]',
        '{"a":1}',
        '1e999',
        '__proto__',
        'constructor',
        '"',
        '\n',
      ),
    );
    const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(fc.array(text, { maxLength: 3 }), (settings) => {
        try {
          outcomes.add(expectSound(parseSettings(settings)));
        } catch (error) {
          if (!isOneClassError(error)) throw error;
          expect(error.code).toBe('invalid-argument');
          outcomes.add('unread');
        }
        expect(({} as Record<string, unknown>)['a']).toBeUndefined();
      }),
      { numRuns: 4000 },
    );
    expect([...outcomes].sort()).toEqual(['refused', 'taken', 'unread']);
  });
});
