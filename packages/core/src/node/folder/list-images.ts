import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { OneClassError } from '../../error.ts';
import { errnoOf } from '../file/read-bytes.ts';

export const IMAGE_EXTENSIONS: readonly string[] = ['.png', '.jpg', '.jpeg', '.webp', '.bmp'];
/** Of images that would have to be converted. */
const OTHER_IMAGES: readonly string[] = ['.tif', '.tiff', '.gif', '.avif', '.heic'];

const isImage = (name: string): boolean => IMAGE_EXTENSIONS.includes(extname(name).toLowerCase());

/** Names compare by their code units, so that the order is the same everywhere. */
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface FolderEntries {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/**
 * Names in a folder, sorted, without hidden ones; links count as what they lead to, and broken ones
 * not at all.
 * @throws OneClassError `not-found` when there is no such folder, `invalid-data` when it can't be
 *   read
 */
export async function readFolder(dir: string): Promise<FolderEntries> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: unknown) => {
    const missing = errnoOf(cause) === 'ENOENT' || errnoOf(cause) === 'ENOTDIR';
    const reason = missing
      ? 'there is no such folder'
      : `can't be read (${(cause as Error).message})`;
    throw new OneClassError(missing ? 'not-found' : 'invalid-data', `${dir}: ${reason}.`, {
      argument: dir,
      cause,
    });
  });
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const target = entry.isSymbolicLink()
      ? await stat(join(dir, entry.name)).catch(() => undefined)
      : entry;
    if (target?.isFile()) files.push(entry.name);
    else if (target?.isDirectory()) folders.push(entry.name);
  }
  return { files: files.sort(byName), folders: folders.sort(byName) };
}

/**
 * The image files under a folder, at any depth: in each folder its own by name, then those of its
 * folders by name. Hidden files and folders are skipped.
 *
 * @throws OneClassError `not-found` when there is no such folder, `invalid-data` when it holds no
 *   image
 */
export async function listImages(dir: string): Promise<string[]> {
  const paths: string[] = [];
  const otherExtensions = new Set<string>();
  let convertible: string | undefined;
  // A link may lead back to a folder above it.
  const visited = new Set<string>();
  const visit = async (folder: string): Promise<void> => {
    const entries = await readFolder(folder);
    const real = await realpath(folder);
    if (visited.has(real)) return;
    visited.add(real);
    for (const name of entries.files) {
      if (isImage(name)) paths.push(join(folder, name));
      else otherExtensions.add(extname(name).toLowerCase() || name);
      if (OTHER_IMAGES.includes(extname(name).toLowerCase())) convertible ??= join(folder, name);
    }
    for (const name of entries.folders) await visit(join(folder, name));
  };
  await visit(dir);
  if (paths.length > 0) return paths;
  const others =
    otherExtensions.size === 0
      ? 'It is empty.'
      : `It holds other files only: ${[...otherExtensions].slice(0, 5).join(', ')}.`;
  const advice =
    convertible === undefined
      ? ''
      : ` ${convertible} can't be read as it is: convert it to PNG, as with ImageMagick: ` +
        'magick mogrify -format png FILE';
  throw new OneClassError(
    'invalid-data',
    `${dir}: no images there. Expected files named ${IMAGE_EXTENSIONS.join(', ')}, in it or ` +
      `in folders in it. ${others}${advice}`,
    {
      argument: dir,
      expected: IMAGE_EXTENSIONS.join(', '),
    },
  );
}
