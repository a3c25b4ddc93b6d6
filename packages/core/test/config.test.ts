import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { deepFreeze, parseSettings, resolveConfig } from '../src/index.ts';

const schema = z
  .strictObject({
    seed: z.int().min(0).default(0),
    epochs: z.int().min(1).default(50),
    learningRate: z.number().positive().default(1e-3),
    nu: z.number().gt(0).lt(1).default(0.1),
    dropout: z.number().min(0).max(0.5).default(0),
    margin: z.number().max(9).default(0),
    shift: z.int().default(0),
    objective: z.enum(['one-class', 'soft-boundary']).default('one-class'),
    pretrain: z.boolean().default(true),
    hidden: z.array(z.int().min(1)).min(1).default([64, 32]),
    size: z.tuple([z.int().min(1), z.int().min(1)]).default([28, 28]),
    pair: z.array(z.number()).length(2).default([0, 1]),
    few: z.array(z.string()).max(3).default([]),
    kernel: z.union([z.literal('auto'), z.number().positive()]).default('auto'),
    note: z.string().nullable().default(null),
    score: z
      .strictObject({ steps: z.int().min(1).default(10), depth: z.int().default(1) })
      .prefault({}),
  })
  .refine(({ epochs, seed }) => epochs !== seed, {
    path: ['epochs'],
    message: 'must differ from `seed`',
  });

const resolve = (given?: unknown) => resolveConfig(schema, given, { method: 'conv-autoencoder' });
const error = (message: string, more: object = {}): unknown =>
  expect.objectContaining({
    name: 'OneClassError',
    code: 'invalid-config',
    message: expect.stringContaining(message) as string,
    ...more,
  });

