import { basename, dirname, extname, join, relative } from 'node:path';
import { OneClassError } from '../../error.ts';
import { IMAGE_EXTENSIONS, readFolder } from './list-images.ts';

/** Finds the file with the mask of an image. */
export type FindMask = (image: string) => Promise<string>;

const stemOf = (file: string): string => basename(file, extname(file));

/**
 * Those that can be read come first; another one (.tif) is left to the reader, whose error names
 * it.
 */
function rank(file: string): number {
  const place = IMAGE_EXTENSIONS.indexOf(extname(file).toLowerCase());
  return place === -1 ? IMAGE_EXTENSIONS.length : place;
}

/**
 * Where masks are: for an image ROOT/<kind>/<stem>.<ext>, DIR/ground_truth/<kind>/<stem>_mask.<ext>
 * (MVTec AD) or <stem>.<ext> (BTAD), of whatever extension.
 *
 * @param root the folder that holds the folders of kinds: DIR/test, or DIR itself
 * @returns undefined where there is no DIR/ground_truth; the function rejects with
 *   `invalid-data`, naming image and mask, for an image without a mask
 */
export async function groundTruth(dir: string, root: string): Promise<FindMask | undefined> {
  if (!(await readFolder(dir)).folders.includes('ground_truth')) return undefined;
  const listings = new Map<string, Promise<readonly string[]>>();
  // A missing folder is a missing mask.
  const list = async (folder: string): Promise<readonly string[]> =>
    (await readFolder(folder).catch(() => undefined))?.files ?? [];
  return async (image) => {
    const folder = join(dir, 'ground_truth', relative(root, dirname(image)));
    const listing = listings.get(folder) ?? list(folder);
    listings.set(folder, listing);
    const files = await listing;
    const stem = stemOf(image);
    for (const name of [`${stem}_mask`, stem]) {
      const [found] = files
        .filter((file) => stemOf(file) === name)
        .sort((a, b) => rank(a) - rank(b));
      if (found !== undefined) return join(folder, found);
    }
    const expected = join(folder, `${stem}_mask.png`);
    throw new OneClassError(
      'invalid-data',
      `${image}: its mask is missing. Expected ${expected} or ${join(folder, `${stem}.png`)}. ` +
        'Add it, or remove the folder ground_truth to go without masks.',
      { argument: image, expected },
    );
  };
}
