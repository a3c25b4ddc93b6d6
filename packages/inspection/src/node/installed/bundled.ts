/** @file Methods and features of the packages that a program depends on. */
import {
  declaringDependencies,
  loadPackage,
  type Declared,
  type LoadedPackage,
} from '@oneclass/core/node';
import type { Found, FoundMethod, FoundProvider } from '../../inspector/found.ts';

/** Where packages are looked for. */
export interface Places {
  /** The folder of the program's own manifest, whose dependencies come with it. */
  readonly own: string;
  /** Where paths start at, and in which other packages are installed: a user's project. */
  readonly from: string;
  /** One line on what is skipped. */
  readonly say: (line: string) => void;
}

interface BundledPackage {
  readonly name: string;
  readonly declares: Readonly<Record<Declared['kind'], readonly string[]>>;
}

/** What comes with the program and declares methods or features, without running its code. */
const bundledPackages = async ({ own }: Places): Promise<BundledPackage[]> =>
  (await declaringDependencies(own)).map(({ name, declares }) => ({
    name,
    declares: declares ?? { methods: [], features: [] },
  }));

export const methodsIn = (loaded: LoadedPackage): FoundMethod[] =>
  loaded.methods.map((value) => ({ value, package: loaded.package }));
export const providersIn = (loaded: LoadedPackage): FoundProvider[] =>
  loaded.providers.map((value) => ({ value, package: loaded.package }));

async function loadAll(kind: Declared['kind'], places: Places): Promise<LoadedPackage[]> {
  const packages = await bundledPackages(places);
  const declaring = packages.filter(({ declares }) => declares[kind].length > 0);
  return Promise.all(declaring.map(({ name }) => loadPackage(name, { from: places.own })));
}

/** All methods that come with the program. */
export const bundledMethods = async (places: Places): Promise<FoundMethod[]> =>
  (await loadAll('methods', places)).flatMap(methodsIn);

/** All feature providers that come with the program. */
export const bundledProviders = async (places: Places): Promise<FoundProvider[]> =>
  (await loadAll('features', places)).flatMap(providersIn);

/** The names that come with the program, in its packages' order. */
export const bundledNames = async (kind: Declared['kind'], places: Places): Promise<string[]> =>
  (await bundledPackages(places)).flatMap(({ declares }) => declares[kind]);

/** What one of the program's own packages declares by this name; only that package is loaded. */
async function bundled<T extends { readonly name: string }>(
  wanted: { readonly kind: Declared['kind']; readonly name: string },
  places: Places,
  read: (loaded: LoadedPackage) => Found<T>[],
): Promise<Found<T> | undefined> {
  const { kind, name } = wanted;
  const from = (await bundledPackages(places)).find(({ declares }) =>
    declares[kind].includes(name),
  );
  if (!from) return undefined;
  const loaded = await loadPackage(from.name, { from: places.own });
  return read(loaded).find(({ value }) => value.name === name);
}

export const bundledMethod = (name: string, places: Places): Promise<FoundMethod | undefined> =>
  bundled({ kind: 'methods', name }, places, methodsIn);
export const bundledProvider = (name: string, places: Places): Promise<FoundProvider | undefined> =>
  bundled({ kind: 'features', name }, places, providersIn);
