import { OneClassError, type FeatureExtractor } from '@oneclass/core';
import { loadExtractor, type LoadOptions, type VggOptions } from './load.ts';
import { randomExtractor } from './random.ts';
import { recipeOf, recipeOfId } from './recipe.ts';
import { bytesSource } from './weights/bytes-source.ts';
import { remoteSource, type DownloadOptions } from './weights/remote-source.ts';
import type { TensorSource } from './weights/tensor-source.ts';

/** An http or https address, in browsers a relative one too, or a file's bytes. */
export type WebWeights = string | URL | Uint8Array;

/**
 * Features of VGG-19 (Simonyan and Zisserman 2015), owned by the caller until `dispose()`. Loads
 * and computes nothing beyond the last layer asked for.
 * @throws OneClassError `unknown-name`, `invalid-argument`; `not-found` for tensors that the
 *   weights lack, by name; `invalid-artifact`, `unsupported`, `download-failed`; the signal's
 *   reason
 */
export const vgg19 = async (options: VggOptions<WebWeights>): Promise<FeatureExtractor> =>
  loadExtractor(recipeOf('vgg19', options), options, () => openWeights(options.weights, options));

/** Features of VGG-16, as {@link vgg19}. */
export const vgg16 = async (options: VggOptions<WebWeights>): Promise<FeatureExtractor> =>
  loadExtractor(recipeOf('vgg16', options), options, () => openWeights(options.weights, options));

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
  const recipe = recipeOfId(id);
  return recipe.randomSeed === undefined
    ? loadExtractor(recipe, options, () => openWeights(options.weights, options))
    : randomExtractor(recipe);
}

async function openWeights(
  weights: WebWeights | undefined,
  options: DownloadOptions,
): Promise<TensorSource> {
  if (weights instanceof Uint8Array) return bytesSource(weights);
  const address = String(weights);
  const isRelative = 'location' in globalThis && !/^[a-z][a-z\d+.-]*:/i.test(address);
  if (weights !== undefined && (/^https?:/.test(address) || isRelative))
    return remoteSource(address, options);
  throw new OneClassError(
    'invalid-argument',
    `Received "${address}" as weights; expected an http or https address, or the bytes of a ` +
      'safetensors file. A path is taken by vgg19 of @oneclass/vgg-features/node.',
    { argument: 'weights', expected: 'an http or https address, or bytes', received: address },
  );
}
