import type { FeatureExtractor } from '@oneclass/core';
import { openWeights, type CacheOptions, type NodeWeights } from '@oneclass/core/node';
import {
  loadFeatures,
  recognizeId,
  type LoadOptions,
  type TensorSource,
} from '@oneclass/core/weights';
import type { EfficientNetOptions } from '../efficientnet.ts';
import { LITE0, recipeOf } from '../network.ts';

export interface NodeEfficientNetOptions extends EfficientNetOptions<NodeWeights>, CacheOptions {}

/**
 * As `efficientNetLite0` of the main entry; takes a path too, and keeps what it downloads.
 * @throws OneClassError as that, and `not-found` for a file
 */
export const efficientNetLite0 = async (
  options: NodeEfficientNetOptions,
): Promise<FeatureExtractor> => loadFeatures(LITE0, recipeOf(options), opening(options));

/** As `efficientNetOf` of the main entry, with weights as {@link efficientNetLite0} takes them. */
export async function efficientNetOf(
  id: string,
  options: LoadOptions & CacheOptions & { readonly weights?: NodeWeights | undefined } = {},
): Promise<FeatureExtractor> {
  const { network, recipe } = recognizeId([LITE0], id);
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
