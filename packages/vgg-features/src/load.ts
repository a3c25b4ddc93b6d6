import { OneClassError, type FeatureExtractor } from '@oneclass/core';
import { createExtractor } from './extractor.ts';
import type { RecipeOptions, VggRecipe } from './recipe.ts';
import { readLayerWeights } from './weights/layer-weights.ts';
import type { DownloadOptions } from './weights/remote-source.ts';
import type { TensorSource } from './weights/tensor-source.ts';

/** How weights are loaded, wherever they come from. */
export interface LoadOptions extends DownloadOptions {
  /** What the extractor's `hash` should be: other weights are refused. */
  readonly hash?: string;
}

/** @param W where weights may come from */
export interface VggOptions<W> extends RecipeOptions, LoadOptions {
  /**
   * A safetensors file with torchvision's names and layouts (`features.0.weight`, OIHW), for RGB in
   * [0, 1] normalised with ImageNet's mean and deviation. Only the tensors that the layers need are
   * read.
   */
  readonly weights: W;
}

/** The extractor of a recipe; `open` is called once the recipe is known to be good. */
export async function loadExtractor(
  recipe: VggRecipe,
  { hash }: LoadOptions,
  open: () => Promise<TensorSource>,
): Promise<FeatureExtractor> {
  const source = await open();
  const extractor = await createExtractor(recipe, await readLayerWeights(source, recipe));
  if (hash === undefined || hash === extractor.hash) return extractor;
  const received = extractor.hash;
  extractor.dispose();
  throw new OneClassError(
    'invalid-artifact',
    `${source.name}: the weights of these layers have the hash ${received}, expected ${hash}. ` +
      'Give the weights that were meant, or leave `hash` out.',
    {
      argument: 'weights',
      expected: hash,
      received,
    },
  );
}
