import type { FeatureExtractor } from '@oneclass/core';
import {
  loadFeatures,
  openWebWeights,
  randomFeatures,
  recognizeId,
  type LoadOptions,
  type TensorSource,
  type WebWeights,
} from '@oneclass/core/weights';
import { NETWORKS } from './network.ts';
import { recipeOf, type RecipeOptions } from './recipe.ts';

/** @param W where weights may come from */
export interface VggOptions<W> extends RecipeOptions, LoadOptions {
  /**
   * A safetensors file with torchvision's names and layouts (`features.0.weight`, OIHW), for RGB in
   * [0, 1] normalised with ImageNet's mean and deviation. Only the tensors that the layers need are
   * read.
   */
  readonly weights: W;
}

/**
 * Features of VGG-19 (Simonyan and Zisserman 2015), owned by the caller until `dispose()`. Loads
 * and computes nothing beyond the last layer asked for.
 * @throws OneClassError `unknown-name`, `invalid-argument`; `not-found` for tensors that the
 *   weights lack, by name; `invalid-artifact`, `unsupported`, `download-failed`; the signal's
 *   reason
 */
export const vgg19 = async (options: VggOptions<WebWeights>): Promise<FeatureExtractor> =>
  loadFeatures(NETWORKS.vgg19, recipeOf('vgg19', options), opening(options));

/** Features of VGG-16, as {@link vgg19}. */
export const vgg16 = async (options: VggOptions<WebWeights>): Promise<FeatureExtractor> =>
  loadFeatures(NETWORKS.vgg16, recipeOf('vgg16', options), opening(options));

/**
 * The features with this `id`, as a saved detector names them: network, layers and padding are the
 * id's.
 * @param options `weights` are needed unless the id says random
 * @throws OneClassError as {@link vgg19}; `invalid-argument` for an id that is none of this
 *   package's
 */
export async function vggOf(
  id: string,
  options: LoadOptions & { readonly weights?: WebWeights } = {},
): Promise<FeatureExtractor> {
  const { network, recipe } = recognizeId([NETWORKS.vgg19, NETWORKS.vgg16], id);
  return loadFeatures(network, recipe, opening(options));
}

/**
 * VGG-19 with random weights (He et al. 2015), for trying things out without a download: its
 * features are untrained. Its `id` says random, and so does every detector that is fitted on it.
 * @throws OneClassError `unknown-name`, `invalid-argument`
 */
export const randomVgg19 = async (
  seed: number,
  options: RecipeOptions = {},
): Promise<FeatureExtractor> =>
  randomFeatures(NETWORKS.vgg19, { ...recipeOf('vgg19', options), randomSeed: seed });

const opening = ({
  weights,
  hash,
  ...download
}: LoadOptions & { readonly weights?: WebWeights | undefined }) => ({
  hash,
  open: (): Promise<TensorSource> =>
    openWebWeights(weights, { ...download, takesPaths: 'vgg19 of @oneclass/vgg-features/node' }),
});
