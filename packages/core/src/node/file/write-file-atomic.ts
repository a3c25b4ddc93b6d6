import { open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OneClassError } from '../../error.ts';
import { writeError } from '../../write-error.ts';
import { disown, isLeft, isUntouched, ownedName, ownerOf } from './owner.ts';
import { errnoOf } from './read-bytes.ts';

const END = '.tmp';

/**
 * Writes a file so that nobody ever sees a part of it: under a temporary name in the same folder,
 * to the disk, then renamed. What was there is replaced, behind a link the file that it leads to;
 * when anything fails it stays, and nothing is left over. What writers that were killed have left
 * in the folder is removed first.
 *
 * @throws OneClassError `not-found` when the folder is not there, `not-written` when the disk is
 *   full or fails, `invalid-argument` when the file can't be written
 */
export async function writeFileAtomic(path: string, bytes: Uint8Array): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const folder = dirname(target);
  await removeLeftovers(folder);
  const name = ownedName(`.${basename(target)}.`, END);
  const temporary = join(folder, name);
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
    if (errnoOf(cause) !== 'ENOENT' && errnoOf(cause) !== 'ENOTDIR') throw writeError(path, cause);
    throw new OneClassError(
      'not-found',
      `${path}: can't be written, there is no folder ${folder}. Make it first.`,
      { argument: path, cause },
    );
  } finally {
    disown(name);
  }
}

/**
 * Removes what writers of files in the folder left when they were killed, and nothing else. What
 * can't be removed is no reason not to write.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith('.') || !name.endsWith(END)) continue;
    const path = join(folder, name);
    if (await isLeftover(path, name)) await rm(path, { force: true }).catch(() => undefined);
  }
}

/** How writers of versions before named them: nobody knows whose they are. */
const UNOWNED = /^\..+\.[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\.tmp$/;

async function isLeftover(path: string, name: string): Promise<boolean> {
  const owner = ownerOf(name, END);
  if (owner) return isLeft(path, owner);
  return UNOWNED.test(name) && isUntouched(path);
}
