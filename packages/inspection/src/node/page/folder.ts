import { mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OneClassError } from '@oneclass/core';
import { hasScoreMapPage, SCORE_MAP_PAGE } from '@oneclass/core/node';
import { endKilled, makeStaging, putInPlace, removeStaging, writerOf } from './staging.ts';

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
 * Made if it is not there. Other files in it stay; what a killed run has left there is put in place
 * or removed.
 * @throws OneClassError `invalid-argument` for what is no folder, one that can't be written, one
 *   with a page or pictures of somebody else, and one that another run writes to; `not-found` when
 *   there is no folder to make it in
 */
export async function openMapsFolder(path: string): Promise<MapsFolder> {
  const made = await makeFolder(path);
  let staging: string | undefined;
  const discard = async (): Promise<void> => {
    if (staging !== undefined) await removeStaging(staging);
    if (made) await rmdir(path).catch(() => undefined); // not empty after a commit
  };
  try {
    staging = await makeStaging(path);
  } catch (cause) {
    await discard();
    throw wrong(
      `The page's folder "${path}" can't be written to (${codeOf(cause)}). Name another folder.`,
      path,
      cause,
    );
  }
  // Only now, so that of two at once none is missed.
  const writer = await writerOf(path, staging);
  if (writer !== undefined) {
    await discard();
    throw written(path, writer);
  }
  const own = staging;
  return {
    path,
    staging: own,
    discard,
    async commit() {
      await putInPlace(own, path);
      // Before anything is printed, which may end the process; a file in it that is open still is
      // for `discard`.
      await removeStaging(own).catch(() => undefined);
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
    await endKilled(path);
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

const written = (path: string, writer: number): OneClassError =>
  wrong(
    `The page's folder "${path}" is written to by another run (process ${String(writer)}). Wait ` +
      'until it is done, or name another folder.',
    path,
  );

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
