import { IMAGE_EXTENSIONS } from '../image/image-extension.ts';
import { plainName } from './folder-name.ts';
import type { Names, TreeFile } from './folder-tree.ts';
import { maskOwners, namedOwners } from './mask-name.ts';

export interface MaskFile extends TreeFile {
  /** Where in `folders` the folder of masks stands; undefined for one beside its image. */
  readonly place: number | undefined;
  /** The one folder whose images they are of, as `plainName` gives it; empty for all. */
  readonly of: string;
}

/** A mask for an image of one stem. */
interface Candidate {
  readonly mask: TreeFile;
  readonly rank: number;
}

/** What a name that is written otherwise adds to the rank. */
const OTHERWISE = 10;

/** By folder, then by the stem of the image. */
type Index = ReadonlyMap<string, ReadonlyMap<string, readonly Candidate[]>>;

interface MaskFolder {
  readonly name: string;
  readonly of: string;
}

/** As file systems and people may write the same name otherwise. */
export const sameName = (name: string): string => name.normalize('NFC').toLowerCase();

const keyOf = (names: Names): string => names.map(sameName).join('\0');

/**
 * The masks of each image, by its path; several of one image are all its own. For an image
 * A/B/C/x.png they are looked for beside it, then in the folders of masks that lie in A/B/C, A/B, A
 * and at the top: in masks/A/B/C, masks/B/C, masks/C or masks itself, whichever is there, by the
 * name of the image, or as what lies in a folder of that name (MVTec LOCO).
 */
export function assignMasks(
  images: readonly TreeFile[],
  masks: readonly MaskFile[],
): ReadonlyMap<string, readonly string[]> {
  const index = indexOf(masks);
  const folders = maskFolders(masks);
  return new Map(
    images.map((image) => [image.path, masksOf(image, index, folders).map(({ path }) => path)]),
  );
}

function masksOf(
  { folders, stem }: TreeFile,
  index: Index,
  maskFoldersIn: ReadonlyMap<string, readonly MaskFolder[]>,
): readonly TreeFile[] {
  const inFolder = (names: Names): readonly TreeFile[] =>
    bestOf(
      index.get(keyOf(names))?.get(stem) ?? index.get(keyOf(names))?.get(sameName(stem)) ?? [],
    );
  const beside = inFolder(folders);
  if (beside.length > 0) return beside;
  for (let level = folders.length; level >= 0; level--) {
    const above = folders.slice(0, level);
    for (const { name, of } of maskFoldersIn.get(keyOf(above)) ?? []) {
      const isOf = of === '' || plainName(folders[level] ?? '') === of;
      if (!isOf) continue;
      for (let from = of === '' ? level : level + 1; from <= folders.length; from++) {
        const folder = [...above, name, ...folders.slice(from)];
        const found = inFolder(folder);
        if (found.length > 0) return found;
        const own = [...(index.get(keyOf([...folder, stem]))?.values() ?? [])].flat();
        if (own.length > 0) return [...new Set(own.map(({ mask }) => mask))];
      }
    }
  }
  return [];
}

function add(byStem: Map<string, Candidate[]>, stem: string, candidate: Candidate): void {
  byStem.set(stem, [...(byStem.get(stem) ?? []), candidate]);
}

function indexOf(masks: readonly MaskFile[]): Index {
  const index = new Map<string, Map<string, Candidate[]>>();
  for (const mask of masks) {
    const key = keyOf(mask.folders);
    const byStem = index.get(key) ?? new Map<string, Candidate[]>();
    index.set(key, byStem);
    const owners = mask.place === undefined ? ownersBeside(mask.stem) : maskOwners(mask.stem);
    for (const { stem, rank } of owners) {
      add(byStem, stem, { mask, rank });
      if (sameName(stem) !== stem) add(byStem, sameName(stem), { mask, rank: rank + OTHERWISE });
    }
  }
  return index;
}

/** One of its image's own name is that of another format. */
function ownersBeside(stem: string): ReturnType<typeof maskOwners> {
  const named = namedOwners(stem);
  return named.length > 0 ? named : maskOwners(stem);
}

/** Folders of masks by the folder that they lie in, those of one kind first. */
function maskFolders(masks: readonly MaskFile[]): ReadonlyMap<string, readonly MaskFolder[]> {
  const byParent = new Map<string, Map<string, MaskFolder>>();
  for (const { folders, place, of } of masks) {
    if (place === undefined) continue;
    const name = folders[place] as string;
    const key = keyOf(folders.slice(0, place));
    byParent.set(key, (byParent.get(key) ?? new Map<string, MaskFolder>()).set(name, { name, of }));
  }
  return new Map(
    [...byParent].map(([key, found]) => [
      key,
      [...found.values()].sort((a, b) => Number(a.of === '') - Number(b.of === '')),
    ]),
  );
}

/** Those of the clearest name; of two that differ in their extension alone the first. */
function bestOf(candidates: readonly Candidate[]): TreeFile[] {
  const clearest = Math.min(...candidates.map(({ rank }) => rank));
  const byStem = new Map<string, TreeFile>();
  for (const { mask, rank } of candidates) {
    if (rank !== clearest) continue;
    const other = byStem.get(mask.stem);
    if (!other || extensionRank(mask) < extensionRank(other)) byStem.set(mask.stem, mask);
  }
  return [...byStem.values()];
}

const extensionRank = ({ path }: TreeFile): number =>
  IMAGE_EXTENSIONS.findIndex((extension) => path.toLowerCase().endsWith(extension));
