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
import { LITE0, recipeOf, type RecipeOptions } from './network.ts';

/** @param W where weights may come from */
export interface EfficientNetOptions<W> extends RecipeOptions, LoadOptions {
  /**
   * A safetensors file with timm's names and layouts (`conv_stem.weight`, OIHW). Only the tensors
   * that the layers need are read.
   */
  readonly weights: W;
}

/**
 * Features of EfficientNet-Lite0 (Tan and Le 2019, without squeeze and excitation, with ReLU6),
 * owned by the caller until `dispose()`. Loads and computes nothing beyond the last layer asked
 * for.
 * @throws OneClassError `unknown-name`, `invalid-argument`; `not-found` for tensors that the
 *   weights lack, by name; `invalid-artifact`, `unsupported`, `download-failed`; the signal's
 *   reason
 */
export const efficientNetLite0 = async (
  options: EfficientNetOptions<WebWeights>,
): Promise<FeatureExtractor> => loadFeatures(LITE0, recipeOf(options), opening(options));

/**
 * The features with this `id`, as a saved detector names them: the layers are the id's.
 * @param options `weights` are needed unless the id says random
 * @throws OneClassError as {@link efficientNetLite0}; `invalid-argument` for an id that is none of
 *   this package's
 */
export async function efficientNetOf(
  id: string,
  options: LoadOptions & { readonly weights?: WebWeights } = {},
): Promise<FeatureExtractor> {
  const { network, recipe } = recognizeId([LITE0], id);
  return loadFeatures(network, recipe, opening(options));
}

/**
 * EfficientNet-Lite0 with random weights (He et al. 2015), for trying things out without a
 * download: its features are untrained. Its `id` says random, and so does every detector that is
 * fitted on it.
 * @throws OneClassError `unknown-name`, `invalid-argument`
 */
export const randomEfficientNetLite0 = async (
  seed: number,
  options: RecipeOptions = {},
): Promise<FeatureExtractor> => randomFeatures(LITE0, { ...recipeOf(options), randomSeed: seed });

const opening = ({
  weights,
  hash,
  ...download
}: LoadOptions & { readonly weights?: WebWeights | undefined }) => ({
  hash,
  open: (): Promise<TensorSource> =>
    openWebWeights(weights, {
      ...download,
      takesPaths: 'efficientNetLite0 of @oneclass/efficientnet-features/node',
    }),
});
