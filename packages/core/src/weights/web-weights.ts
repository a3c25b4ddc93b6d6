import { OneClassError } from '../error.ts';
import { bytesSource } from './bytes-source.ts';
import { remoteSource, type DownloadOptions } from './remote-source.ts';
import type { TensorSource } from './tensor-source.ts';

/** An http or https address, in browsers a relative one too, or a file's bytes. */
export type WebWeights = string | URL | Uint8Array;

export interface OpenOptions extends DownloadOptions {
  /** What takes a path, for the message: 'vgg19 of @oneclass/vgg-features/node'. */
  readonly takesPaths: string;
}

/** @throws OneClassError `invalid-argument`, `invalid-artifact`, `download-failed` */
export async function openWebWeights(
  weights: WebWeights | undefined,
  { takesPaths, ...options }: OpenOptions,
): Promise<TensorSource> {
  if (weights instanceof Uint8Array) return bytesSource(weights);
  const address = String(weights);
  const isRelative = 'location' in globalThis && !/^[a-z][a-z\d+.-]*:/i.test(address);
  if (weights !== undefined && (/^https?:/.test(address) || isRelative))
    return remoteSource(address, options);
  throw new OneClassError(
    'invalid-argument',
    `Received "${address}" as weights; expected an http or https address, or the bytes of a ` +
      `safetensors file. A path is taken by ${takesPaths}.`,
    { argument: 'weights', expected: 'an http or https address, or bytes', received: address },
  );
}
