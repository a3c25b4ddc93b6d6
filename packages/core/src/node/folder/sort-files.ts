import { join } from 'node:path';
import { OneClassError } from '../../error.ts';
import type { DecodeLimits } from '../image/decode-budget.ts';
import { assignMasks, sameName, type MaskFile } from './assign-masks.ts';
import { maskFolderName, plainName } from './folder-name.ts';
import { isWithin, type FolderTree, type Names, type TreeFile } from './folder-tree.ts';
import { checkHiddenMasks } from './hidden-masks.ts';
import { checkVagueFiles, checkVagueFolder, takeTwins } from './look-at-masks.ts';
import { isVagueName, namedOwners, previewOwner } from './mask-name.ts';

export interface SortedFiles {
  readonly images: readonly TreeFile[];
  readonly masks: readonly MaskFile[];
  /** How many previews there are of images that are there. */
  readonly previews: number;
  /** Folders of masks that hold none of any of the images. */
  readonly unpaired: readonly string[];
}

/**
 * Tells images from masks and previews. A mask lies in a folder of masks, or beside its image and
 * is named as one; where names alone don't make sure, some of the files are looked at.
 *
 * @throws OneClassError `invalid-data` in doubt, naming what was found
 */
export async function sortFiles(tree: FolderTree, limits: DecodeLimits): Promise<SortedFiles> {
  const { others, inFolders } = takeMaskFolders(tree);
  const { named, beside, previews } = takeBeside(others);
  const { images, twins } = await takeTwins(named, limits);
  checkStray(images);
  await checkHiddenMasks(tree.dir, images, limits);
  const vagueFiles = beside.filter(({ stem }) => isVagueName(stem));
  await checkVagueFiles(vagueFiles, limits);
  const unpaired: string[] = [];
  for (const [names, files] of byFolder(inFolders)) {
    const folder = join(tree.dir, names);
    const isPaired = belongToAny(files, images);
    if (!isPaired) unpaired.push(folder);
    if (files.some(({ vague }) => vague))
      await checkVagueFolder(folder, files, { isPaired, limits });
  }
  return { images, masks: [...inFolders, ...beside, ...twins], previews, unpaired };
}

/** Whether one of the masks in a folder is that of an image. */
function belongToAny(masks: readonly InFolder[], images: readonly TreeFile[]): boolean {
  const [{ folders, place }] = masks as readonly [InFolder];
  const around = images.filter((image) => isWithin(image.folders, folders.slice(0, place)));
  return [...assignMasks(around, masks).values()].some((found) => found.length > 0);
}

interface InFolder extends MaskFile {
  readonly place: number;
  /** Whether the name of the folder leaves a doubt. */
  readonly vague: boolean;
}

/** What lies in folders of masks, and the rest. */
function takeMaskFolders({ folders, files }: FolderTree): {
  readonly others: readonly TreeFile[];
  readonly inFolders: readonly InFolder[];
} {
  const known = new Set(folders.map((names) => placeOf(names.slice(0, -1), names.at(-1) ?? '')));
  const others: TreeFile[] = [];
  const inFolders: InFolder[] = [];
  for (const file of files) {
    const found = file.folders.flatMap((name, place) => {
      const said = maskFolderName(name);
      if (!said) return [];
      const isOne = said.of === '' || known.has(placeOf(file.folders.slice(0, place), said.of));
      return isOne ? [{ ...file, ...said, place }] : [];
    })[0];
    if (found) inFolders.push(found);
    else others.push(file);
  }
  return { others, inFolders };
}

const placeOf = (above: Names, name: string): string => [...above, plainName(name)].join('/');

/** By the folder of masks that they lie in, as a path from the tree's. */
function byFolder(files: readonly InFolder[]): ReadonlyMap<string, readonly InFolder[]> {
  const groups = new Map<string, InFolder[]>();
  for (const file of files) {
    const folder = join(...file.folders.slice(0, file.place + 1));
    const group = groups.get(folder);
    if (group) group.push(file);
    else groups.set(folder, [file]);
  }
  return groups;
}

/** What is named as the mask, or the preview, of an image beside it. */
function takeBeside(files: readonly TreeFile[]): {
  readonly named: readonly TreeFile[];
  readonly beside: readonly MaskFile[];
  readonly previews: number;
} {
  const key = (folders: Names, stem: string): string => [...folders, sameName(stem)].join('/');
  const present = new Set(files.map(({ folders, stem }) => key(folders, stem)));
  const named: TreeFile[] = [];
  const beside: MaskFile[] = [];
  let previews = 0;
  for (const file of files) {
    const isThere = (stem: string): boolean => present.has(key(file.folders, stem));
    const preview = previewOwner(file.stem);
    if (namedOwners(file.stem).some(({ stem }) => isThere(stem)))
      beside.push({ ...file, place: undefined, of: '' });
    else if (preview !== undefined && isThere(preview)) previews += 1;
    else named.push(file);
  }
  return { named, beside, previews };
}

/** @throws OneClassError `invalid-data` for what is named as the mask of an image elsewhere */
function checkStray(images: readonly TreeFile[]): void {
  const byStem = new Map(images.map((image) => [image.stem, image]));
  for (const { path, stem } of images) {
    if (isVagueName(stem)) continue;
    const owner = namedOwners(stem)
      .map((named) => byStem.get(named.stem))
      .find((found) => found !== undefined);
    if (!owner) continue;
    throw new OneClassError(
      'invalid-data',
      `${path}: is it the mask of ${owner.path}? Its name says so, its place does not. Put masks ` +
        'beside their images or into a folder ground_truth; rename it if it is an image.',
      { argument: path },
    );
  }
}
