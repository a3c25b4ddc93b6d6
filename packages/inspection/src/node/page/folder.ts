import { mkdir, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OneClassError, writeError } from '@oneclass/core';
import { claimFolder, hasScoreMapPage, SCORE_MAP_PAGE, type Claim } from '@oneclass/core/node';
import { endKilled, makeStaging, putInPlace, removeStaging } from './staging.ts';

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
 *   there is no folder to make it in; `not-written` when the disk is full
 */
export async function openMapsFolder(path: string): Promise<MapsFolder> {
  const made = await makeFolder(path);
  const what = `The page's folder "${path}"`;
  let claim: Claim | undefined;
  let staging: string | undefined;
  const discard = async (): Promise<void> => {
    if (staging !== undefined) await removeStaging(staging);
    await claim?.release();
    if (made) await rmdir(path).catch(() => undefined); // not empty after a commit
  };
  try {
    claim = await claimFolder(path, { name: 'maps', what, argument: 'maps' });
    await endKilled(path);
    await checkOurs(path);
    staging = await makeStaging(path);
    return createFolder(path, staging, { claim, discard });
  } catch (error) {
    await discard();
    throw writeError(path, error);
  }
}

interface Opened {
  readonly claim: Claim;
  readonly discard: () => Promise<void>;
}

const createFolder = (path: string, staging: string, { claim, discard }: Opened): MapsFolder => ({
  path,
  staging,
  discard,
  async commit() {
    try {
      await putInPlace(staging, path);
    } catch (error) {
      throw writeError(path, error);
    }
    // A file in it that is open still is for `discard`.
    await removeStaging(staging).catch(() => undefined);
    await claim.release();
  },
});

/** @throws OneClassError `not-written` when the disk is full; as `writeError` */
export async function writeInto(
  { path, staging }: MapsFolder,
  name: string,
  content: Uint8Array | string,
): Promise<void> {
  try {
    await writeFile(join(staging, name), content);
  } catch (error) {
    throw writeError(path, error);
  }
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
    const problem = writeError(path, cause);
    if (problem.code === 'not-written') throw problem;
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
