/** @file Methods and features that come with the program, or that a package or module exports. */
import { access } from 'node:fs/promises';
import { isOneClassError, OneClassError } from '@oneclass/core';
import { loadPackage, type Declared, type LoadedPackage } from '@oneclass/core/node';
import type { Found, FoundMethod, FoundProvider } from '../../inspector/found.ts';
import {
  bundledMethod,
  bundledNames,
  bundledProvider,
  methodsIn,
  providersIn,
  type Places,
} from './bundled.ts';

/**
 * The methods of a package or module; what else it exports is named in a line.
 * @throws OneClassError as `loadPackage`
 */
export const methodsOf = async (specifier: string, places: Places): Promise<FoundMethod[]> =>
  methodsIn(await loadGiven(specifier, places));

/**
 * The feature providers of a package or module.
 * @throws OneClassError as `loadPackage`
 */
export const providersOf = async (specifier: string, { from }: Places): Promise<FoundProvider[]> =>
  providersIn(await loadPackage(specifier, { from }));

async function loadGiven(specifier: string, { from, say }: Places): Promise<LoadedPackage> {
  const loaded = await loadPackage(specifier, { from });
  if (loaded.leftOut.length > 0) {
    const names = loaded.leftOut.join(', ');
    say(`"${specifier}" also exports ${names}: neither methods nor features, and left out.`);
  }
  return loaded;
}

/** 'package#name' in its parts; a path may hold a # of its own. */
export async function parseSpecifier(
  text: string,
): Promise<{ specifier: string; name: string | undefined }> {
  const isThere = await access(text).then(
    () => true,
    () => false,
  );
  if (isThere) return { specifier: text, name: undefined };
  const [, specifier = text, name] = /^(.+)#([^#/\\]+)$/.exec(text) ?? [];
  return { specifier, name };
}

/**
 * The method to fit: one that comes with the program, or one of a package or module, `PACKAGE#name`
 * where it has several.
 * @throws OneClassError `unknown-name`, and as `loadPackage`
 */
export async function findMethod(text: string, places: Places): Promise<FoundMethod> {
  const known = await bundledMethod(text, places);
  if (known) return known;
  const { specifier, name } = await parseSpecifier(text);
  const loaded = await loadGiven(specifier, places).catch(
    unlessUnknown(specifier, { kind: 'methods', word: 'method' }, places),
  );
  const main = methodsIn(loaded).find(({ value }) => value === loaded.defaultMethod);
  const found = choose(methodsIn(loaded), { text, specifier, name, main, word: 'method' });
  sayUndeclared(loaded, found.value.name, places);
  return found;
}

/**
 * The features to build on: those that come with the program, or of a package or module.
 * @param text the program's first when undefined
 * @throws OneClassError `unknown-name`, and as `loadPackage`
 */
export async function findProvider(
  text: string | undefined,
  places: Places,
): Promise<FoundProvider> {
  const wanted = text ?? (await bundledNames('features', places))[0] ?? '';
  const known = await bundledProvider(wanted, places);
  if (known) return known;
  const { specifier, name } = await parseSpecifier(wanted);
  const loaded = await loadGiven(specifier, places).catch(
    unlessUnknown(specifier, { kind: 'features', word: 'feature provider' }, places),
  );
  const found = providersIn(loaded);
  return choose(found, { text: wanted, specifier, name, word: 'feature provider' });
}

/** So that nobody finds out when a detector is opened. */
function sayUndeclared(
  { package: from, declares }: LoadedPackage,
  name: string,
  { say }: Places,
): void {
  if (from === undefined || declares?.methods.includes(name)) return;
  say(
    `${from.name} does not declare ${name} ("oneclass": { "methods": ["${name}"] } in its ` +
      'package.json): its detectors open with --method only.',
  );
}

interface Choice<T> {
  readonly text: string;
  readonly specifier: string;
  /** The part after `#`. */
  readonly name: string | undefined;
  /** The one to take where no name is given; the only one when undefined. */
  readonly main?: T | undefined;
  readonly word: string;
}

function choose<T extends { readonly name: string }>(
  found: readonly Found<T>[],
  { text, specifier, name, main, word }: Choice<Found<T>>,
): Found<T> {
  const only = found.length === 1 ? found[0] : undefined;
  const chosen =
    name === undefined ? (main ?? only) : found.find(({ value }) => value.name === name);
  if (chosen) return chosen;
  const names = found.map(({ value }) => value.name).join(', ');
  const several = found.length === 0 ? `exports no ${word}` : `has several ${word}s`;
  const what = name === undefined ? several : `has no ${word} "${name}"`;
  const instead =
    found.length === 0
      ? 'Name another package.'
      : `Choose one of: ${names}, as in ${specifier}#${found[0]?.value.name ?? ''}.`;
  throw new OneClassError('unknown-name', `"${specifier}" ${what}. ${instead}`, {
    argument: word,
    expected: names,
    received: text,
  });
}

const unlessUnknown =
  (specifier: string, { kind, word }: { kind: Declared['kind']; word: string }, places: Places) =>
  async (cause: unknown): Promise<never> => {
    const isUnknown = isOneClassError(cause) && cause.code === 'not-found';
    if (!isUnknown || specifier.startsWith('.')) throw cause;
    const names = (await bundledNames(kind, places)).join(', ');
    throw new OneClassError(
      'unknown-name',
      `There is no ${word} "${specifier}", and no package of that name installed here. Choose ` +
        `one of: ${names}; or name the npm package or the path of a ${word}, as in ./my-${kind}.`,
      { argument: word, expected: names, received: specifier, cause },
    );
  };
