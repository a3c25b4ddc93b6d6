import { OneClassError, type FeatureMethod, type FeatureProvider } from '@oneclass/core';

export type Settings = Readonly<Record<string, unknown>>;

export interface SplitSettings {
  /** Of the method. */
  readonly config: Settings;
  /** Of its features. */
  readonly settings: Settings;
}

/**
 * Settings that one list gives for both, in parts: a key that only the features have is theirs, and
 * every other the method's; what is under `features` is the features' in any case.
 * @throws OneClassError `invalid-argument` where `features` is no object
 */
export function splitSettings(
  { features, ...plain }: Settings,
  { defaults: own }: FeatureMethod,
  { defaults: theirs }: FeatureProvider,
): SplitSettings {
  if (features !== undefined && !isSettings(features)) {
    throw new OneClassError(
      'invalid-argument',
      'features=… is no setting: give each of the features’ own, as in features.KEY=….',
      { argument: 'features', received: features },
    );
  }
  const isTheirs = ([key]: [string, unknown]): boolean =>
    !Object.hasOwn(own, key) && Object.hasOwn(theirs, key);
  const entries = Object.entries(plain);
  return {
    config: Object.fromEntries(entries.filter((entry) => !isTheirs(entry))),
    settings: { ...Object.fromEntries(entries.filter(isTheirs)), ...features },
  };
}

const isSettings = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
