import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OneClassError, writeError } from '@oneclass/core';
import { checkpointFile, claimFolder, type CheckpointFile } from '@oneclass/core/node';

const FILE = 'fit.checkpoint';

export interface CheckpointFolderOptions {
  /** Whether to continue the fit that is there; false when absent. */
  readonly resume?: boolean | undefined;
  /** One line where there is nothing to resume. */
  readonly say?: ((line: string) => void) | undefined;
}

/** A checkpoint in a folder that this process has for itself. */
export interface CheckpointFolder extends CheckpointFile {
  /** Lets others have it; what is saved stays. */
  release(): Promise<void>;
}

/**
 * A folder where a fit saves itself. Made if it is not there. It is this process's until it is
 * released, or the process ends.
 * @throws OneClassError `invalid-argument` for a folder with an unfinished fit that is not to be
 *   resumed, one that another process fits in, or one that can't be made; `not-written` when the
 *   disk is full
 */
export async function checkpointFolder(
  folder: string,
  { resume = false, say }: CheckpointFolderOptions = {},
): Promise<CheckpointFolder> {
  const wrong = (message: string, cause?: unknown): OneClassError =>
    new OneClassError('invalid-argument', message, {
      argument: 'checkpoint',
      received: folder,
      cause,
    });
  if (folder === '')
    throw wrong("The name of the checkpoint's folder is empty. Name one, such as fit-state.");
  if ((await stat(folder).catch(() => undefined))?.isDirectory() === false)
    throw wrong(`The checkpoint's folder "${folder}" is a file. Name a folder.`);
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    const problem = writeError(folder, cause);
    if (problem.code === 'not-written') throw problem;
    throw wrong(
      `The checkpoint's folder "${folder}" can't be made: ${(cause as Error).message}.`,
      cause,
    );
  });
  const what = `The checkpoint's folder "${folder}"`;
  const { release } = await claimFolder(folder, { name: 'fit', what, argument: 'checkpoint' });
  try {
    const path = join(folder, FILE);
    const file = checkpointFile(path);
    const isThere = await file.exists();
    if (isThere && !resume)
      throw wrong(
        `The checkpoint's folder "${folder}" holds an unfinished fit. Resume it, or remove ` +
          `"${path}" to begin anew.`,
      );
    if (resume && !isThere) say?.(`Nothing to resume in "${folder}": the fit begins anew.`);
    return { ...file, release };
  } catch (error) {
    await release();
    throw error;
  }
}
