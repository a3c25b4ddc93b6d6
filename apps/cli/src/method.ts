import { access } from 'node:fs/promises';
import { OneClassError, isOneClassError, type ArtifactInfo, type Method } from '@oneclass/core';
import { loadMethods } from '@oneclass/core/node';
import { dfrWithoutFeatures } from './features.ts';

export interface AvailableMethod {
  readonly method: Method;
  /** The npm package that provides it; undefined for a module that was named by its path. */
  readonly package: string | undefined;
  /** Whether its detectors give score maps; absent where only a fit would tell. */
  readonly maps?: boolean;
}

/** Packages that come with the command. */
const BUNDLED = [
  '@oneclass/autoencoder',
  '@oneclass/svdd',
  '@oneclass/anogan',
  '@oneclass/baselines',
];

async function methodsOf(specifier: string, from = process.cwd()): Promise<AvailableMethod[]> {
  const loaded = await loadMethods(specifier, { from });
  return loaded.methods.map((method) => ({ method, package: loaded.package }));
}

/**
 * The methods of a package or module, or those that come with the command.
 * @throws OneClassError as `loadMethods`
 */
export async function availableMethods(specifier?: string): Promise<AvailableMethod[]> {
  if (specifier !== undefined) return methodsOf(specifier);
  const whole = (
    await Promise.all(BUNDLED.map((name) => methodsOf(name, import.meta.dirname)))
  ).flat();
  return [...whole, { method: dfrWithoutFeatures, package: '@oneclass/dfr' }].map((found) => ({
    ...found,
    maps: METHODS_WITH_MAPS.includes(found.method.name),
  }));
}

/** Of the methods that come with the command, those whose detectors say where: `scoreMap`. */
export const METHODS_WITH_MAPS = [
  'conv-autoencoder',
  'mlp-autoencoder',
  'small-conv-autoencoder',
  'deep-conv-autoencoder',
  'pca',
  'anogan',
  'dfr',
];

/** @param flag what asks for them */
export function noMaps(method: string, flag: string): OneClassError {
  const names = METHODS_WITH_MAPS.join(', ');
  return new OneClassError(
    'invalid-argument',
    `${flag} needs score maps, and ${method} gives none: it says how anomalous an image is, ` +
      `not where. Leave ${flag} out, or fit one of ${names}.`,
    {
      argument: flag,
      expected: names,
      received: method,
    },
  );
}

const namesOf = (methods: readonly AvailableMethod[]): string =>
  methods.map(({ method }) => method.name).join(', ');

/** 'package#name' in its parts; a path may hold a # of its own. */
async function parseSpecifier(
  text: string,
): Promise<{ specifier: string; name: string | undefined }> {
  if (
    await access(text).then(
      () => true,
      () => false,
    )
  )
    return { specifier: text, name: undefined };
  const [, specifier = text, name] = /^(.+)#([^#/\\]+)$/.exec(text) ?? [];
  return { specifier, name };
}

/**
 * The method to fit: one that comes with the command, or one of a package or module, `PACKAGE#name`
 * where it has several.
 * @throws OneClassError `unknown-name`, and as `loadMethods`
 */
export async function findMethod(text: string): Promise<AvailableMethod> {
  const bundled = await availableMethods();
  const known = bundled.find(({ method }) => method.name === text);
  if (known) return known;
  const { specifier, name } = await parseSpecifier(text);
  const loaded = await loadMethods(specifier, { from: process.cwd() }).catch((cause: unknown) => {
    if (!isOneClassError(cause) || cause.code !== 'not-found' || specifier.startsWith('.'))
      throw cause;
    const names = namesOf(bundled);
    const message =
      `There is no method "${specifier}", and no package of that name installed here. Choose ` +
      `one of: ${names}; or name the npm package or the path of a method, as in ./my-method.`;
    throw new OneClassError('unknown-name', message, {
      argument: 'method',
      expected: names,
      received: specifier,
      cause,
    });
  });
  const method =
    name === undefined
      ? (loaded.defaultMethod ?? single(loaded.methods))
      : loaded.methods.find((candidate) => candidate.name === name);
  if (method) return { method, package: loaded.package };
  const names = loaded.methods.map((candidate) => candidate.name).join(', ');
  const message =
    name === undefined
      ? `"${specifier}" has several methods`
      : `"${specifier}" has no method "${name}"`;
  throw new OneClassError(
    'unknown-name',
    `${message}. Choose one of: ${names}, as in ${specifier}#${loaded.methods[0]?.name ?? ''}.`,
    { argument: 'method', expected: names, received: text },
  );
}

const single = (methods: readonly Method[]): Method | undefined =>
  methods.length === 1 ? methods[0] : undefined;

/**
 * The method that made a detector. Code is loaded only from what comes with the command, what is
 * installed at the working directory, and what `--method` names: never from a path that stands in a
 * file.
 *
 * @param given `--method`
 * @throws OneClassError `unknown-name`, and as `loadMethods`
 */
export async function methodOf(
  { method: name, package: from }: Pick<ArtifactInfo, 'method' | 'package'>,
  given?: string,
): Promise<Method> {
  if (given !== undefined) {
    const methods = await methodsOf((await parseSpecifier(given)).specifier);
    const found = methods.find(({ method }) => method.name === name);
    if (found) return found.method;
    throw new OneClassError(
      'unknown-name',
      `--method "${given}" has ${namesOf(methods)}, but this detector was made by ` +
        `"${name}"${from === undefined ? '' : ` of ${from}`}.`,
      { argument: '--method', expected: name, received: given },
    );
  }
  const known = (await availableMethods()).find(
    (candidate) =>
      candidate.method.name === name && (from === undefined || from === candidate.package),
  );
  if (known) return known.method;
  const loaded =
    from === undefined
      ? undefined
      : await loadMethods(from, { from: process.cwd(), packagesOnly: true }).catch(unlessThere);
  const found = loaded?.methods.find((candidate) => candidate.name === name);
  if (found) return found;
  const origin = from === undefined ? '' : ` of package ${from}`;
  throw new OneClassError(
    'unknown-name',
    `it was made by the method "${name}"${origin}, which is not here. Install its package, or ` +
      'give --method PATH|PACKAGE.',
    { argument: '--method', expected: name },
  );
}

/**
 * A name that is no package's, or of none that is installed. A package that is there and fails is
 * another error.
 */
function unlessThere(error: unknown): undefined {
  if (isOneClassError(error) && error.code === 'not-found') return undefined;
  throw error;
}
