/** @file Methods and features that come with the command, or that a package or module exports. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import {
  isOneClassError,
  OneClassError,
  type AnyMethod,
  type FeatureProvider,
  type PackageId,
} from '@oneclass/core';
import {
  declaringDependencies,
  loadPackage,
  type Declared,
  type LoadedPackage,
} from '@oneclass/core/node';
import { say } from '@oneclass/terminal';

/** A method or a feature provider, with where it is from. */
export interface Found<T> {
  readonly value: T;
  /** Undefined for a module that was named by its path. */
  readonly package: PackageId | undefined;
}

export type FoundMethod = Found<AnyMethod>;
export type FoundProvider = Found<FeatureProvider>;

/** The folder of the command's manifest, whose dependencies come with it. */
const OWN_FOLDER = join(import.meta.dirname, '..');

interface BundledPackage {
  readonly name: string;
  readonly declares: Readonly<Record<Declared['kind'], readonly string[]>>;
}

/** What comes with the command and declares methods or features, without running its code. */
const bundledPackages = async (): Promise<BundledPackage[]> =>
  (await declaringDependencies(OWN_FOLDER)).map(({ name, declares }) => ({
    name,
    declares: declares ?? { methods: [], features: [] },
  }));

const loadBundled = (name: string): Promise<LoadedPackage> =>
  loadPackage(name, { from: OWN_FOLDER });

const methodsIn = (loaded: LoadedPackage): FoundMethod[] =>
  loaded.methods.map((value) => ({ value, package: loaded.package }));
const providersIn = (loaded: LoadedPackage): FoundProvider[] =>
  loaded.providers.map((value) => ({ value, package: loaded.package }));

/** All methods that come with the command. */
export async function bundledMethods(): Promise<FoundMethod[]> {
  const names = (await bundledPackages()).filter(({ declares }) => declares.methods.length > 0);
  return (await Promise.all(names.map(({ name }) => loadBundled(name)))).flatMap(methodsIn);
}

/** All feature providers that come with the command. */
export async function bundledProviders(): Promise<FoundProvider[]> {
  const names = (await bundledPackages()).filter(({ declares }) => declares.features.length > 0);
  return (await Promise.all(names.map(({ name }) => loadBundled(name)))).flatMap(providersIn);
}

/** The names that come with the command, in its packages' order. */
export async function bundledNames(kind: Declared['kind']): Promise<string[]> {
  return (await bundledPackages()).flatMap(({ declares }) => declares[kind]);
}

/** What one of the command's own packages declares by this name; only that package is loaded. */
async function bundled<T extends { readonly name: string }>(
  kind: Declared['kind'],
  name: string,
  read: (loaded: LoadedPackage) => Found<T>[],
): Promise<Found<T> | undefined> {
  const from = (await bundledPackages()).find(({ declares }) => declares[kind].includes(name));
  if (!from) return undefined;
  return read(await loadBundled(from.name)).find(({ value }) => value.name === name);
}

export const bundledMethod = (name: string): Promise<FoundMethod | undefined> =>
  bundled('methods', name, methodsIn);

/** The methods of a package or module; what else it exports is named in a line. */
export const methodsOf = async (specifier: string): Promise<FoundMethod[]> =>
  methodsIn(await loadGiven(specifier));

/** The feature providers of a package or module. */
export const providersOf = async (specifier: string): Promise<FoundProvider[]> =>
  providersIn(await loadPackage(specifier, { from: process.cwd() }));

async function loadGiven(specifier: string): Promise<LoadedPackage> {
  const loaded = await loadPackage(specifier, { from: process.cwd() });
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
 * The method to fit: one that comes with the command, or one of a package or module, `PACKAGE#name`
 * where it has several.
 * @throws OneClassError `unknown-name`, and as `loadPackage`
 */
export async function findMethod(text: string): Promise<FoundMethod> {
  const known = await bundledMethod(text);
  if (known) return known;
  const { specifier, name } = await parseSpecifier(text);
  const loaded = await loadGiven(specifier).catch(
    unlessUnknown(specifier, { kind: 'methods', word: 'method' }),
  );
  const main = methodsIn(loaded).find(({ value }) => value === loaded.defaultMethod);
  const found = choose(methodsIn(loaded), { text, specifier, name, main, word: 'method' });
  sayUndeclared(loaded, found.value.name);
  return found;
}

/**
 * The features to build on: those that come with the command, or of a package or module.
 * @param text `--features`; the command's first when undefined
 * @throws OneClassError `unknown-name`, and as `loadPackage`
 */
export async function findProvider(text: string | undefined): Promise<FoundProvider> {
  const wanted = text ?? (await bundledNames('features'))[0] ?? '';
  const known = await bundled('features', wanted, providersIn);
  if (known) return known;
  const { specifier, name } = await parseSpecifier(wanted);
  const loaded = await loadGiven(specifier).catch(
    unlessUnknown(specifier, { kind: 'features', word: 'feature provider' }),
  );
  const found = providersIn(loaded);
  return choose(found, { text: wanted, specifier, name, word: 'feature provider' });
}

/** So that nobody finds out when a detector is opened. */
function sayUndeclared({ package: from, declares }: LoadedPackage, name: string): void {
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
  (specifier: string, { kind, word }: { kind: Declared['kind']; word: string }) =>
  async (cause: unknown): Promise<never> => {
    const isUnknown = isOneClassError(cause) && cause.code === 'not-found';
    if (!isUnknown || specifier.startsWith('.')) throw cause;
    const names = (await bundledNames(kind)).join(', ');
    throw new OneClassError(
      'unknown-name',
      `There is no ${word} "${specifier}", and no package of that name installed here. Choose ` +
        `one of: ${names}; or name the npm package or the path of a ${word}, as in ./my-${kind}.`,
      { argument: word, expected: names, received: specifier, cause },
    );
  };
