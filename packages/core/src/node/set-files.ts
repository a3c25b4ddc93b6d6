import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { decodeIdx } from '../datasets/decode-idx.ts';
import { idxHeader, type IdxArray } from '../datasets/idx.ts';
import { OneClassError } from '../error.ts';
import type { OfficialFile } from './official-files.ts';
import { errnoOf, readBytes } from './read-bytes.ts';

export interface SetFile {
  readonly path: string;
  /** Of the unpacked bytes. */
  readonly md5: string;
  /** Whether the content is the published one. */
  readonly official: boolean;
}

export interface SplitPaths {
  readonly images: string;
  readonly labels: string;
}

type Prefix = 'train' | 't10k';

const imagesName = (prefix: Prefix): string => `${prefix}-images-idx3-ubyte`;
const labelsName = (prefix: Prefix): string => `${prefix}-labels-idx1-ubyte`;

export const fileNames: readonly string[] = (['train', 't10k'] as const).flatMap((prefix) => [
  imagesName(prefix),
  labelsName(prefix),
]);

/** Where the files of a set may be, the likeliest first. */
export const placesOf = (name: string, folders: readonly string[]): string[] =>
  folders.flatMap((folder) => [
    join(folder, name),
    join(folder, name.toUpperCase(), 'raw'),
    ...(basename(resolve(folder)).toLowerCase() === name ? [folder] : []),
  ]);

/**
 * The files of a split in the first place that has any of them.
 * @throws OneClassError `not-found` when it has one of the two only
 */
export async function findSplit(prefix: Prefix, places: readonly string[]): Promise<SplitPaths | undefined> {
  for (const place of places) {
    const present = new Set(await namesIn(place));
    const find = (name: string): string | undefined => [name, `${name}.gz`].find((candidate) => present.has(candidate));
    const [images, labels] = [find(imagesName(prefix)), find(labelsName(prefix))];
    if (images !== undefined && labels !== undefined) return { images: join(place, images), labels: join(place, labels) };
    if (images === undefined && labels === undefined) continue;
    const missing = images === undefined ? imagesName(prefix) : labelsName(prefix);
    throw new OneClassError(
      'not-found',
      `${place} has ${images ?? labels}, but neither ${missing} nor ${missing}.gz beside it.`,
      {
        argument: place,
        expected: missing,
      },
    );
  }
  return undefined;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT' || errnoOf(cause) === 'ENOTDIR') return [];
    throw new OneClassError('invalid-data', `${folder}: can't be read (${(cause as Error).message}).`, {
      argument: folder,
      cause,
    });
  }
}

/** @throws OneClassError `not-found`; `invalid-data`, also when the array has another number of dimensions */
export async function readSetFile(
  path: string,
  official: OfficialFile,
  dimensions: number,
): Promise<IdxArray & { file: SetFile }> {
  const bytes = await readBytes(path);
  const { shape, data } = await decodeIdx(bytes, path);
  if (shape.length !== dimensions) {
    throw new OneClassError('invalid-data', `${path}: expected ${dimensions} dimensions. Received: [${shape.join(', ')}].`, {
      argument: path,
      expected: `${dimensions} dimensions`,
      received: shape,
    });
  }
  const md5 = createHash('md5').update(idxHeader(shape)).update(data).digest('hex');
  const isOfficial =
    'md5' in official ? md5 === official.md5 : createHash('md5').update(bytes).digest('hex') === official.gzipMd5;
  return { shape, data, file: { path, md5, official: isOfficial } };
}
