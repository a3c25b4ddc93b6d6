import { OneClassError } from '../../error.ts';
import type { DecodeLimits } from '../image/decode-budget.ts';
import { noImages, readTree } from './folder-tree.ts';
import { addLeftOut, type ImageList } from './left-out.ts';
import { sortFiles, type SortedFiles } from './sort-files.ts';

/**
 * The image files under a folder, at any depth: in each folder its own by name, then those of its
 * folders by name. Masks, previews, hidden files and the pictures of pages of score maps are left
 * out.
 *
 * @param limits of the files that are decoded to tell masks from images
 * @throws OneClassError `not-found` when there is no such folder, `invalid-data` when it holds no
 *   image, and in doubt whether files are masks
 */
export async function listImages(dir: string, limits: DecodeLimits = {}): Promise<ImageList> {
  const tree = await readTree(dir);
  const sorted = await sortFiles(tree, limits);
  checkUnpaired(sorted);
  const { images, masks, previews } = sorted;
  const leftOut = addLeftOut(tree.leftOut, { mask: masks.length, thumbnail: previews });
  if (images.length === 0) throw noImages(dir, leftOut);
  return { root: dir, paths: images.map(({ path }) => path), leftOut };
}

/** @throws OneClassError `invalid-data` for a folder of masks that belong to nothing */
export function checkUnpaired({ unpaired: [folder] }: SortedFiles): void {
  if (folder === undefined) return;
  throw new OneClassError(
    'invalid-data',
    `${folder}: are these masks? The name says so, but none of them has the name of an image ` +
      'outside. Name the folders of images one by one; rename this one where it holds images.',
    { argument: folder },
  );
}
