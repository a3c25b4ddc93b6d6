import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OneClassError } from '@oneclass/core';
import { hasScoreMapPage, SCORE_MAP_PAGE } from '@oneclass/core/node';

export const { file: PAGE, pictures: PICTURES } = SCORE_MAP_PAGE;

/** A folder for a page and its pictures, which come to be there all at once. */
export interface MapsFolder {
  /** As it was named. */
  readonly path: string;
  /**
   * Where everything is written to before: a folder of its own in it, with the folder
   * {@link PICTURES}.
   */
  readonly staging: string;
  /** Puts what was written in its place, instead of what an earlier run left there. */
  commit(): Promise<void>;
  /** Removes what is not in its place; after `commit` nothing. */
  discard(): Promise<void>;
}

/**
 * Made if it is not there. Other files in it stay.
 * @throws OneClassError `invalid-argument` for what is no folder, one that can't be written, and
 *   one with a page or pictures of somebody else; `not-found` when there is no folder to make it in
 */
export async function openMapsFolder(path: string): Promise<MapsFolder> {
  const made = await makeFolder(path);
  const staging = join(path, `${SCORE_MAP_PAGE.staging}${randomUUID()}`);
  const discard = async (): Promise<void> => {
    await rm(staging, { recursive: true, force: true });
    if (made) await rmdir(path).catch(() => undefined); // not empty after a commit
  };
  try {
    await mkdir(join(staging, PICTURES), { recursive: true });
  } catch (cause) {
    await discard();
    throw wrong(
      `The page's folder "${path}" can't be written to (${codeOf(cause)}). Name another folder.`,
      path,
      cause,
    );
  }
  return {
    path,
    staging,
    discard,
    async commit() {
      // The page goes first and comes last: what it shows is there as long as it is.
      await rm(join(path, PAGE), { force: true });
      await rm(join(path, PICTURES), { recursive: true, force: true });
      await rename(join(staging, PICTURES), join(path, PICTURES));
      await rename(join(staging, PAGE), join(path, PAGE));
      // Before anything is printed, which may end the process; a file in it that is open still is
      // for `discard`.
      await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    },
  };
}

/** @returns whether it was made */
async function makeFolder(path: string): Promise<boolean> {
  if (path === '')
    throw wrong("The name of the page's folder is empty. Name one, such as maps.", path);
  const found = await stat(path).catch(() => undefined);
  if (found) {
    if (!found.isDirectory())
      throw wrong(
        `The page's folder "${path}" is a file. Name a folder for the page and its pictures.`,
        path,
      );
    await checkOurs(path);
    return false;
  }
  try {
    await mkdir(path);
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') {
      throw new OneClassError(
        'not-found',
        `The page's folder "${path}" can't be made: there is no folder "${dirname(path)}". Make ` +
          'it first.',
        { argument: 'maps', received: path, cause },
      );
    }
    throw wrong(
      `The page's folder "${path}" can't be made (${codeOf(cause)}). Name another folder.`,
      path,
      cause,
    );
  }
}

/** Nothing is replaced that another program, or a person, has made. */
async function checkOurs(path: string): Promise<void> {
  if (await hasScoreMapPage(path)) return;
  const names = await Promise.all(
    [PAGE, PICTURES].map(async (name) =>
      (await stat(join(path, name)).catch(() => undefined)) ? name : undefined,
    ),
  );
  const other = names.find((name) => name !== undefined);
  if (other === undefined) return;
  throw wrong(
    `The page's folder "${path}" has "${other}", which no earlier page left there and would be ` +
      'lost. Name another folder.',
    path,
  );
}

const codeOf = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? '';

const wrong = (message: string, path: string, cause?: unknown): OneClassError =>
  new OneClassError('invalid-argument', message, { argument: 'maps', received: path, cause });
