import type { FeatureExtractor } from '../contract/feature-extractor.ts';
import type { NamedTensor } from '../contract/detector.ts';
import { OneClassError } from '../error.ts';
import type { FeatureNetwork, NetworkRecipe, Tensors } from './feature-network.ts';
import { hashOfTensors } from './hash.ts';
import { idOf } from './network-id.ts';
import { readTensors } from './read-tensors.ts';
import type { DownloadOptions } from './remote-source.ts';
import type { TensorSource } from './tensor-source.ts';

/** How weights are loaded, wherever they come from. */
export interface LoadOptions extends DownloadOptions {
  /** What the extractor's `hash` should be: other weights are refused. */
  readonly hash?: string | undefined;
}

export interface OpenedWeights extends Pick<LoadOptions, 'hash'> {
  /** Called once the recipe is known to be good. */
  readonly open: () => Promise<TensorSource>;
}

/**
 * The extractor of a recipe, which the caller disposes of: with the weights of a file, or random
 * ones where the recipe has a seed.
 * @throws OneClassError `not-found`, `invalid-artifact`, `unsupported`; what `open` throws
 */
export async function loadFeatures<R extends NetworkRecipe>(
  network: FeatureNetwork<R>,
  recipe: R,
  { open, hash }: OpenedWeights,
): Promise<FeatureExtractor> {
  const { randomSeed } = recipe;
  if (randomSeed !== undefined) return randomFeatures(network, { ...recipe, randomSeed });
  const source = await open();
  const extractor = await featuresOf(network, recipe, await readTensors(source, network, recipe));
  if (hash === undefined || hash === extractor.hash) return extractor;
  const received = extractor.hash;
  extractor.dispose();
  throw new OneClassError(
    'invalid-artifact',
    `${source.name}: the weights of these layers have the hash ${received}, expected ${hash}. ` +
      'Give the weights that were meant, or leave `hash` out.',
    { argument: 'weights', expected: hash, received },
  );
}

/** The extractor of a recipe with random weights. Its `id` says so. */
export const randomFeatures = <R extends NetworkRecipe>(
  network: FeatureNetwork<R>,
  recipe: R & { readonly randomSeed: number },
): Promise<FeatureExtractor> =>
  featuresOf(network, recipe, network.randomTensors(recipe, recipe.randomSeed));

async function featuresOf<R extends NetworkRecipe>(
  network: FeatureNetwork<R>,
  recipe: R,
  tensors: Tensors,
): Promise<FeatureExtractor> {
  const specs = network.tensorsUpTo(recipe.layers.at(-1) as string);
  const hash = await hashOfTensors(
    specs.map(({ name, hashedAs = name }) => [hashedAs, (tensors.get(name) as NamedTensor).data]),
  );
  const built = network.build(recipe, tensors);
  let disposed = false;
  return {
    id: idOf(network, recipe),
    hash,
    layers: built.layers,
    async extract(images) {
      if (disposed) throw disposedOf();
      return built.extract(images);
    },
    dispose() {
      if (!disposed) built.dispose();
      disposed = true;
    },
  };
}

const disposedOf = (): OneClassError =>
  new OneClassError('invalid-argument', 'These features were disposed of. Make them again.', {
    expected: 'features before their dispose()',
  });
