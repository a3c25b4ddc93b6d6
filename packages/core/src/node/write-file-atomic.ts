import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OneClassError } from '../error.ts';
import { errnoOf } from './read-bytes.ts';

/**
 * Writes a file so that nobody ever sees a part of it: under a temporary name in the same folder, to the disk, then
 * renamed. What was there is replaced; when anything fails it stays, and nothing is left over.
 *
 * @throws OneClassError `not-found` when the folder is not there, `invalid-argument` when the file can't be written
 */
export async function writeFileAtomic(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (errnoOf(cause) === 'ENOENT' || errnoOf(cause) === 'ENOTDIR') {
      throw new OneClassError('not-found', `${path}: can't be written, there is no folder ${folder}. Make it first.`, {
        argument: path,
        cause,
      });
    }
    throw new OneClassError('invalid-argument', `${path}: can't be written (${(cause as Error).message}).`, {
      argument: path,
      cause,
    });
  }
}
