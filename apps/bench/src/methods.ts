import type { FeatureExtractor, FeatureIdentity, Method } from '@oneclass/core';
import { randomVgg19 } from '@oneclass/vgg-features';
import { namedWeights, tellDownload, vgg19 } from '@oneclass/vgg-features/node';
import type { Cell, MethodOnFeatures } from './table/table.ts';

/** The methods of cells, with what they stand on. */
export interface Methods {
  /** @throws OneClassError as `vgg19` for the weights */
  of(cell: Cell): Promise<Method>;
  /** The features that the cell's method stands on. */
  featuresOf(cell: Cell): Promise<FeatureExtractor | undefined>;
  dispose(): void;
}

export interface MethodsOptions {
  /** `--weights`; ONECLASS_WEIGHTS when undefined. */
  readonly weights: string | undefined;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Whether a result is on the features that its cell has now. */
export const isOnSameFeatures = async (
  { features }: { readonly features?: FeatureIdentity },
  cell: Cell,
  methods: Methods,
): Promise<boolean> =>
  features === undefined || (await methods.featuresOf(cell))?.hash === features.hash;

export const standsOnFeatures = (method: Cell['method']): method is MethodOnFeatures =>
  'on' in method;

/** Features are loaded when a cell first asks for them, and kept for the cells after it. */
export function createMethods(options: MethodsOptions): Methods {
  const loaded = new Map<string, Promise<FeatureExtractor>>();
  const load = ({ features }: MethodOnFeatures): Promise<FeatureExtractor> => {
    const name = JSON.stringify(features);
    const known = loaded.get(name) ?? open(features, options);
    loaded.set(name, known);
    return known;
  };
  return {
    of: async ({ method }) => (standsOnFeatures(method) ? method.on(await load(method)) : method),
    featuresOf: async ({ method }) => (standsOnFeatures(method) ? load(method) : undefined),
    dispose() {
      for (const features of loaded.values())
        features.then(
          ({ dispose }) => {
            dispose();
          },
          () => undefined,
        );
      loaded.clear();
    },
  };
}

function open(
  recipe: MethodOnFeatures['features'],
  { weights, signal, say }: MethodsOptions,
): Promise<FeatureExtractor> {
  const named = namedWeights(weights);
  if ('weights' in named)
    return vgg19({ ...recipe, ...named, signal, onProgress: tellDownload(say) });
  say('Random weights: the features know nothing of images. The figures are for trying out alone.');
  return randomVgg19(named.randomSeed, recipe);
}
