import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OneClassError, type InputSpec } from '@oneclass/core';
import {
  dataFolders,
  findCategory,
  folderParts,
  labeledFolder,
  manualSets,
  namedSets,
  normalFolder,
  readLabeledFolder,
  type DecodeLimits,
  type ImageList,
  type ImagesOptions,
  type LabeledFolder,
  type LabeledImages,
} from '@oneclass/core/node';
import { parseCategory } from './data-name.ts';
import type { DataOptions } from './named-split.ts';

/** Images that lie in folders; lists are made when they are asked for. */
export interface FolderImages {
  /** Whether some are kept apart for tests. */
  readonly hasTest: boolean;
  normalPaths(): Promise<ImageList>;
  /** Normal ones that a fit on the same data has not seen. */
  unseenPaths(): Promise<ImageList>;
  readLabeled(input: InputSpec, run: ImagesOptions): Promise<LabeledImages>;
}

/**
 * Of 'mvtec-ad:screw' the category, else the folder of that path.
 * @throws OneClassError `not-found`, `unknown-name`, `invalid-data`
 */
export async function folderImages(
  data: string,
  { dataDir, maxPixels, decodeBytes }: DataOptions,
): Promise<FolderImages> {
  const limits = { maxPixels, decodeBytes };
  const named = parseCategory(data);
  if (named?.className !== undefined) {
    const category = await findCategory(named.set, named.className, {
      folders: dataFolders(dataDir),
    });
    return {
      hasTest: true,
      normalPaths: () => category.normalPaths(limits),
      unseenPaths: async () => normalOnes(await category.labeledPaths(limits)),
      readLabeled: category.readLabeled,
    };
  }
  await checkFolder(data);
  return {
    hasTest: (await folderParts(data)).test !== undefined,
    normalPaths: () => normalFolder(data, limits),
    unseenPaths: () => unseenInFolder(data, limits),
    readLabeled: (input, run) => readLabeledFolder(data, input, run),
  };
}

async function checkFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  // Only then, as a folder may have the name of a set that is fetched by hand.
  const set = found ? undefined : manualSets.find(({ name }) => name === path);
  if (set) {
    const message =
      `Which category of "${set.name}"? Expected one of ${set.classes.join(', ')}, as in ` +
      `${set.name}:${set.classes[0] ?? ''}.`;
    throw new OneClassError('invalid-argument', message, { argument: 'data', received: path });
  }
  const [names, inFolders] = [namedSets, manualSets].map((sets) =>
    sets.map(({ name }) => name).join(', '),
  );
  const message =
    `There is no folder "${path}"${found ? ' (it is a file)' : ''}, and no data set of that ` +
    `name. Expected a folder of images, or one of ${names} with a class, as in mnist:5, or of ` +
    `${inFolders} with a category, as in mvtec-ad:screw.`;
  throw new OneClassError('not-found', message, { argument: 'data', received: path });
}

async function unseenInFolder(folder: string, limits: DecodeLimits): Promise<ImageList> {
  const { train, test } = await folderParts(folder);
  if (test !== undefined) return normalOnes(await labeledFolder(folder, limits));
  if (train === undefined) return normalFolder(folder, limits);
  const message =
    `"${folder}" has train, which a fit has seen, but no test. Give a folder of other normal ` +
    `images, or put them into ${join(folder, 'test', 'good')} and the anomalous ones beside ` +
    'it.';
  throw new OneClassError('invalid-data', message, {
    argument: 'data',
    expected: 'normal images that the fit has not seen',
    received: folder,
  });
}

const normalOnes = ({ root, paths, labels, leftOut }: LabeledFolder): ImageList => {
  const normal = paths.filter((_, i) => labels[i] === 0);
  return { root, paths: normal, leftOut: { ...leftOut, anomalous: paths.length - normal.length } };
};
