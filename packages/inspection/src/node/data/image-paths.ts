import { stat } from 'node:fs/promises';
import { OneClassError } from '@oneclass/core';
import { listImages } from '@oneclass/core/node';

/**
 * The image files that a list names; a folder stands for the images in it.
 * @throws OneClassError `not-found`, `invalid-argument`, `invalid-data`
 */
export async function imagePaths(filesAndFolders: readonly string[]): Promise<string[]> {
  const wrong = (path: string, what: string, code: 'not-found' | 'invalid-argument') =>
    new OneClassError(code, `${what} Expected an image file or a folder of images.`, {
      argument: 'images',
      received: path,
    });
  const lists = await Promise.all(
    filesAndFolders.map(async (path) => {
      const found = await stat(path).catch(() => undefined);
      if (!found) throw wrong(path, `There is no image "${path}".`, 'not-found');
      if (found.isDirectory()) return listImages(path);
      if (found.isFile()) return [path];
      const what = `"${path}" is neither a regular file nor a folder.`;
      throw wrong(path, what, 'invalid-argument');
    }),
  );
  return lists.flat();
}
