import {
  OneClassError,
  type AnyMethod,
  type ArtifactInfo,
  type FeatureProvider,
  type PackageId,
} from '@oneclass/core';
import { notTheirs } from '../feature/open-features.ts';

/** A method or a feature provider, with where it is from. */
export interface Found<T> {
  readonly value: T;
  /** Undefined where it is not known. */
  readonly package: PackageId | undefined;
}

export type FoundMethod = Found<AnyMethod>;
export type FoundProvider = Found<FeatureProvider>;

/** What a file says of the method that made its detector. */
export type SavedMethod = Pick<ArtifactInfo, 'method' | 'package'>;

/** What a file says of the features that its detector stands on. */
export interface SavedFeatures {
  readonly id: string;
  readonly package: PackageId | undefined;
}

/** Those that a program has imported, or a function that finds the one that is asked for. */
export type MethodSource =
  readonly AnyMethod[] | ((saved: SavedMethod) => FoundMethod | Promise<FoundMethod>);
export type ProviderSource =
  readonly FeatureProvider[] | ((saved: SavedFeatures) => FoundProvider | Promise<FoundProvider>);

/** @throws OneClassError `unknown-name` */
export async function findIn(source: MethodSource, saved: SavedMethod): Promise<FoundMethod> {
  if (typeof source === 'function') return source(saved);
  const value = source.find(({ name }) => name === saved.method);
  if (value) return { value, package: undefined };
  const given = source.map(({ name }) => name).join(', ') || 'none';
  const from = saved.package?.name ?? 'the package that provides it';
  throw new OneClassError(
    'unknown-name',
    `it was made by the method "${saved.method}", which is not among those given: ${given}. ` +
      `Install ${from} and pass its method in \`methods\`.`,
    { argument: 'methods', expected: saved.method, received: given },
  );
}

/** @throws OneClassError `unknown-name` */
export async function findFeaturesIn(
  source: ProviderSource,
  saved: SavedFeatures,
): Promise<FoundProvider> {
  if (typeof source === 'function') return source(saved);
  const value = source.find((provider) => provider.recognizes(saved.id));
  if (value) return { value, package: undefined };
  const given = source.map(({ name }) => name).join(', ') || 'none';
  const by = saved.package === undefined ? '' : ` of package ${saved.package.name}`;
  throw notTheirs(
    `it was fitted on the features '${saved.id}'${by}, which none of those given makes: ${given}`,
    saved.id,
  );
}
