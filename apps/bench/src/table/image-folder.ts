/** @file Images in folders, laid out as MVTec AD's are. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { OneClassError, type InputSpec } from '@oneclass/core';
import { images, normalFolder, readLabeledFolder } from '@oneclass/core/node';
import type { CellData, DataFile, DataSource } from './table.ts';

export interface ImageFolder {
  /** Below a data folder: 'mvtec-ad/screw'. */
  readonly place: string;
  readonly input: InputSpec;
  /** Where the set is to be had. */
  readonly source: string;
  /** How many images the official set has. */
  readonly official?: { readonly train: number; readonly test: number };
}

/** To fit on train/good, to evaluate on test with the masks of ground_truth. */
export function imageFolder(folder: ImageFolder): DataSource {
  const { place, input } = folder;
  return {
    input,
    description: { folder: place, input },
    async load({ folders, signal }) {
      const dir = await find(place, folders);
      if (dir === undefined) throw new OneClassError('not-found', notThere(folder, folders), { argument: '--data-dir', expected: place });
      return loadFolder(dir, folder, signal);
    },
    missing: async ({ folders }) => ((await find(place, folders)) === undefined ? notThere(folder, folders) : undefined),
  };
}

async function loadFolder(dir: string, { place, input, official }: ImageFolder, signal: AbortSignal): Promise<CellData> {
  const paths = await normalFolder(dir);
  const train = await images(paths, input, { signal });
  const test = await readLabeledFolder(dir, input, { signal });
  const isOfficial = official?.train === train.size && official.test === test.samples.size;
  const files: DataFile[] = [
    { name: `${place}, ${String(train.size)} images to fit on`, md5: await hashOf(dir, paths), official: isOfficial },
    { name: `${place}, ${String(test.samples.size)} test images`, md5: await hashOf(dir, test.ids), official: isOfficial },
  ];
  const differs = `${place}: ${String(train.size)} images to fit on and ${String(test.samples.size)} test images, where the official set has ${String(official?.train)} and ${String(official?.test)}: not comparable with published figures.`;
  return { train, test: { ...test, ids: test.ids.map((path) => relative(dir, path)) }, files, ...(official && !isOfficial && { remarks: [differs] }) };
}

async function find(place: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const dir = join(folder, place);
    if ((await stat(dir).catch(() => undefined))?.isDirectory() === true) return dir;
  }
  return undefined;
}

function notThere({ place, source }: ImageFolder, folders: readonly string[]): string {
  const where = folders.length === 0 ? 'No data folder is set.' : `Looked for ${folders.map((folder) => join(folder, place)).join(', ')}.`;
  return `"${place}" is not there. ${where} Get it from ${source}, put it there, and set ONECLASS_DATA_DIR or give --data-dir.`;
}

/** MD5 of names and contents. */
async function hashOf(dir: string, paths: readonly string[]): Promise<string> {
  const hash = createHash('md5');
  for (const path of paths) hash.update(relative(dir, path)).update(await readFile(path));
  return hash.digest('hex');
}
