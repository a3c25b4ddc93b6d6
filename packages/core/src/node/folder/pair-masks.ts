import { OneClassError } from '../../error.ts';
import { assignMasks } from './assign-masks.ts';
import type { TreeFile } from './folder-tree.ts';
import type { SortedFiles } from './sort-files.ts';

/**
 * The masks of each image; undefined where none has any.
 * @throws OneClassError `invalid-data` for a mask of two images
 */
export function pairMasks(
  images: readonly TreeFile[],
  { masks }: SortedFiles,
): readonly (readonly string[])[] | undefined {
  const assigned = assignMasks(images, masks);
  const owners = new Map<string, string>();
  for (const [image, files] of assigned) {
    for (const mask of files) {
      const other = owners.get(mask);
      if (other !== undefined) throw ofTwo(mask, [other, image]);
      owners.set(mask, image);
    }
  }
  return owners.size === 0 ? undefined : images.map(({ path }) => assigned.get(path) ?? []);
}

const ofTwo = (mask: string, [one, other]: readonly [string, string]): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${mask}: is it the mask of ${one} or of ${other}? It fits the names of both. Put the masks ` +
      "of each folder of images into a folder of its name: ground_truth/crack for 'crack'.",
    { argument: mask },
  );
