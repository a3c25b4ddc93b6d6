import { basename } from 'node:path';
import type { Dataset, InputSpec, ProgressEvent } from '@oneclass/core';
import { subset, type ClassifiedImages, type ImageSet } from '@oneclass/core/datasets';
import {
  dataFolders,
  loadNamedSet,
  requireSplit,
  type DecodeLimits,
  type ImagesOptions,
  type OnUnreadable,
} from '@oneclass/core/node';
import { countImages } from '../../count-images.ts';
import { imageNotes } from '../../inspector/image-notes.ts';
import type { NamedData } from './data-name.ts';

export interface DataOptions extends DecodeLimits {
  /** Where named sets are, in place of `ONECLASS_DATA_DIR`. */
  readonly dataDir?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Reading is the phase 'read'. */
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
  /** As of core's `images`: takes images that can't be read, and the others are used. */
  readonly onUnreadable?: OnUnreadable | undefined;
  /**
   * Lines: which images of a folder are taken, what is left out, and what was clipped; files that
   * are not the official ones.
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

/** Reads with core's options, then says which images were clipped and the like. */
export async function reading<T>(
  input: InputSpec,
  { signal, maxPixels, decodeBytes, onProgress, onUnreadable, say }: DataOptions,
  read: (options: ImagesOptions) => Promise<T>,
): Promise<T> {
  const { onImage, lines } = imageNotes(input);
  const found = await read({
    ...{ signal, maxPixels, decodeBytes, onImage, onUnreadable, refuseFlat: true },
    onProgress: onProgress && countImages('read', onProgress),
  });
  if (say) lines().forEach(say);
  return found;
}
