/** @file The pretrained features of methods that build on some: `--features` and `--weights`. */
import {
  isFeatureMethod,
  OneClassError,
  type AnyMethod,
  type ArtifactInfo,
  type FeatureMethod,
  type FeatureOpening,
  type FeatureProvider,
  type Method,
  type MethodConfig,
  type PackageId,
} from '@oneclass/core';
import { loadDeclared } from '@oneclass/core/node';
import { say } from '@oneclass/terminal';
import { bundledProviders, findProvider, type FoundProvider } from './installed.ts';
import { otherVersion } from './method.ts';

export interface FeatureOptions {
  /** `--features` */
  readonly features?: string | undefined;
  /** `--weights` */
  readonly weights?: string | undefined;
  readonly signal: AbortSignal;
}

/** A method that can fit and restore. */
export interface ReadyMethod {
  readonly method: Method;
  /** The package of its features. */
  readonly featuresPackage: PackageId | undefined;
  /** Frees the features, where there are any. */
  dispose(): void;
}

const withoutFeatures = (method: Method): ReadyMethod => ({
  method,
  featuresPackage: undefined,
  dispose: () => undefined,
});

type Settings = Readonly<Record<string, unknown>>;

const isSettings = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The method with its features, where it builds on some, and its own part of the settings.
 * @throws OneClassError as `findProvider` and the provider's `open`; `invalid-argument` for flags
 *   that have no meaning here
 */
export async function withFeatures(
  method: AnyMethod,
  given: Settings,
  options: FeatureOptions,
): Promise<ReadyMethod & { readonly config: Partial<MethodConfig> }> {
  if (!isFeatureMethod(method)) {
    checkNoFeatures(method, options);
    return { ...withoutFeatures(method), config: given };
  }
  const provider = await findProvider(options.features);
  const { config, settings } = splitSettings(given, method, provider.value);
  return { ...(await openOn(method, provider, { ...options, settings })), config };
}

/**
 * A key that only the features have is theirs, and every other the method's; `features.key` is the
 * features' in any case.
 */
function splitSettings(
  given: Settings,
  { defaults: own }: FeatureMethod,
  { defaults: theirs }: FeatureProvider,
): { config: Settings; settings: Settings } {
  const { features, ...plain } = given;
  if (features !== undefined && !isSettings(features)) {
    throw new OneClassError(
      'invalid-argument',
      `--set features=… is no setting: give each of the features' own, as in --set features.KEY=….`,
      { argument: '--set', received: features },
    );
  }
  const isTheirs = ([key]: [string, unknown]): boolean =>
    !Object.hasOwn(own, key) && Object.hasOwn(theirs, key);
  const entries = Object.entries(plain);
  return {
    config: Object.fromEntries(entries.filter((entry) => !isTheirs(entry))),
    settings: {
      ...Object.fromEntries(entries.filter(isTheirs)),
      ...features,
    },
  };
}

/**
 * The method of a saved detector, with the features that its file names.
 * @throws OneClassError as {@link withFeatures}; `unknown-name` where nothing here makes them
 */
export async function withSavedFeatures(
  method: AnyMethod,
  { features, featuresPackage }: ArtifactInfo,
  options: FeatureOptions,
): Promise<ReadyMethod> {
  if (!isFeatureMethod(method)) {
    checkNoFeatures(method, options);
    return withoutFeatures(method);
  }
  if (!features) {
    throw new OneClassError(
      'invalid-artifact',
      `it does not say on which features its ${method.name} detector was fitted. The file is ` +
        'damaged: fit the detector again.',
      { argument: 'features' },
    );
  }
  const { id } = features;
  const provider = await savedProvider({ id, from: featuresPackage }, options.features);
  const warning = otherVersion(featuresPackage, provider.package);
  if (warning !== '') say(`Its features were ${warning}`);
  return openOn(method, provider, { ...options, id });
}

interface SavedFeatures {
  readonly id: string;
  /** The package that made them. */
  readonly from: PackageId | undefined;
}

async function savedProvider(
  { id, from }: SavedFeatures,
  given: string | undefined,
): Promise<FoundProvider> {
  if (given !== undefined) {
    const named = await findProvider(given);
    if (named.value.recognizes(id)) return named;
    throw notTheirs(`--features "${given}" does not make the features '${id}'`, id);
  }
  const known = (await bundledProviders()).find(({ value }) => value.recognizes(id));
  if (known && (from === undefined || from.name === known.package?.name)) return known;
  const declared = { kind: 'features' } as const;
  const loaded = from && (await loadDeclared(from.name, declared, { from: process.cwd() }));
  const found = loaded ? loaded.providers.find((provider) => provider.recognizes(id)) : undefined;
  if (loaded && found) return { value: found, package: loaded.package };
  const of = from === undefined ? '' : ` of package ${from.name}`;
  throw notTheirs(`it was fitted on the features '${id}'${of}, which nothing here makes`, id);
}

const notTheirs = (what: string, id: string): OneClassError =>
  new OneClassError(
    'unknown-name',
    `${what}. Install the package that makes them, or give --features PATH|PACKAGE.`,
    { argument: '--features', expected: id },
  );

async function openOn(
  method: FeatureMethod,
  { value: provider, package: from }: FoundProvider,
  { weights, signal, ...opening }: Pick<FeatureOpening, 'settings' | 'id'> & FeatureOptions,
): Promise<ReadyMethod> {
  if (weights !== undefined && provider.weights === undefined) {
    throw new OneClassError(
      'invalid-argument',
      `--weights: the features ${provider.name} take none. Leave it out.`,
      { argument: '--weights', received: weights },
    );
  }
  const { settings, id } = opening;
  const extractor = await provider.open({ settings, id, weights, signal, say });
  const dispose = (): void => {
    extractor.dispose();
  };
  try {
    checkOpened(provider, extractor.id, id);
    return { method: method.on(extractor), featuresPackage: from, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** A detector on features that nobody opens again could not be used. */
function checkOpened(provider: FeatureProvider, opened: string, wanted: string | undefined): void {
  if (wanted !== undefined && opened !== wanted) {
    throw notTheirs(`the provider ${provider.name} opened '${opened}' for '${wanted}'`, wanted);
  }
  if (provider.recognizes(opened)) return;
  throw new OneClassError(
    'unsupported',
    `The provider ${provider.name} does not recognise '${opened}', the id of its own features: ` +
      'no detector on them could be opened again. Correct its `recognizes`.',
    { argument: '--features', received: opened },
  );
}

function checkNoFeatures({ name }: Method, { features, weights }: FeatureOptions): void {
  const [flag, received] =
    features === undefined ? ['--weights', weights] : ['--features', features];
  if (received === undefined) return;
  throw new OneClassError(
    'invalid-argument',
    `${flag} is for a method on pretrained features; ${name} takes none. Leave it out.`,
    { argument: flag, received },
  );
}
