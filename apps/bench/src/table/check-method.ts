/** @file What a cell's method, and the features that it builds on, must have. */
import { isDeepStrictEqual } from 'node:util';
import { isFeatureMethod, type AnyMethod, type FeatureProvider } from '@oneclass/core';
import { z } from 'zod';
import type { Cell } from './table.ts';
import { wrongTable } from './wrong-table.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isFunction = (value: unknown): boolean => typeof value === 'function';

/** What JSON keeps as it is: no dates, no NaN, nothing undefined. A circle throws. */
export const isPlainJson = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) &&
  !Array.isArray(value) &&
  isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);

type Parts = Readonly<Record<string, { what: string; fits: (value: unknown) => boolean }>>;

const description: Parts = {
  name: { what: 'text', fits: isText },
  summary: { what: 'text', fits: isText },
  defaults: {
    what: 'plain JSON with a seed',
    fits: (value) => isPlainJson(value) && typeof value['seed'] === 'number',
  },
  outputs: {
    what: "a list of names, 'score' among them",
    fits: (value) => Array.isArray(value) && value.includes('score'),
  },
  resumable: { what: 'true or false', fits: (value) => typeof value === 'boolean' },
};
const functions = (...names: string[]): Parts =>
  Object.fromEntries(names.map((name) => [name, { what: 'a function', fits: isFunction }]));

const METHOD = { ...description, ...functions('nearestShape', 'checkShape', 'fit', 'restore') };
const FEATURE_METHOD = { ...description, ...functions('on') };
const PROVIDER: Parts = {
  name: { what: 'text', fits: isText },
  defaults: { what: 'plain JSON', fits: isPlainJson },
  ...functions('recognizes', 'open'),
};

const partsOfMethod = (value: unknown): Parts =>
  isObject(value) && 'on' in value && !('fit' in value) ? FEATURE_METHOD : METHOD;

function lackingIn(value: unknown, parts: Parts): string[] {
  const given = isObject(value) ? value : {};
  return Object.entries(parts).flatMap(([name, { what, fits }]) =>
    fits(given[name]) ? [] : [`\`${name}\` (${what})`],
  );
}

/** An object with all of these parts; one that lacks some is told which. */
const whole = <T>(kind: string, partsOf: (value: unknown) => Parts): z.ZodCustom<T, T> =>
  z.custom<T>((value) => isObject(value) && lackingIn(value, partsOf(value)).length === 0, {
    error: ({ input }) =>
      `must be ${kind}; it lacks ${lackingIn(input, partsOf(input)).join(', ')}`,
  });

export const method = whole<AnyMethod>('a Method, or a FeatureMethod with `on`', partsOfMethod);
export const provider = whole<FeatureProvider>('a FeatureProvider', () => PROVIDER);

/**
 * A method on features has some, and no other method has any.
 * @throws OneClassError `invalid-argument`
 */
export function checkFeatures(what: string, cells: readonly Cell[]): void {
  for (const [i, { id, method: of, features }] of cells.entries()) {
    const builds = isFeatureMethod(of);
    if (builds === (features !== undefined)) continue;
    const argument = `cells[${String(i)}].features`;
    const message = builds
      ? `method "${of.name}" builds on features, and the cell has none. Give it \`features: ` +
        '{ provider, settings }`, as with vgg19Provider of @oneclass/vgg-features/node'
      : `method "${of.name}" builds on no features (it has no \`on\`). Leave out \`features\``;
    throw wrongTable(`Invalid ${what}: \`${argument}\` of cell "${id}": ${message}.`, { argument });
  }
}
