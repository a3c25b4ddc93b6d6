/**
 * @file Images in folders of their own: a category of an industrial set, or a folder laid out as
 *   MVTec AD's are.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { createRng, isOneClassError, OneClassError, type InputSpec } from '@oneclass/core';
import {
  findCategory,
  images,
  normalFolder,
  readLabeledFolder,
  type ImageCategory,
} from '@oneclass/core/node';
import type { CellData, DataFile, DataSource } from '../table/table.ts';

type Images = Pick<ImageCategory, 'folder' | 'normalPaths' | 'readLabeled'>;

export interface ImageFolder {
  /** As in 'mvtec-ad/screw'. */
  readonly name: string;
  /** @throws OneClassError `not-found` where none of the data folders has it */
  readonly open: (folders: readonly string[]) => Promise<Images>;
  /** How many images the official set has. */
  readonly official?: { readonly train: number; readonly test: number } | undefined;
}

/** What is made of a folder for a cell. */
export interface FolderUse {
  readonly input: InputSpec;
  /** All images to fit on when absent. */
  readonly shots?: Shots | undefined;
}

/** A draw of the images to fit on. */
export interface Shots {
  readonly images: number;
  /** Draws of one seed contain each other. */
  readonly seed: number;
}

export function imageFolder(folder: ImageFolder, use: FolderUse): DataSource {
  const { name, open } = folder;
  const { input, shots } = use;
  return {
    input,
    description: { folder: name, input, ...(shots && { shots }) },
    load: async ({ folders, signal }) => load(await open(folders), folder, { ...use, signal }),
    missing: async ({ folders }) => {
      try {
        await open(folders);
        return undefined;
      } catch (error) {
        if (isOneClassError(error) && error.code === 'not-found') return error.message;
        throw error;
      }
    },
  };
}

/** A category of a set that `findCategory` knows. */
export const categoryOf =
  (set: string, name: string) =>
  (folders: readonly string[]): Promise<Images> =>
    findCategory(set, name, { folders });

/**
 * A folder of that name in a data folder, in MVTec AD's layout.
 * @param source where it is to be had
 */
export const folderNamed =
  (name: string, source: string) =>
  async (folders: readonly string[]): Promise<Images> => {
    for (const folder of folders.map((parent) => join(parent, name))) {
      const found = await stat(folder).catch(() => undefined);
      if (found?.isDirectory() === true)
        return {
          folder,
          normalPaths: () => normalFolder(folder),
          readLabeled: (input, options) => readLabeledFolder(folder, input, options),
        };
    }
    const where =
      folders.length === 0 ? 'No data folder is set.' : `Looked for it in ${folders.join(', ')}.`;
    throw new OneClassError(
      'not-found',
      `There is no "${name}". ${where} It is to be had from ${source}; put it into a data ` +
        'folder, and set ONECLASS_DATA_DIR or give --data-dir.',
      {
        argument: '--data-dir',
        expected: name,
      },
    );
  };

async function load(
  { folder, normalPaths, readLabeled }: Images,
  { name, official }: ImageFolder,
  { input, shots, signal }: FolderUse & { readonly signal: AbortSignal },
): Promise<CellData> {
  const { paths: all } = await normalPaths();
  const paths = shots ? drawn(all, shots) : all;
  const of = shots ? ` of ${String(all.length)}` : '';
  const train = await images(paths, input, { signal });
  const test = await readLabeled(input, { signal });
  const isOfficial = official?.train === all.length && official.test === test.samples.size;
  const files: DataFile[] = [
    {
      name: `${name}, ${String(train.size)}${of} images to fit on`,
      md5: await hashOf(folder, paths),
      official: isOfficial,
    },
    {
      name: `${name}, ${String(test.samples.size)} test images`,
      md5: await hashOf(folder, test.ids),
      official: isOfficial,
    },
  ];
  const differs =
    `${name}: ${String(all.length)} images to fit on and ${String(test.samples.size)} test ` +
    `images, where the official set has ${String(official?.train)} and ` +
    `${String(official?.test)}: not comparable with published figures.`;
  return {
    train,
    test: { ...test, ids: test.ids.map((path) => relative(folder, path)) },
    files,
    ...(official && !isOfficial && { remarks: [differs] }),
  };
}

/** @throws OneClassError `invalid-data` where there are fewer */
export function drawn<T>(all: readonly T[], { images: count, seed }: Shots): T[] {
  if (count > all.length)
    throw new OneClassError(
      'invalid-data',
      `There are ${String(all.length)} images to fit on, and ${String(count)} are to be drawn.`,
      { expected: `${String(count)} or more`, received: all.length },
    );
  const order = createRng(seed).derive('shots').permutation(all.length);
  return Array.from(order.subarray(0, count), (position) => all[position] as T);
}

/** MD5 of names and contents. */
async function hashOf(folder: string, paths: readonly string[]): Promise<string> {
  const hash = createHash('md5');
  for (const path of paths) hash.update(relative(folder, path)).update(await readFile(path));
  return hash.digest('hex');
}
