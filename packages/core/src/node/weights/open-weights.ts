import { fileURLToPath } from 'node:url';
import { OneClassError } from '../../error.ts';
import { bytesSource } from '../../weights/bytes-source.ts';
import type { DownloadOptions } from '../../weights/remote-source.ts';
import type { TensorSource } from '../../weights/tensor-source.ts';
import { cacheFolder } from '../data-folders.ts';
import { cachedSource } from './cached-source.ts';
import { fileSource } from './file-source.ts';

/** A path, an http or https address, or a file's bytes. */
export type NodeWeights = string | URL | Uint8Array;

export interface CacheOptions {
  /**
   * Where what came from an address is kept: a folder for each, below `weights` in here;
   * `cacheFolder()` when absent.
   */
  readonly cache?: string | undefined;
}

/**
 * A safetensors file, of which only what is asked for is read; what comes from an address is kept.
 * @throws OneClassError `invalid-argument`, `not-found`, `invalid-artifact`, `download-failed`
 */
export async function openWeights(
  weights: NodeWeights | undefined,
  { cache = cacheFolder(), ...options }: DownloadOptions & CacheOptions = {},
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
