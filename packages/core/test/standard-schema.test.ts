import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { resolveConfig, type StandardSchema } from '../src/index.ts';

interface Config {
  readonly seed: number;
  readonly layers: readonly number[];
}

type Validate = StandardSchema<Config>['~standard']['validate'];

/** A schema as a small validator of somebody else makes it. */
const schemaOf = (validate: Validate, more: object = {}) => ({
  '~standard': { version: 1 as const, vendor: 'by-hand', validate, ...more },
});

const checkConfig: Validate = (value) => {
  if (typeof value !== 'object' || value === null)
    return { issues: [{ message: 'Not an object' }] };
  const { seed = 0, layers = [64] } = value as Partial<Config>;
  if (!Number.isInteger(seed))
    return { issues: [{ message: 'Expected an integer.', path: ['seed'] }] };
  const wrong = layers.findIndex((width) => width < 1);
  if (wrong !== -1)
    return { issues: [{ message: 'Too narrow', path: [{ key: 'layers' }, { key: wrong }] }] };
  return { value: { seed, layers } };
};

const resolve = (schema: StandardSchema<Config>, given?: unknown) =>
  resolveConfig(schema, given, { method: 'theirs' });

describe('a schema of another validator', () => {
  it('checks a config and fills its defaults in', () => {
    const config = resolveConfig(schemaOf(checkConfig), { seed: 7 }, { method: 'theirs' });
    expectTypeOf(config).toEqualTypeOf<Config>();
    expect(config).toEqual({ seed: 7, layers: [64] });
    expect(Object.isFrozen(config.layers)).toBe(true);
    expect(resolve(schemaOf(checkConfig))).toEqual({ seed: 0, layers: [64] });
  });

  it.each<[unknown, string, string]>([
    [3, '', 'it does not fit: Not an object. Received: 3.'],
    [{ seed: 1.5 }, 'seed', '`seed` does not fit: Expected an integer. Received: 1.5.'],
    [{ layers: [8, 0] }, 'layers.1', '`layers.1` does not fit: Too narrow. Received: 0.'],
  ])('says in its own words what is wrong with %j', (given, argument, message) => {
    expect(() => resolve(schemaOf(checkConfig), given)).toThrow(
      expect.objectContaining({
        code: 'invalid-config',
        argument,
        message: `Invalid config for theirs: ${message}`,
      }),
    );
  });

  it('keeps its own words beside a JSON Schema, which may not have the rule', () => {
    const input = () => ({ type: 'object', properties: { seed: { type: 'integer' } } });
    expect(() => resolve(schemaOf(checkConfig, { jsonSchema: { input } }), { seed: 0.5 })).toThrow(
      expect.objectContaining({
        message:
          'Invalid config for theirs: `seed` does not fit: Expected an integer. Received: 0.5.',
        expected: 'an integer',
      }),
    );
  });

  it('may be unable to write its JSON Schema', () => {
    const input = () => {
      throw new Error('not supported');
    };
    expect(() => resolve(schemaOf(checkConfig, { jsonSchema: { input } }), 3)).toThrow(
      'it does not fit: Not an object. Received: 3.',
    );
  });

  it('names an unknown key as zod does, though it lists no valid ones', () => {
    const issues = [{ code: 'unrecognized_keys', keys: ['epoch'], path: [], message: 'Unknown' }];
    expect(() => resolve(schemaOf(() => ({ issues })))).toThrow(
      expect.objectContaining({
        argument: 'epoch',
        message: 'Invalid config for theirs: there is no key `epoch`.',
      }),
    );
  });

  it('may give no reason', () => {
    expect(() => resolve(schemaOf(() => ({ issues: [] })))).toThrow(
      'Invalid config for theirs: it does not fit: no reason is given. Received: undefined.',
    );
  });
});

describe('a schema that answers with a promise', () => {
  const refusal: unknown = expect.objectContaining({
    name: 'OneClassError',
    code: 'invalid-argument',
    message:
      'The schema of theirs answers with a promise: one of its checks is asynchronous or throws. ' +
      'A config is checked at once. Use synchronous checks that report an issue instead of ' +
      'throwing.',
  });

  it.each<[string, StandardSchema]>([
    ['of a validator', schemaOf(async (value) => checkConfig(value))],
    ['of zod', z.strictObject({}).refine(async () => true)],
    [
      'of zod, as a check throws',
      z.strictObject({}).refine(() => {
        throw new Error('no');
      }),
    ],
  ])('is refused: %s', (_whose, schema) => {
    expect(() => resolveConfig(schema, {}, { method: 'theirs' })).toThrow(refusal);
  });
});

describe('the type of a resolved config', () => {
  it("is what zod's schema gives out, not what it takes", () => {
    const schema = z.strictObject({ size: z.int().default(3), name: z.string().default('') });
    const config = resolveConfig(schema, {}, { method: 'typed' });
    expectTypeOf(config).toEqualTypeOf<{ size: number; name: string }>();
    expect(config).toEqual({ size: 3, name: '' });
  });
});
