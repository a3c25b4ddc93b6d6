import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { moduleResolve } from 'import-meta-resolve';
import type { PackageId } from '../../artifact/info.ts';
import { OneClassError, type ErrorCode } from '../../error.ts';
import { errnoOf } from '../file/read-bytes.ts';
import { exportedParts, type ExportedParts } from './exported-parts.ts';
import { checkOneEngine } from './one-engine.ts';
import {
  installedManifest,
  isPackageName,
  readManifest,
  type Declaration,
} from './package-manifest.ts';
import { processConditions } from './process-conditions.ts';

/** The methods and feature providers of a module. */
export interface LoadedPackage extends ExportedParts {
  /**
   * By which a detector's file can say where its method is; undefined for a module that is given by
   * its path, also by one in a package.
   */
  readonly package: PackageId | undefined;
  /** What its manifest declares; undefined for a module that is given by its path. */
  readonly declares: Declaration | undefined;
}

export interface LoadPackageOptions {
  /** The folder that paths start at, and in which packages are installed. */
  readonly from: string;
}

/** What a detector's file names. */
export interface Declared {
  readonly kind: 'methods' | 'features';
  /** Any of that kind when absent. */
  readonly name?: string | undefined;
}

/**
 * Loads the methods and feature providers that a module exports. This runs its code.
 *
 * @param specifier a path, of a module or of a package's folder, or the name of an installed npm
 *   package. What starts with `.`, is absolute or exists is a path
 * @throws OneClassError `not-found` when it is not there; `invalid-argument` when it fails to load,
 *   exports neither, or one that lacks a part, or when it has a TensorFlow.js of its own
 */
export async function loadPackage(
  specifier: string,
  { from }: LoadPackageOptions,
): Promise<LoadedPackage> {
  const path = await pathOf(specifier, from);
  const found = path === undefined ? await installedPackage(specifier, from) : await moduleAt(path);
  return load(found, specifier);
}

/**
 * The package of a name that comes out of a file: its code runs only if it is installed at `from`
 * and its manifest declares, under `oneclass`, what the file says. Never a path, and never the
 * package that `from` lies in.
 * @returns undefined where no such package is installed, or it does not declare that
 * @throws OneClassError as `loadPackage`, for one that does
 */
export async function loadDeclared(
  name: string,
  declared: Declared,
  { from }: LoadPackageOptions,
): Promise<LoadedPackage | undefined> {
  const manifest = await installedManifest(name, from);
  const names = manifest?.declares?.[declared.kind] ?? [];
  const isDeclared = declared.name === undefined ? names.length > 0 : names.includes(declared.name);
  if (!isDeclared) return undefined;
  return load(await installedPackage(name, from), name);
}

interface FoundModule {
  readonly url: URL;
  readonly package: PackageId | undefined;
  readonly declares: Declaration | undefined;
}

async function load(
  { url, package: own, declares }: FoundModule,
  specifier: string,
): Promise<LoadedPackage> {
  await checkOneEngine(fileURLToPath(url), specifier);
  const exported = await importModule(url, specifier);
  return { package: own, declares, ...exportedParts(exported, specifier) };
}

async function pathOf(specifier: string, from: string): Promise<string | undefined> {
  const path = resolve(from, specifier);
  if (specifier.startsWith('.') || isAbsolute(specifier)) return path;
  const isThere = specifier !== '' && (await stat(path).catch(() => undefined)) !== undefined;
  return isThere ? path : undefined;
}

async function moduleAt(path: string): Promise<FoundModule> {
  const found = await stat(path).catch(() => undefined);
  if (!found) {
    const message = `There is no file or folder "${path}" to load a method or features from.`;
    throw wrong(path, message, { code: 'not-found' });
  }
  if (!found.isDirectory())
    return { url: pathToFileURL(path), package: undefined, declares: undefined };
  const manifest = await readManifest(path);
  if (!manifest?.hasExports) {
    const expected = 'a package.json with "name" and "exports"';
    const what = `Folder "${path}" is no package that a method can be loaded from.`;
    throw wrong(path, `${what} Expected ${expected}, or the path of the module itself.`);
  }
  const { name, version, declares } = manifest;
  // As Node lets a package import itself by its name: through its "exports".
  const entry = join('/', name, declares?.module ?? '.').slice(1);
  const url = resolveFrom(entry, { parent: join(path, 'package.json'), specifier: path });
  return { url, package: { name, version }, declares };
}

const PATH_IN_PACKAGE = /^(@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*(\/[\w~-][\w.~-]*)+$/;

async function installedPackage(specifier: string, from: string): Promise<FoundModule> {
  const isName = isPackageName(specifier);
  if (!isName && !PATH_IN_PACKAGE.test(specifier)) {
    const expected = 'Expected one that exports a method, or a path such as ./my-method.js.';
    throw wrong(specifier, `"${specifier}" is no npm package. ${expected}`);
  }
  const manifest = isName ? await installedManifest(specifier, from) : undefined;
  const entry = join('/', specifier, manifest?.declares?.module ?? '.').slice(1);
  // Seen from beside the package, so that a manifest above `from` can't take its name.
  const parent = join(manifest ? dirname(manifest.folder) : from, 'package.json');
  const url = resolveFrom(entry, { parent, specifier });
  if (url.protocol !== 'file:') {
    throw wrong(specifier, `"${specifier}" is no npm package. Expected one that exports a method.`);
  }
  return {
    url,
    package: isName ? { name: specifier, version: manifest?.version } : undefined,
    declares: manifest?.declares,
  };
}

function resolveFrom(
  name: string,
  { parent, specifier }: { parent: string; specifier: string },
): URL {
  try {
    return moduleResolve(name, pathToFileURL(parent), processConditions());
  } catch (cause) {
    const isMissing = errnoOf(cause) === 'ERR_MODULE_NOT_FOUND';
    if (isMissing && (cause as Error).message.startsWith('Cannot find package')) {
      const instead =
        `Install it (npm install ${name}), or give the path of a package or module, as in ` +
        './my-method.';
      const message = `There is no package "${name}" installed here. ${instead}`;
      throw wrong(specifier, message, { code: 'not-found', cause });
    }
    const instead = isMissing ? ' Is it built?' : '';
    const message = `"${specifier}" can't be loaded: ${(cause as Error).message}.${instead}`;
    throw wrong(specifier, message, { cause });
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

function wrong(
  specifier: string,
  message: string,
  { code = 'invalid-argument', cause }: { code?: ErrorCode; cause?: unknown } = {},
): OneClassError {
  return new OneClassError(code, message, { argument: 'specifier', received: specifier, cause });
}
