import type { FeatureExtractor } from '../../contract/feature-extractor.ts';
import type { FeatureOpening, FeatureProvider } from '../../contract/feature-provider.ts';
import { OneClassError } from '../../error.ts';
import type { FeatureNetwork, NetworkRecipe } from '../../weights/feature-network.ts';
import { loadFeatures, randomFeatures } from '../../weights/load-features.ts';
import { recipeIn, recognizeId } from '../../weights/network-id.ts';
import { namedWeights } from './named-weights.ts';
import { openWeights } from './open-weights.ts';
import { tellDownload } from './tell-download.ts';

export interface ProviderText<R extends NetworkRecipe> {
  /** One line for lists. */
  readonly summary: string;
  readonly defaults: Readonly<Record<string, unknown>>;
  /** @throws OneClassError `invalid-config`, `invalid-argument`, `unknown-name` */
  readonly recipeOfSettings: (settings: Readonly<Record<string, unknown>>) => R;
}

/** Features of a network for programs, with weights as a command line names them. */
export function networkProvider<R extends NetworkRecipe>(
  network: FeatureNetwork<R>,
  { summary, defaults, recipeOfSettings }: ProviderText<R>,
): FeatureProvider {
  const { name, title, weights } = network;
  const recipeOf = ({ id, settings = {} }: FeatureOpening): R =>
    id === undefined ? recipeOfSettings(settings) : recognizeId([network], id).recipe;
  return {
    name,
    summary,
    defaults: Object.freeze(defaults),
    weights: `${title}'s weights, a safetensors file with ${weights.naming} names; or random:SEED`,
    recognizes: (id) => recipeIn(network, id) !== undefined,
    open: async (opening) => open(network, recipeOf(opening), opening),
  };
}

const UNTRAINED = 'Random weights: these features are untrained. Use them only to try things out.';

async function open<R extends NetworkRecipe>(
  network: FeatureNetwork<R>,
  recipe: R,
  { weights: given, signal, say }: FeatureOpening,
): Promise<FeatureExtractor> {
  const named = randomSeedOf(recipe, given) ?? namedWeights(given, network);
  if ('randomSeed' in named) {
    say?.(UNTRAINED);
    return randomFeatures(network, { ...recipe, ...named });
  }
  const download = { signal, onProgress: say && tellDownload(say) };
  return loadFeatures(network, recipe, { open: () => openWeights(named.weights, download) });
}

/** @throws OneClassError `invalid-argument` where a detector with random weights is given others */
function randomSeedOf(
  { randomSeed: seed }: NetworkRecipe,
  given: string | undefined,
): { readonly randomSeed: number } | undefined {
  if (seed === undefined) return undefined;
  if (given === undefined || given === `random:${String(seed)}`) return { randomSeed: seed };
  throw new OneClassError(
    'invalid-argument',
    `The detector was fitted on random weights of seed ${String(seed)}, and works with no ` +
      `others. Received the weights "${given}". Leave --weights out.`,
    { argument: '--weights', expected: `random:${String(seed)}`, received: given },
  );
}
