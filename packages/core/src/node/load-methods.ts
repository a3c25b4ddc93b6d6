import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { moduleResolve } from 'import-meta-resolve';
import type { Method } from '../contract/detector.ts';
import { OneClassError, type ErrorCode } from '../error.ts';
import { processConditions } from './process-conditions.ts';
import { errnoOf } from './read-bytes.ts';

export interface LoadedMethods {
  /**
   * The npm name, by which a detector's file can say where its method is; undefined for a module
   * given by its path, also by one in a package.
   */
  readonly package: string | undefined;
  /** At least one; the default export first. */
  readonly methods: readonly Method[];
  /** The default export, where that is a method. */
  readonly defaultMethod: Method | undefined;
}

export interface LoadMethodsOptions {
  /** The folder that paths start at, and in which packages are installed. */
  readonly from: string;
  /**
   * Take `specifier` for the name of a package, even where it exists as a path, and for no path in
   * one: for a name that came out of a file.
   */
  readonly packagesOnly?: boolean;
}

/**
 * Loads the methods that a module exports. This runs its code.
 *
 * @param specifier a path, of a module or of a package's folder, or the name of an installed npm
 *   package. What starts with `.`, is absolute or exists is a path
 * @throws OneClassError `not-found` when it is not there; `invalid-argument` when it fails to
 *   load, exports no method, or one that lacks a part
 */
export async function loadMethods(
  specifier: string,
  { from, packagesOnly = false }: LoadMethodsOptions,
): Promise<LoadedMethods> {
  const path = packagesOnly ? undefined : await pathOf(specifier, from);
  const found =
    path === undefined ? installedPackage(specifier, { from, packagesOnly }) : await moduleAt(path);
  const exported = await importModule(found.url, specifier);
  const methods = methodsAmong(exported, specifier);
  return {
    package: found.package,
    methods,
    defaultMethod: methods.find((method) => method === exported['default']),
  };
}

interface FoundModule {
  readonly url: URL;
  readonly package: string | undefined;
}

async function pathOf(specifier: string, from: string): Promise<string | undefined> {
  const path = resolve(from, specifier);
  if (specifier.startsWith('.') || isAbsolute(specifier)) return path;
  return specifier !== '' && (await stat(path).catch(() => undefined)) !== undefined
    ? path
    : undefined;
}

async function moduleAt(path: string): Promise<FoundModule> {
  const found = await stat(path).catch(() => undefined);
  if (!found)
    throw wrong(path, `There is no file or folder "${path}" to load a method from.`, {
      code: 'not-found',
    });
  if (!found.isDirectory()) return { url: pathToFileURL(path), package: undefined };
  const manifest = join(path, 'package.json');
  const name = await readFile(manifest, 'utf8').then(exportingName, () => undefined);
  if (name === undefined) {
    const expected = 'a package.json with "name" and "exports"';
    throw wrong(
      path,
      `Folder "${path}" is no package that a method can be loaded from. Expected ${expected}, ` +
        'or the path of the module itself.',
    );
  }
  // As Node lets a package import itself by its name: through its "exports".
  return { url: resolveFrom(name, { parent: manifest, specifier: path }), package: name };
}

function exportingName(text: string): string | undefined {
  try {
    const { name, exports } = JSON.parse(text) as { name?: unknown; exports?: unknown };
    return typeof name === 'string' && exports !== undefined ? name : undefined;
  } catch {
    return undefined;
  }
}

/** No segment starts with a dot and none holds a colon: neither a path nor a URL. */
const PACKAGE_NAME = /^(@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*$/;
const PATH_IN_PACKAGE = /^(@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*(\/[\w~-][\w.~-]*)+$/;

function installedPackage(
  specifier: string,
  { from, packagesOnly }: { from: string; packagesOnly: boolean },
): FoundModule {
  const isName = PACKAGE_NAME.test(specifier);
  const url =
    isName || (!packagesOnly && PATH_IN_PACKAGE.test(specifier))
      ? resolveFrom(specifier, { parent: join(from, 'package.json'), specifier })
      : undefined;
  if (url?.protocol === 'file:') return { url, package: isName ? specifier : undefined };
  throw wrong(
    specifier,
    `"${specifier}" is no npm package. Expected one that exports a method, or a path such as ` +
      './my-method.js.',
  );
}

function resolveFrom(
  name: string,
  { parent, specifier }: { parent: string; specifier: string },
): URL {
  try {
    return moduleResolve(name, pathToFileURL(parent), processConditions());
  } catch (cause) {
    if (
      errnoOf(cause) === 'ERR_MODULE_NOT_FOUND' &&
      (cause as Error).message.startsWith('Cannot find package')
    ) {
      const instead =
        `Install it (npm install ${name}), or give the path of a package or module, as in ` +
        './my-method.';
      throw wrong(specifier, `There is no package "${name}" installed here. ${instead}`, {
        code: 'not-found',
        cause,
      });
    }
    const instead = errnoOf(cause) === 'ERR_MODULE_NOT_FOUND' ? ' Is it built?' : '';
    throw wrong(
      specifier,
      `"${specifier}" can't be loaded: ${(cause as Error).message}.${instead}`,
      { cause },
    );
  }
}

async function importModule(
  url: URL,
  specifier: string,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(url.href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    const message = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw wrong(specifier, `"${specifier}" fails to load. ${message}`, { cause });
  }
}

function methodsAmong(exported: Readonly<Record<string, unknown>>, specifier: string): Method[] {
  const others = Object.keys(exported)
    .filter((name) => name !== 'default')
    .sort();
  const names = 'default' in exported ? ['default', ...others] : others;
  const methods: Method[] = [];
  for (const name of names) {
    const value = exported[name];
    if (!isMeantAsMethod(value) || methods.some((method) => method === (value as unknown)))
      continue;
    const lacking = Object.entries(PARTS).filter(([part, { fits }]) => !fits(value[part]));
    if (lacking.length > 0) {
      const parts = lacking.map(([part, { expected }]) => `\`${part}\` (${expected})`).join(', ');
      throw wrong(
        specifier,
        `Export \`${name}\` of "${specifier}" is not a whole method: it lacks ${parts}.`,
      );
    }
    methods.push(value as unknown as Method);
  }
  if (methods.length > 0) return methods;
  const received = names.length === 0 ? 'nothing' : names.join(', ');
  throw wrong(
    specifier,
    `"${specifier}" exports no method. Expected one as default export: an object with ` +
      `${Object.keys(PARTS).join(', ')}. It exports: ${received}.`,
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const isMeantAsMethod = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) && (isFunction(value['fit']) || isFunction(value['restore']));

const PARTS: Readonly<
  Record<string, { readonly expected: string; readonly fits: (value: unknown) => boolean }>
> = {
  name: { expected: 'a string', fits: isText },
  summary: { expected: 'a string', fits: isText },
  defaults: {
    expected: 'an object with a number `seed`',
    fits: (value) => isObject(value) && typeof value['seed'] === 'number',
  },
  nearestShape: { expected: 'a function', fits: isFunction },
  fit: { expected: 'a function', fits: isFunction },
  restore: { expected: 'a function', fits: isFunction },
};

function wrong(
  specifier: string,
  message: string,
  { code = 'invalid-argument', cause }: { code?: ErrorCode; cause?: unknown } = {},
): OneClassError {
  return new OneClassError(code, message, { argument: 'specifier', received: specifier, cause });
}
