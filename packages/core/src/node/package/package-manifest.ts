/** @file What a package says of itself in its manifest: which methods and features it provides. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * The field `oneclass` of a package.json, by which programs find methods and features without
 * running any code: `{ "methods": ["pixel-gaussian"], "features": [], "module": "." }`.
 */
export interface Declaration {
  /** Names of the methods that it exports. */
  readonly methods: readonly string[];
  /** Names of the feature providers that it exports. */
  readonly features: readonly string[];
  /** The entry of its `exports` that has them: '.', './node'. */
  readonly module: string;
}

export interface PackageManifest {
  /** The folder that it lies in. */
  readonly folder: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly hasExports: boolean;
  /** Names of its dependencies, in the manifest's order. */
  readonly dependencies: readonly string[];
  /** Undefined where it declares neither methods nor features. */
  readonly declares: Declaration | undefined;
}

/** The manifest in a folder; undefined where there is none, or none with a name. */
export async function readManifest(folder: string): Promise<PackageManifest | undefined> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  let content: Readonly<Record<string, unknown>>;
  try {
    content = Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
  const { name, version, exports, dependencies, oneclass } = content;
  if (typeof name !== 'string') return undefined;
  return {
    folder,
    name,
    version: typeof version === 'string' ? version : undefined,
    hasExports: exports !== undefined,
    dependencies: Object.keys(Object(dependencies) as object),
    declares: declarationOf(oneclass),
  };
}

function declarationOf(field: unknown): Declaration | undefined {
  const { methods, features, module } = Object(field) as Readonly<Record<string, unknown>>;
  const namesIn = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
  const declared = { methods: namesIn(methods), features: namesIn(features) };
  if (declared.methods.length + declared.features.length === 0) return undefined;
  return { ...declared, module: typeof module === 'string' ? module : '.' };
}

/** No segment starts with a dot and none holds a colon: neither a path nor a URL. */
const PACKAGE_NAME = /^(@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*$/;

export const isPackageName = (name: string): boolean => PACKAGE_NAME.test(name);

/**
 * The manifest of a package that is installed for code in `from`: in a `node_modules` there or
 * above. The manifest of `from` itself is never taken, whatever its name is.
 */
export async function installedManifest(
  name: string,
  from: string,
): Promise<PackageManifest | undefined> {
  if (!isPackageName(name)) return undefined;
  for (let folder = from; ; folder = dirname(folder)) {
    const found = await readManifest(join(folder, 'node_modules', name));
    if (found) return found;
    if (dirname(folder) === folder) return undefined;
  }
}

/**
 * The manifest of what code in `from` imports by this name: as in Node, the package that `from`
 * lies in comes first, so this is not for names that come out of a file.
 */
export async function manifestFor(
  name: string,
  from: string,
): Promise<PackageManifest | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const own = await readManifest(folder);
    if (own?.name === name) return own;
    if (own || dirname(folder) === folder) return installedManifest(name, from);
  }
}

/** Manifests of those dependencies of the package in `folder` that declare methods or features. */
export async function declaringDependencies(folder: string): Promise<PackageManifest[]> {
  const own = await readManifest(folder);
  const found = (own?.dependencies ?? []).map((name) => installedManifest(name, folder));
  return (await Promise.all(found)).filter(
    (manifest) => manifest?.declares !== undefined,
  ) as PackageManifest[];
}
