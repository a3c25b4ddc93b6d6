import { fileURLToPath } from 'node:url';
import { OneClassError, type FeatureExtractor } from '@oneclass/core';
import { cacheFolder } from '@oneclass/core/node';
import { loadExtractor, type LoadOptions, type VggOptions } from '../load.ts';
import { randomExtractor } from '../random.ts';
import { recipeOf, recipeOfId } from '../recipe.ts';
import { bytesSource } from '../weights/bytes-source.ts';
import type { TensorSource } from '../weights/tensor-source.ts';
import { cachedSource } from './cached-source.ts';
import { fileSource } from './file-source.ts';

/** A path, an http or https address, or a file's bytes. */
export type NodeWeights = string | URL | Uint8Array;

export interface CacheOptions {
  /**
   * Where what came from an address is kept: a folder for each, below `weights` in here; core's
   * `cacheFolder()` when absent.
   */
  readonly cache?: string | undefined;
}

export interface NodeVggOptions extends VggOptions<NodeWeights>, CacheOptions {}

/**
 * As `vgg19` of the main entry; takes a path too, and keeps what it downloads.
 * @throws OneClassError as that, and `not-found` for a file
 */
export const vgg19 = async (options: NodeVggOptions): Promise<FeatureExtractor> =>
  loadExtractor(recipeOf('vgg19', options), options, () => openWeights(options.weights, options));

/** Features of VGG-16, as {@link vgg19}. */
export const vgg16 = async (options: NodeVggOptions): Promise<FeatureExtractor> =>
  loadExtractor(recipeOf('vgg16', options), options, () => openWeights(options.weights, options));

/** As `vggOf` of the main entry, with weights as {@link vgg19} takes them. */
export async function vggOf(
  id: string,
  options: LoadOptions & CacheOptions & { readonly weights?: NodeWeights | undefined } = {},
): Promise<FeatureExtractor> {
  const recipe = recipeOfId(id);
  return recipe.randomSeed === undefined
    ? loadExtractor(recipe, options, () => openWeights(options.weights, options))
    : randomExtractor(recipe);
}

export async function openWeights(
  weights: NodeWeights | undefined,
  { cache = cacheFolder(), ...options }: LoadOptions & CacheOptions,
): Promise<TensorSource> {
  if (weights instanceof Uint8Array) return bytesSource(weights);
  if (weights === undefined || weights === '') {
    throw new OneClassError(
      'invalid-argument',
      'No weights were given. Expected the path or the address of a safetensors file, or its ' +
        'bytes.',
      { argument: 'weights' },
    );
  }
  const text = String(weights);
  if (/^https?:/.test(text)) return cachedSource(text, cache, options);
  return fileSource(text.startsWith('file:') ? fileURLToPath(text) : text);
}