describe('a resolved config', () => {
  it('is what was given over the defaults', () => {
    expect(resolve({ epochs: 3, score: { steps: 5 } })).toEqual({
      ...resolve(),
      epochs: 3,
      score: { steps: 5, depth: 1 },
    });
    expect(resolve()).toEqual(resolve({}));
  });

  it('is frozen all the way down', () => {
    const config = resolve({ score: { steps: 2 } });
    for (const part of [config, config.score, config.hidden])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it('leaves what was given as it was, and unfrozen', () => {
    const open = z.strictObject({ anything: z.unknown(), list: z.array(z.int()) });
    const given = { anything: { inner: [1] }, list: [1] };
    resolveConfig(open, given, { method: 'open' });
    given.anything.inner.push(2);
    given.list.push(2);
    expect(given).toEqual({ anything: { inner: [1, 2] }, list: [1, 2] });
  });
});

describe('a wrong config', () => {
  it('has one message: what is wrong, what was expected, what was received', () => {
    expect(() => resolve({ epochs: -3 })).toThrow(
      expect.objectContaining({
        code: 'invalid-config',
        message:
          'Invalid config for conv-autoencoder: `epochs` must be an integer of 1 or more. ' +
          'Received: -3.',
        argument: 'epochs',
        expected: 'an integer of 1 or more',
        received: -3,
      }),
    );
  });

  it.each<[string, unknown, string]>([
    ['epochs', 1.5, 'an integer of 1 or more. Received: 1.5.'],
    ['epochs', '50', "an integer of 1 or more. Received: '50'."],
    ['epochs', NaN, 'an integer of 1 or more. Received: NaN.'],
    ['epochs', null, 'an integer of 1 or more. Received: null.'],
    ['epochs', 3n, 'an integer of 1 or more. Received: something that is not JSON.'],
    ['epochs', () => 3, 'an integer of 1 or more. Received: a function.'],
    ['shift', 0.5, 'an integer. Received: 0.5.'],
    ['learningRate', 0, 'a number above 0. Received: 0.'],
    ['learningRate', Infinity, 'a number above 0. Received: Infinity.'],
    ['nu', 1, 'a number above 0 and below 1. Received: 1.'],
    ['dropout', 0.6, 'a number from 0 to 0.5. Received: 0.6.'],
    ['margin', 10, 'a number of 9 or less. Received: 10.'],
    ['objective', 'both', "one of 'one-class', 'soft-boundary'. Received: 'both'."],
    ['pretrain', 'yes', "true or false. Received: 'yes'."],
    ['hidden', [], 'a list of 1 or more, each an integer of 1 or more. Received: [].'],
    ['hidden', 64, 'a list of 1 or more, each an integer of 1 or more. Received: 64.'],
    [
      'size',
      [28],
      'a list of 2: an integer of 1 or more, an integer of 1 or more. Received: [28].',
    ],
    ['pair', [1, 2, 3], 'a list of 2, each a number. Received: [1,2,3].'],
    ['few', ['a', 'b', 'c', 'd'], 'a list of 0 to 3, each a string. Received: ["a","b","c","d"].'],
    ['kernel', 'rbf', "'auto' or a number above 0. Received: 'rbf'."],
    ['note', 4, 'a string or null. Received: 4.'],
    ['score', 4, 'an object with the keys steps, depth. Received: 4.'],
  ])('`%s` = %s', (key, value, message) => {
    expect(() => resolve({ [key]: value })).toThrow(
      error(`\`${key}\` must be ${message}`, { argument: key, received: value }),
    );
  });

  it('is named by its dotted path, down to a place in a list', () => {
    expect(() => resolve({ score: { steps: 0 } })).toThrow(
      error('`score.steps` must be an integer of 1 or more. Received: 0.', {
        argument: 'score.steps',
      }),
    );
    expect(() => resolve({ hidden: [64, 0] })).toThrow(
      error('`hidden.1` must be an integer of 1 or more. Received: 0.', { argument: 'hidden.1' }),
    );
    expect(() => resolve({ size: [28, 'x'] })).toThrow(
      error("`size.1` must be an integer of 1 or more. Received: 'x'."),
    );
  });

  it('says what a refinement says', () => {
    expect(() => resolve({ epochs: 7, seed: 7 })).toThrow(
      error('`epochs` must differ from `seed`. Received: 7.'),
    );
  });

  it('is not an object at all', () => {
    expect(() => resolve(3)).toThrow(
      error('it must be an object with the keys seed, epochs,', { argument: '', received: 3 }),
    );
    expect(() => resolve(null)).toThrow(error('Received: null.'));
  });

  it('shows long values in part', () => {
    expect(() => resolve({ epochs: Array.from({ length: 1000 }, (_, i) => i) })).toThrow(
      error('[0,1,2,3,4,5,'),
    );
    expect(() => resolve({ epochs: Array.from({ length: 1000 }, (_, i) => i) })).not.toThrow(
      error('999'),
    );
  });
});

describe('an unknown key', () => {
  it('is answered with the nearest one and the list of all', () => {
    expect(() => resolve({ epoch: 3 })).toThrow(
      error(
        'there is no key `epoch`. Did you mean `epochs`? Valid keys: seed, epochs, learningRate,',
        { argument: 'epoch', received: 'epoch' },
      ),
    );
    expect(() => resolve({ learning_rate: 3 })).toThrow(error('Did you mean `learningRate`?'));
    expect(() => resolve({ score: { stpes: 3 } })).toThrow(
      error(
        'there is no key `score.stpes`. Did you mean `score.steps`? Valid keys: steps, depth.',
        { argument: 'score.stpes' },
      ),
    );
  });

  it('is not likened to one that is far away', () => {
    expect(() => resolve({ batchNorm: 3 })).toThrow(
      error('there is no key `batchNorm`. Valid keys:'),
    );
    expect(() => resolve({ lr: 3 })).toThrow(error('there is no key `lr`. Valid keys:'));
  });

  it('may look like part of an object', () => {
    expect(() => resolve(JSON.parse('{"__proto__": {"epochs": 3}}'))).toThrow(
      error('there is no key `__proto__`.'),
    );
    expect(() => resolve({ constructor: 3 })).toThrow(error('there is no key `constructor`.'));
  });

  it('is known to be none where there are none', () => {
    expect(() => resolveConfig(z.strictObject({}), { a: 1 }, { method: 'plain' })).toThrow(
      error('for plain: there is no key `a`. Valid keys: none.'),
    );
  });
});

describe('settings of a command line', () => {
  it('are JSON where they parse, text where they do not', () => {
    const settings = [
      'a=5',
      'b=-1e-3',
      'c=true',
      'd=null',
      'e=[1, 2]',
      'f={"g": 1}',
      'h=soft-boundary',
      'i=',
      'j=x=y',
      'k="5"',
    ];
    expect(parseSettings(settings)).toEqual({
      a: 5,
      b: -1e-3,
      c: true,
      d: null,
      e: [1, 2],
      f: { g: 1 },
      h: 'soft-boundary',
      i: '',
      j: 'x=y',
      k: '5',
    });
  });

  it('go as deep as their dots, and are put together', () => {
    const settings = [
      'score.steps=50',
      'epochs=3',
      'score.depth=2',
      'score={"seeds": 4}',
      'score.steps=60',
    ];
    expect(parseSettings(settings)).toEqual({
      score: { steps: 60, depth: 2, seeds: 4 },
      epochs: 3,
    });
    expect(parseSettings([])).toEqual({});
  });

  it('win over earlier ones, also over a group or a list', () => {
    expect(parseSettings(['a.b=1', 'a=2'])).toEqual({ a: 2 });
    expect(parseSettings(['a=text', 'a.b=1'])).toEqual({ a: { b: 1 } });
    expect(parseSettings(['a=[1, 2]', 'a=[3]'])).toEqual({ a: [3] });
  });

  it.each([
    ['epochs', 'there is no ='],
    ['', 'there is no ='],
    ['=5', 'a key is empty'],
    ['score..steps=5', 'a key is empty'],
    ['.steps=5', 'a key is empty'],
    ['__proto__.polluted=1', 'no config has a key `__proto__`'],
    ['a.constructor.b=1', 'no config has a key `constructor`'],
    ['prototype=1', 'no config has a key `prototype`'],
    ['a={"b": {"__proto__": {"c": 1}}}', 'no config has a key `__proto__`'],
  ])('refuse %j', (setting, why) => {
    expect(() => parseSettings(['ok=1', setting])).toThrow(
      expect.objectContaining({
        name: 'OneClassError',
        code: 'invalid-argument',
        argument: setting,
        message:
          `Invalid setting '${setting}': ${why}. Expected key=value, such as epochs=50 or ` +
          'score.steps=100.',
      }),
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('may be called like methods of an object', () => {
    expect(parseSettings(['toString.a=1', 'toString.b=2'])).toEqual({ toString: { a: 1, b: 2 } });
  });
});

describe('deepFreeze', () => {
  it('freezes objects in lists in objects, and gives back the same one', () => {
    const value = { list: [{ inner: 1 }], text: 'x', nothing: null };
    expect(deepFreeze(value)).toBe(value);
    for (const part of [value, value.list, value.list[0]]) expect(Object.isFrozen(part)).toBe(true);
  });
});
