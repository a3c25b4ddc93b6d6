import { readdir, realpath } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { OneClassError } from '../../error.ts';
import { IMAGE_EXTENSIONS, OTHER_IMAGES } from '../image/image-extension.ts';
import { isHidden, readEntries } from './folder-entries.ts';
import { addLeftOut, describeLeftOut, type LeftOut, type LeftOutReason } from './left-out.ts';
import { hasScoreMapPage, SCORE_MAP_PAGE } from './score-map-page.ts';

/** The names of folders that lead somewhere, from the tree's own folder. */
export type Names = readonly string[];

export interface TreeFile {
  readonly path: string;
  /** Of the folder that it lies in. */
  readonly folders: Names;
  /** Its name without the extension. */
  readonly stem: string;
}

/** What a folder and all folders in it hold, what is none of the user's images left out. */
export interface FolderTree {
  readonly dir: string;
  /** Each folder, its own first, even one without images. */
  readonly folders: readonly Names[];
  /** Image files that can be read, masks among them: in each folder its own by name, then those of
   * its folders by name. */
  readonly files: readonly TreeFile[];
  readonly leftOut: LeftOut;
}

/** Folders of previews: of Synology's and QNAP's storage, of viewers and web galleries. */
const PREVIEWS = [
  '@eadir',
  '.@__thumb',
  '.thumbnails',
  'preview',
  'previews',
  'thumbnail',
  'thumbnails',
  'thumbs',
];
/** Folders of systems, which hide them: of macOS, Windows, Synology and QNAP. */
const OF_SYSTEMS = ['__macosx', '$recycle.bin', '#recycle', '@recycle', 'lost+found'];

const extensionOf = (name: string): string => extname(name).toLowerCase();
const canBeRead = (name: string): boolean => IMAGE_EXTENSIONS.includes(extensionOf(name));
const isOfImages = (name: string): boolean =>
  canBeRead(name) || OTHER_IMAGES.includes(extensionOf(name));

/** Why a folder's content is none of the user's images; undefined where it may be. */
function reasonOf(name: string): LeftOutReason | undefined {
  if (PREVIEWS.includes(name.toLowerCase())) return 'thumbnail';
  return isHidden(name) || OF_SYSTEMS.includes(name.toLowerCase()) ? 'hidden' : undefined;
}

/**
 * Hidden files and folders, folders of previews and of systems, and the pictures of a page of score
 * maps are left out by their names, but for `dir` itself.
 * @throws OneClassError as `readEntries`
 */
export async function readTree(dir: string): Promise<FolderTree> {
  const folders: Names[] = [];
  const files: TreeFile[] = [];
  const leftOut: Partial<Record<LeftOutReason, number>> = {};
  const leave = (reason: LeftOutReason, count = 1): void => {
    leftOut[reason] = (leftOut[reason] ?? 0) + count;
  };
  // A link may lead back to a folder above it.
  const visited = new Set<string>();
  const visit = async (names: Names): Promise<void> => {
    const folder = join(dir, ...names);
    const entries = await readEntries(folder);
    leave('name', entries.unnamed);
    leave('brokenLink', entries.broken.filter((name) => isOfImages(name)).length);
    const real = await realpath(folder);
    if (visited.has(real)) return;
    visited.add(real);
    // A run that was killed may have left the pictures alone.
    const hasStaging = entries.folders.some((name) => name.startsWith(SCORE_MAP_PAGE.staging));
    const hasPage =
      entries.folders.includes(SCORE_MAP_PAGE.pictures) &&
      (hasStaging || (await hasScoreMapPage(folder)));
    // One for a page alone is no folder of the user's.
    const isOurs = hasPage || hasStaging;
    if (!isOurs || names.length === 0) folders.push(names);
    for (const name of entries.files) {
      if (isHidden(name)) {
        if (isOfImages(name)) leave('hidden');
      } else if (canBeRead(name)) {
        const stem = name.slice(0, -extname(name).length);
        files.push({ path: join(folder, name), folders: names, stem });
      } else if (isOfImages(name)) leave(extensionOf(name) as `.${string}`);
      else if (!hasPage || name !== SCORE_MAP_PAGE.file) leave('other');
    }
    for (const name of entries.folders) {
      const reason = hasPage && name === SCORE_MAP_PAGE.pictures ? 'scoreMap' : reasonOf(name);
      if (reason === undefined) await visit([...names, name]);
      else leave(reason, await countImages(join(folder, name)));
    }
  };
  await visit([]);
  return { dir, folders, files, leftOut: addLeftOut(leftOut) };
}

/** At any depth; what can't be read counts as empty. */
async function countImages(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  let count = 0;
  for (const entry of entries) {
    if (entry.isDirectory()) count += await countImages(join(folder, entry.name));
    else if (isOfImages(entry.name)) count += 1;
  }
  return count;
}

/** Whether names lead into a folder, or to it. */
export const isWithin = (names: Names, folder: Names): boolean =>
  folder.every((name, i) => names[i] === name);

/** Names of the folders in a folder, in their order. */
export function foldersIn({ folders, files }: FolderTree, folder: Names): string[] {
  const names = [...folders, ...files.map((file) => file.folders)]
    .filter((candidate) => candidate.length > folder.length && isWithin(candidate, folder))
    .map((candidate) => candidate[folder.length] as string);
  return [...new Set(names)];
}

export const pathsOf = (files: readonly TreeFile[]): string[] => files.map(({ path }) => path);

/** What is wrong with a folder without images: what it holds instead. */
export const noImagesIn = async (folder: string): Promise<OneClassError> =>
  noImages(folder, (await readTree(folder)).leftOut);

/** @param leftOut of it; where it holds nothing else, that is what is said */
export function noImages(folder: string, leftOut: LeftOut): OneClassError {
  const expected = IMAGE_EXTENSIONS.join(', ');
  const others = describeLeftOut(leftOut);
  const convertible = OTHER_IMAGES.filter((extension) => extension in leftOut);
  return new OneClassError(
    'invalid-data',
    `${folder}: no images there. Expected files named ${expected}, in it or in folders in it. ` +
      (others === '' ? 'It is empty.' : `It holds only: ${others}.`) +
      (convertible.length === 0
        ? ''
        : ` Convert ${convertible.join(', ')} to PNG, as with ImageMagick: magick mogrify ` +
          '-format png FILE'),
    { argument: folder, expected },
  );
}
