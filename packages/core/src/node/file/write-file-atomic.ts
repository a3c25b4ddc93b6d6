import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OneClassError } from '../../error.ts';
import { errnoOf } from './read-bytes.ts';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

const temporaryName = (name: string): string => `.${name}.${randomUUID()}.tmp`;

/**
 * Whether `candidate` is what a writer of the file `name`, killed in the middle, leaves beside it.
 */
export function isTemporaryOf(name: string, candidate: string): boolean {
  const [start, end] = [`.${name}.`, '.tmp'];
  return (
    candidate.startsWith(start) &&
    candidate.endsWith(end) &&
    UUID.test(candidate.slice(start.length, -end.length))
  );
}

/**
 * Writes a file so that nobody ever sees a part of it: under a temporary name in the same folder,
 * to the disk, then renamed. What was there is replaced, behind a link the file that it leads to;
 * when anything fails it stays, and nothing is left over.
 *
 * @throws OneClassError `not-found` when the folder is not there, `invalid-argument` when the
 *   file can't be written
 */
export async function writeFileAtomic(path: string, bytes: Uint8Array): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const folder = dirname(target);
  const temporary = join(folder, temporaryName(basename(target)));
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (errnoOf(cause) === 'ENOENT' || errnoOf(cause) === 'ENOTDIR') {
      throw new OneClassError(
        'not-found',
        `${path}: can't be written, there is no folder ${folder}. Make it first.`,
        {
          argument: path,
          cause,
        },
      );
    }
    throw new OneClassError(
      'invalid-argument',
      `${path}: can't be written (${(cause as Error).message}).`,
      {
        argument: path,
        cause,
      },
    );
  }
}
