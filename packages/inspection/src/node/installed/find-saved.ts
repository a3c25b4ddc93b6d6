/**
 * @file The method and features of a saved detector. Code is loaded only from what comes with the
 *   program, from what its user names, and from a package that the file names if it is installed
 *   and its manifest declares the method or features: never from a path that stands in a file.
 */
import { isOneClassError, OneClassError } from '@oneclass/core';
import { loadDeclared } from '@oneclass/core/node';
import { notTheirs } from '../../feature/open-features.ts';
import type {
  FoundMethod,
  FoundProvider,
  SavedFeatures,
  SavedMethod,
} from '../../inspector/found.ts';
import { bundledMethod, bundledProviders, type Places } from './bundled.ts';
import { findProvider, methodsOf, parseSpecifier } from './find.ts';

/**
 * The method that made a detector.
 * @param given the path or package that a user names, in place of looking
 * @throws OneClassError `unknown-name`, and as `loadPackage`
 */
export async function findSavedMethod(
  saved: SavedMethod,
  places: Places,
  given?: string,
): Promise<FoundMethod> {
  if (given !== undefined) return givenMethod(saved, places, given);
  const { method: name, package: from } = saved;
  const known = await bundledMethod(name, places);
  if (known && (from === undefined || from.name === known.package?.name)) return known;
  const declared = { kind: 'methods', name } as const;
  const loaded = from && (await loadDeclared(from.name, declared, places).catch(unlessThere));
  const found = loaded?.methods.find((candidate) => candidate.name === name);
  if (loaded && found) return { value: found, package: loaded.package };
  const by = from === undefined ? '' : ` of package ${from.name}`;
  const declares = `{ "oneclass": { "methods": ["${name}"] } }`;
  throw new OneClassError(
    'unknown-name',
    `it was made by the method "${name}"${by}, which is not here. Install a package whose ` +
      `package.json declares it (${declares}), or name its path or package as the method.`,
    { argument: 'method', expected: name },
  );
}

async function givenMethod(
  { method: name, package: from }: SavedMethod,
  places: Places,
  given: string,
): Promise<FoundMethod> {
  const methods = await methodsOf((await parseSpecifier(given)).specifier, places);
  const found = methods.find(({ value }) => value.name === name);
  if (found) return found;
  const names = methods.map(({ value }) => value.name).join(', ');
  const by = from === undefined ? '' : ` of ${from.name}`;
  throw new OneClassError(
    'unknown-name',
    `"${given}" has ${names}, but this detector was made by "${name}"${by}.`,
    { argument: 'method', expected: name, received: given },
  );
}

/** A package that is there and fails is another error than one that is not there. */
function unlessThere(error: unknown): undefined {
  if (isOneClassError(error) && error.code === 'not-found') return undefined;
  throw error;
}

/**
 * Who opens the features of a detector again.
 * @param given the name, path or package that a user names, in place of looking
 * @throws OneClassError `unknown-name`, and as `loadPackage`
 */
export async function findSavedProvider(
  { id, package: from }: SavedFeatures,
  places: Places,
  given?: string,
): Promise<FoundProvider> {
  if (given !== undefined) {
    const named = await findProvider(given, places);
    if (named.value.recognizes(id)) return named;
    throw notTheirs(`"${given}" does not make the features '${id}'`, id);
  }
  const known = (await bundledProviders(places)).find(({ value }) => value.recognizes(id));
  if (known && (from === undefined || from.name === known.package?.name)) return known;
  const loaded = from && (await loadDeclared(from.name, { kind: 'features' }, places));
  const found = loaded ? loaded.providers.find((provider) => provider.recognizes(id)) : undefined;
  if (loaded && found) return { value: found, package: loaded.package };
  const of = from === undefined ? '' : ` of package ${from.name}`;
  throw notTheirs(`it was fitted on the features '${id}'${of}, which nothing here makes`, id);
}
