import {
  isOneClassError,
  OneClassError,
  type ArtifactInfo,
  type MethodDescription,
  type PackageId,
} from '@oneclass/core';
import { loadDeclared } from '@oneclass/core/node';
import {
  bundledMethod,
  bundledMethods,
  methodsOf,
  parseSpecifier,
  type FoundMethod,
} from './installed.ts';

export const givesMaps = ({ outputs }: Pick<MethodDescription, 'outputs'>): boolean =>
  outputs.includes('map');

/** @param flag what asks for them */
export async function noMaps(method: string, flag: string): Promise<OneClassError> {
  const names = (await bundledMethods())
    .flatMap(({ value }) => (givesMaps(value) ? [value.name] : []))
    .join(', ');
  return new OneClassError(
    'invalid-argument',
    `${flag} needs score maps, and ${method} gives none: it says how anomalous an image is, ` +
      `not where. Leave ${flag} out, or fit one of ${names}.`,
    { argument: flag, expected: names, received: method },
  );
}

type Made = Pick<ArtifactInfo, 'method' | 'package'>;

/**
 * The method that made a detector. Code is loaded only from what comes with the command, from what
 * `--method` names, and from a package that the file names if it is installed at the working
 * directory and its manifest declares the method: never from a path that stands in a file.
 *
 * @param given `--method`
 * @throws OneClassError `unknown-name`, and as `loadPackage`
 */
export async function methodOf(made: Made, given?: string): Promise<FoundMethod> {
  if (given !== undefined) return givenMethod(made, given);
  const { method: name, package: from } = made;
  const known = await bundledMethod(name);
  if (known && (from === undefined || from.name === known.package?.name)) return known;
  const declared = { kind: 'methods', name } as const;
  const loaded =
    from && (await loadDeclared(from.name, declared, { from: process.cwd() }).catch(unlessThere));
  const found = loaded?.methods.find((candidate) => candidate.name === name);
  if (loaded && found) return { value: found, package: loaded.package };
  const by = from === undefined ? '' : ` of package ${from.name}`;
  const declares = `{ "oneclass": { "methods": ["${name}"] } }`;
  throw new OneClassError(
    'unknown-name',
    `it was made by the method "${name}"${by}, which is not here. Install a package whose ` +
      `package.json declares it (${declares}), or give --method PATH|PACKAGE.`,
    { argument: '--method', expected: name },
  );
}

async function givenMethod({ method: name, package: from }: Made, given: string) {
  const methods = await methodsOf((await parseSpecifier(given)).specifier);
  const found = methods.find(({ value }) => value.name === name);
  if (found) return found;
  const names = methods.map(({ value }) => value.name).join(', ');
  const by = from === undefined ? '' : ` of ${from.name}`;
  throw new OneClassError(
    'unknown-name',
    `--method "${given}" has ${names}, but this detector was made by "${name}"${by}.`,
    { argument: '--method', expected: name, received: given },
  );
}

/** A package that is there and fails is another error than one that is not there. */
function unlessThere(error: unknown): undefined {
  if (isOneClassError(error) && error.code === 'not-found') return undefined;
  throw error;
}

/** A word where another version of the package restores the detector than saved it. */
export function otherVersion(saved: PackageId | undefined, now: PackageId | undefined): string {
  if (saved?.version === undefined || now?.version === undefined) return '';
  if (saved.version === now.version) return '';
  return (
    `saved by ${saved.name} ${saved.version}, and ${now.version} is here: scores may differ. ` +
    `Fit it again, or install ${saved.name}@${saved.version}.`
  );
}
