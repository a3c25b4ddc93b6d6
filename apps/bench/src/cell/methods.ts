import {
  isFeatureMethod,
  type FeatureExtractor,
  type FeatureIdentity,
  type FeatureMethod,
  type FeatureProvider,
  type Method,
} from '@oneclass/core';
import { openFeatures } from '@oneclass/inspection';
import type { Cell, CellFeatures } from '../table/table.ts';
import { runAuthored, wrongTable } from '../table/wrong-table.ts';
import { canonical, settingsOf } from './key.ts';

/** The methods of cells, with the features they build on. */
export interface Methods {
  /** @throws OneClassError as the provider of its features does */
  of(cell: Cell): Promise<Method>;
  /** The features that the cell's method builds on. */
  featuresOf(cell: Cell): Promise<FeatureExtractor | undefined>;
  dispose(): void;
}

export interface MethodsOptions {
  /** `--weights`, for the providers that take some; what they do without is theirs to say. */
  readonly weights: string | undefined;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Whether a result is on the features that its cell has now. */
export async function isOnSameFeatures(
  { features }: { readonly features?: FeatureIdentity },
  cell: Cell,
  methods: Methods,
): Promise<boolean> {
  if (features === undefined) return true;
  const now = await methods.featuresOf(cell);
  return now?.id === features.id && now.hash === features.hash;
}

/**
 * Features are opened when a cell first asks for them, and kept for the cells after it with the
 * same provider and settings.
 */
export function createMethods(options: MethodsOptions): Methods {
  const opened = new Map<FeatureProvider, Map<string, Promise<FeatureExtractor>>>();
  const open = (features: CellFeatures): Promise<FeatureExtractor> => {
    const ofProvider =
      opened.get(features.provider) ?? new Map<string, Promise<FeatureExtractor>>();
    opened.set(features.provider, ofProvider);
    const settings = canonical(settingsOf(features));
    const known = ofProvider.get(settings) ?? openAuthored(features, options);
    ofProvider.set(settings, known);
    return known;
  };
  return {
    async of({ id, method, features }) {
      if (!isFeatureMethod(method)) return method;
      if (features) return onFeatures(method, await open(features));
      throw wrongTable(`Cell "${id}" has no \`features\`, and its method builds on some.`, {
        argument: 'features',
      });
    },
    featuresOf: async ({ features }) => features && open(features),
    dispose() {
      const all = [...opened.values()].flatMap((ofProvider) => [...ofProvider.values()]);
      for (const features of all)
        features.then(
          (extractor) => {
            extractor.dispose();
          },
          () => undefined,
        );
      opened.clear();
    },
  };
}

const openAuthored = (
  { provider, settings }: CellFeatures,
  { weights: given, signal, say }: MethodsOptions,
): Promise<FeatureExtractor> => {
  const weights = provider.weights === undefined ? undefined : given;
  const open = () => openFeatures(provider, { settings, weights, signal, say });
  return runAuthored(`open() of features "${provider.name}"`, open, signal);
};

async function onFeatures(method: FeatureMethod, extractor: FeatureExtractor): Promise<Method> {
  const what = `on() of method "${method.name}"`;
  const made: unknown = await runAuthored(what, () => method.on(extractor));
  if (isMethod(made)) return made;
  throw wrongTable(`${what} gave no method: expected an object with name, fit and restore.`, {
    argument: what,
  });
}

function isMethod(value: unknown): value is Method {
  if (typeof value !== 'object' || value === null) return false;
  const { name, fit, restore } = value as Partial<Method>;
  return typeof name === 'string' && [fit, restore].every((part) => typeof part === 'function');
}
