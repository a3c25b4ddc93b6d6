import { join } from 'node:path';
import { OneClassError } from '../../error.ts';
import type { DecodeLimits } from '../image/decode-budget.ts';
import { maskFolderName } from './folder-name.ts';
import { checkNormalOnly, normalIn, partsOf } from './folder-parts.ts';
import {
  isWithin,
  noImagesIn,
  pathsOf,
  readTree,
  type FolderTree,
  type Names,
} from './folder-tree.ts';
import { labelsByMasks } from './labels-by-masks.ts';
import { addLeftOut, type ImageList } from './left-out.ts';
import { checkUnpaired } from './list-images.ts';
import { pairMasks } from './pair-masks.ts';
import { sortFiles } from './sort-files.ts';

/**
 * The images to fit on: those of the folder of normal images (good, ok, normal and the like) in
 * DIR/train or in DIR, else all in DIR/train or DIR, without those whose masks mark a defect.
 *
 * @param limits of the files that are decoded to tell masks from images, and which masks are empty
 * @throws OneClassError `not-found` when there is no such folder; `invalid-data` when it holds no
 *   normal image, and in doubt: where it has a test part but none to fit on, names of defects but
 *   no normal ones, two folders of normal images, or what may be masks
 */
export async function normalFolder(dir: string, limits: DecodeLimits = {}): Promise<ImageList> {
  const tree = await readTree(dir);
  const { root, train, test } = partsOf(tree);
  const normal = normalIn(tree, train ?? root) ?? normalIn(tree, root);
  if (normal) return allIn(tree, normal, limits);
  if (!train && test) throw noTrain(dir, join(...test.slice(0, root.length + 1)));
  checkNormalOnly(tree, train ?? root);
  return withoutDefects(tree, train ?? root, limits);
}

const noTrain = (dir: string, test: string): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${dir}: has ${test}, but no train/good. Put the normal images to fit on into train/good.`,
    { argument: dir, expected: 'train/good' },
  );

/** What lies in one folder of a tree. */
const partOf = (tree: FolderTree, folder: Names): FolderTree => ({
  ...tree,
  folders: tree.folders.filter((names) => isWithin(names, folder)),
  files: tree.files.filter(({ folders }) => isWithin(folders, folder)),
});

/** By its name alone; files outside are not looked at. */
const isNamedForMasks = (folder: string): boolean => maskFolderName(folder)?.vague === false;

async function allIn(tree: FolderTree, folder: Names, limits: DecodeLimits): Promise<ImageList> {
  const part = partOf(tree, folder);
  const { images, masks, previews } = await sortFiles(part, limits);
  if (images.length === 0) throw await noImagesIn(join(tree.dir, ...folder));
  const outside = tree.files.filter(({ folders }) => !isWithin(folders, folder));
  const masksOutside = outside.filter(({ folders }) => folders.some(isNamedForMasks)).length;
  return {
    root: join(tree.dir, ...folder),
    paths: pathsOf(images),
    leftOut: addLeftOut(tree.leftOut, {
      mask: masks.length + masksOutside,
      thumbnail: previews,
      elsewhere: outside.length - masksOutside,
    }),
  };
}

async function withoutDefects(
  tree: FolderTree,
  folder: Names,
  limits: DecodeLimits,
): Promise<ImageList> {
  const sorted = await sortFiles(tree, limits);
  checkUnpaired(sorted);
  const root = join(tree.dir, ...folder);
  const images = sorted.images.filter(({ folders }) => isWithin(folders, folder));
  if (images.length === 0) throw await noImagesIn(root);
  const masks = pairMasks(images, sorted);
  const labels = masks ? await labelsByMasks(pathsOf(images), masks, limits) : undefined;
  const normal = images.filter((_, i) => labels?.[i] !== 1);
  if (normal.length === 0) {
    throw new OneClassError(
      'invalid-data',
      `${root}: all ${String(images.length)} images are anomalous by their masks. Expected ` +
        'normal ones to fit on.',
      { argument: root, expected: 'normal images' },
    );
  }
  return {
    root,
    paths: pathsOf(normal),
    leftOut: addLeftOut(tree.leftOut, {
      mask: sorted.masks.length,
      thumbnail: sorted.previews,
      anomalous: images.length - normal.length,
      elsewhere: sorted.images.length - images.length,
    }),
  };
}
