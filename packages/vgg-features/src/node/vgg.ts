import type { FeatureExtractor } from '@oneclass/core';
import { openWeights, type CacheOptions, type NodeWeights } from '@oneclass/core/node';
import {
  loadFeatures,
  recognizeId,
  type LoadOptions,
  type TensorSource,
} from '@oneclass/core/weights';
import { NETWORKS } from '../network.ts';
import { recipeOf } from '../recipe.ts';
import type { VggOptions } from '../vgg.ts';

export interface NodeVggOptions extends VggOptions<NodeWeights>, CacheOptions {}

/**
 * As `vgg19` of the main entry; takes a path too, and keeps what it downloads.
 * @throws OneClassError as that, and `not-found` for a file
 */
export const vgg19 = async (options: NodeVggOptions): Promise<FeatureExtractor> =>
  loadFeatures(NETWORKS.vgg19, recipeOf('vgg19', options), opening(options));

/** Features of VGG-16, as {@link vgg19}. */
export const vgg16 = async (options: NodeVggOptions): Promise<FeatureExtractor> =>
  loadFeatures(NETWORKS.vgg16, recipeOf('vgg16', options), opening(options));

/** As `vggOf` of the main entry, with weights as {@link vgg19} takes them. */
export async function vggOf(
  id: string,
  options: LoadOptions & CacheOptions & { readonly weights?: NodeWeights | undefined } = {},
): Promise<FeatureExtractor> {
  const { network, recipe } = recognizeId([NETWORKS.vgg19, NETWORKS.vgg16], id);
  return loadFeatures(network, recipe, opening(options));
}

const opening = ({
  weights,
  hash,
  ...download
}: LoadOptions & CacheOptions & { readonly weights?: NodeWeights | undefined }) => ({
  hash,
  open: (): Promise<TensorSource> => openWeights(weights, download),
});
