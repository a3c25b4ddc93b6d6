import type { FeatureExtractor } from '../../contract/feature-extractor.ts';
import type {
  FeatureOpening,
  FeatureProvider,
  PublishedWeights,
} from '../../contract/feature-provider.ts';
import { OneClassError } from '../../error.ts';
import type { FeatureNetwork, NetworkRecipe } from '../../weights/feature-network.ts';
import { loadFeatures, randomFeatures } from '../../weights/load-features.ts';
import { recipeIn, recognizeId } from '../../weights/network-id.ts';
import { downloadWeights, keptWeights, type OtherSource } from './kept-weights.ts';
import { findWeights, missingWeights } from './named-weights.ts';
import { tellDownload } from './tell-download.ts';

export interface ProviderText<R extends NetworkRecipe> {
  /** One line for lists. */
  readonly summary: string;
  readonly defaults: Readonly<Record<string, unknown>>;
  /** @throws OneClassError `invalid-config`, `invalid-argument`, `unknown-name` */
  readonly recipeOfSettings: (settings: Readonly<Record<string, unknown>>) => R;
  /** Where else the weights can be had. */
  readonly otherwise?: OtherSource | undefined;
}

/** Features of a network for programs, with weights as a command line names them. */
export function networkProvider<R extends NetworkRecipe>(
  network: FeatureNetwork<R>,
  { summary, defaults, recipeOfSettings, otherwise }: ProviderText<R>,
): FeatureProvider {
  const { name, title, weights } = network;
  const recipeOf = ({ id, settings = {} }: FeatureOpening): R =>
    id === undefined ? recipeOfSettings(settings) : recognizeId([network], id).recipe;
  return {
    name,
    summary,
    defaults: Object.freeze(defaults),
    weights: `${title}'s weights, a safetensors file with ${weights.naming} names; or random:SEED`,
    published: publishedOf(network, otherwise),
    recognizes: (id) => recipeIn(network, id) !== undefined,
    open: async (opening) => open(network, recipeOf(opening), opening),
  };
}

function publishedOf<R extends NetworkRecipe>(
  network: FeatureNetwork<R>,
  otherwise: OtherSource | undefined,
): PublishedWeights {
  const { licence, source } = network.weights;
  const values = network
    .tensorsUpTo(network.layers.at(-1) as string)
    .reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
  return {
    licence,
    source,
    bytes: 4 * values,
    kept: () => keptWeights(network.name),
    missing: async () => (await findWeights(network)) === undefined,
    download: ({ signal, say }) =>
      downloadWeights(network, {
        signal,
        say,
        otherwise,
        onProgress: say && tellDownload(say),
      }),
  };
}

const UNTRAINED = 'Random weights: these features are untrained. Use them only to try things out.';

async function open<R extends NetworkRecipe>(
  network: FeatureNetwork<R>,
  recipe: R,
  { weights: given, signal, say }: FeatureOpening,
): Promise<FeatureExtractor> {
  const download = { signal, onProgress: say && tellDownload(say) };
  const named =
    randomSeedOf(recipe, given) ?? (await findWeights(network, { ...download, given, say }));
  if (named === undefined) throw missingWeights(network);
  if ('source' in named)
    return loadFeatures(network, recipe, { open: () => Promise.resolve(named.source) });
  say?.(UNTRAINED);
  return randomFeatures(network, { ...recipe, ...named });
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
