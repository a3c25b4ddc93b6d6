import { join } from 'node:path';
import { OneClassError } from '../../error.ts';
import type { DecodeLimits } from '../image/decode-budget.ts';
import { isOtherPart, isTrainName } from './folder-name.ts';
import { kindsIn, normalIn, partsOf } from './folder-parts.ts';
import {
  isWithin,
  noImagesIn,
  pathsOf,
  readTree,
  type FolderTree,
  type Names,
  type TreeFile,
} from './folder-tree.ts';
import { labelsByMasks } from './labels-by-masks.ts';
import { addLeftOut, type ImageList } from './left-out.ts';
import { pairMasks } from './pair-masks.ts';
import { sortFiles, type SortedFiles } from './sort-files.ts';

/** Images to evaluate on, not read yet. */
export interface LabeledPaths {
  readonly paths: readonly string[];
  /** 1 = anomalous. */
  readonly labels: Uint8Array;
  /**
   * What each is; in a folder the name of the one that it is in: 'good', 'crack', or where only
   * masks say it 'normal' and 'anomaly'.
   */
  readonly kinds: readonly string[];
  /** The files of the masks of each anomalous image; undefined where there are none at all. */
  readonly masks: readonly (readonly string[])[] | undefined;
}

export interface LabeledFolder extends LabeledPaths, ImageList {}

/**
 * The images to evaluate on, in DIR/test or in DIR: those of the folder of normal images (good, ok,
 * normal and the like) and of the other folders beside it, a kind of anomaly each; without folders,
 * masks say which image is anomalous. No mask is an image, and no folder of masks a kind.
 *
 * @param limits of the files that are decoded to tell masks from images, and which masks are empty
 * @throws OneClassError `not-found` when there is no such folder, `invalid-data` for another
 *   layout, an empty folder, and in doubt
 */
export async function labeledFolder(
  dir: string,
  limits: DecodeLimits = {},
): Promise<LabeledFolder> {
  const tree = await readTree(dir);
  const { root, test } = partsOf(tree);
  const folder = test ?? root;
  const normal = normalIn(tree, folder)?.at(-1);
  const kinds = kindsIn(tree, folder);
  const evaluated = { ...tree, files: tree.files.filter(isEvaluatedOn(root)) };
  const sorted = await sortFiles(evaluated, limits);
  const found =
    normal === undefined
      ? await labeledByMasks(tree, folder, { sorted, limits })
      : await labeledByFolder(tree, folder, { sorted, kinds, normal });
  if (!found) throw otherLayout(join(dir, ...folder), kinds);
  const used = new Set(found.masks?.flat());
  return {
    ...found,
    root: join(dir, ...folder),
    leftOut: addLeftOut(tree.leftOut, {
      mask: sorted.masks.length - used.size,
      thumbnail: sorted.previews,
      elsewhere: tree.files.length - sorted.masks.length - sorted.previews - found.paths.length,
    }),
  };
}

/** Whether a file is in no part that others use. */
const isEvaluatedOn =
  (root: Names) =>
  ({ folders }: TreeFile): boolean => {
    const part = isWithin(folders, root) ? folders[root.length] : undefined;
    return part === undefined || !(isTrainName(part) || isOtherPart(part));
  };

interface Kinds {
  readonly sorted: SortedFiles;
  readonly kinds: readonly string[];
  readonly normal: string;
}

async function labeledByFolder(
  tree: FolderTree,
  folder: Names,
  { sorted, kinds, normal }: Kinds,
): Promise<LabeledPaths | undefined> {
  if (kinds.length < 2) return undefined;
  const images: (TreeFile & { readonly kind: string })[] = [];
  for (const kind of kinds) {
    const found = sorted.images.filter(({ folders }) => isWithin(folders, [...folder, kind]));
    if (found.length === 0)
      throw await emptyKind(join(tree.dir, ...folder, kind), { kind, normal });
    images.push(...found.map((image) => ({ ...image, kind })));
  }
  const anomalous = images.filter(({ kind }) => kind !== normal);
  const masks = pairMasks(anomalous, sorted) ?? (sorted.masks.length > 0 ? [] : undefined);
  const byPath = new Map(anomalous.map(({ path }, i) => [path, masks?.[i] ?? []]));
  return {
    paths: pathsOf(images),
    labels: Uint8Array.from(images, ({ kind }) => Number(kind !== normal)),
    kinds: images.map(({ kind }) => kind),
    masks: masks && images.map(({ path }) => byPath.get(path) ?? []),
  };
}

async function emptyKind(
  path: string,
  { kind, normal }: { readonly kind: string; readonly normal: string },
): Promise<OneClassError> {
  const empty = await noImagesIn(path);
  const what =
    kind === normal
      ? 'By its name it is the folder of normal images: put some into it.'
      : `It counts as a kind of anomaly, as every folder beside "${normal}" does that is not one ` +
        'of masks: put images into it, or remove it.';
  return new OneClassError('invalid-data', `${empty.message} ${what}`, {
    argument: path,
    expected: empty.expected,
  });
}

async function labeledByMasks(
  tree: FolderTree,
  folder: Names,
  { sorted, limits }: { readonly sorted: SortedFiles; readonly limits: DecodeLimits },
): Promise<LabeledPaths | undefined> {
  const images = sorted.images.filter(({ folders }) => isWithin(folders, folder));
  const masks = pairMasks(images, sorted);
  if (!masks) return undefined;
  const labels = await labelsByMasks(pathsOf(images), masks, limits);
  const kinds = Array.from(labels, (label) => (label === 1 ? 'anomaly' : 'normal'));
  const [one] = labels;
  if (labels.every((label) => label === one)) {
    const path = join(tree.dir, ...folder);
    const message =
      `${path}: by their masks, all ${String(images.length)} images are ` +
      `${one === 1 ? 'anomalous' : 'normal'}. Expected both to evaluate on.`;
    throw new OneClassError('invalid-data', message, { argument: path });
  }
  return { paths: pathsOf(images), labels, kinds, masks };
}

const otherLayout = (folder: string, kinds: readonly string[]): OneClassError => {
  const received = kinds.length === 0 ? 'no folders' : kinds.slice(0, 10).join(', ');
  return new OneClassError(
    'invalid-data',
    `${folder}: to evaluate, expected a folder 'good' (or 'ok', 'normal') of normal images and ` +
      `beside it a folder for each kind of anomaly ('crack', …). Received: ${received}.`,
    { argument: folder, expected: 'good and at least one other folder', received: kinds },
  );
};
