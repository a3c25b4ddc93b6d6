import { stat } from 'node:fs/promises';
import { OneClassError } from '@oneclass/core';
import { addLeftOut, listImages, type DecodeLimits, type ImageList } from '@oneclass/core/node';
import { describePaths } from './describe-images.ts';
import type { DataOptions } from './named-split.ts';

/**
 * The image files that a list names; a folder stands for the images in it. `say` takes a line of
 * how many there are, and what else the folders hold.
 * @throws OneClassError `not-found`, `invalid-argument`, `invalid-data`
 */
export async function imagePaths(
  filesAndFolders: readonly string[],
  { say, maxPixels, decodeBytes }: Pick<DataOptions, 'say' | keyof DecodeLimits> = {},
): Promise<string[]> {
  const wrong = (path: string, what: string, code: 'not-found' | 'invalid-argument') =>
    new OneClassError(code, `${what} Expected an image file or a folder of images.`, {
      argument: 'images',
      received: path,
    });
  const lists = await Promise.all(
    filesAndFolders.map(async (path): Promise<Omit<ImageList, 'root'>> => {
      const found = await stat(path).catch(() => undefined);
      if (!found) throw wrong(path, `There is no image "${path}".`, 'not-found');
      if (found.isDirectory()) return listImages(path, { maxPixels, decodeBytes });
      if (found.isFile()) return { paths: [path], leftOut: {} };
      const what = `"${path}" is neither a regular file nor a folder.`;
      throw wrong(path, what, 'invalid-argument');
    }),
  );
  const paths = lists.flatMap((list) => list.paths);
  const leftOut = addLeftOut(...lists.map((list) => list.leftOut));
  say?.(describePaths({ paths, leftOut }));
  return paths;
}
