import { readdir } from 'node:fs/promises';
import { OneClassError } from '../../error.ts';
import { errnoOf } from './read-bytes.ts';

/**
 * Names of a folder's entries; none when it is not there.
 * @throws OneClassError `invalid-data` when it can't be read
 */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT' || errnoOf(cause) === 'ENOTDIR') return [];
    throw new OneClassError(
      'invalid-data',
      `${folder}: can't be read (${(cause as Error).message}).`,
      {
        argument: folder,
        cause,
      },
    );
  }
}
