import { basename } from 'node:path';
import type { Dataset, ProgressEvent } from '@oneclass/core';
import { subset, type ClassifiedImages, type ImageSet } from '@oneclass/core/datasets';
import { dataFolders, loadNamedSet, requireSplit } from '@oneclass/core/node';
import { countImages } from '../../count-images.ts';
import type { NamedData } from './data-name.ts';

export interface DataOptions {
  /** Where named sets are, in place of `ONECLASS_DATA_DIR`. */
  readonly dataDir?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Reading is the phase 'read'. */
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
  /** As of core's `images`. */
  readonly maxPixels?: number | undefined;
  /**
   * Lines: which images of a folder are taken, and what is left out; files that are not the
   * official ones.
   */
  readonly say?: ((line: string) => void) | undefined;
}

/** One split of a named set. @throws OneClassError `not-found`, `invalid-data` */
export async function namedSplit(
  { set }: NamedData,
  part: 'train' | 'test',
  { dataDir, signal, say }: DataOptions,
): Promise<ClassifiedImages> {
  const loaded = await loadNamedSet(set, dataFolders(dataDir), { signal });
  for (const { path, md5, official } of loaded.files) {
    if (!official)
      say?.(`${set}: ${basename(path)} is not known to be the official file (MD5 ${md5})`);
  }
  return requireSplit(loaded, part);
}

export const take = (images: ImageSet, positions: Uint32Array | undefined): Dataset =>
  positions ? subset(images, positions) : images;

/** Options of core's readers. */
export const readingOf = ({ signal, maxPixels, onProgress }: DataOptions) => ({
  signal,
  maxPixels,
  onProgress: onProgress && countImages('read', onProgress),
});
