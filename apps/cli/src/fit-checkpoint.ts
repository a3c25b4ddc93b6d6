import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OneClassError, type MethodDescription } from '@oneclass/core';
import { checkpointFile } from '@oneclass/core/node';
import { say } from '@oneclass/terminal';

type CheckpointFile = ReturnType<typeof checkpointFile>;

const FILE = 'fit.checkpoint';

export interface CheckpointOptions {
  readonly checkpoint?: string | undefined;
  readonly resume?: boolean | undefined;
}

/**
 * Where the fit saves itself; undefined without `--checkpoint`, and for a method that does not.
 * @throws OneClassError `invalid-argument` for a folder with an unfinished fit that is not to be
 *   resumed, or a folder that can't be made
 */
export async function openCheckpoint(
  { checkpoint: folder, resume = false }: CheckpointOptions,
  { name, resumable }: Pick<MethodDescription, 'name' | 'resumable'>,
): Promise<CheckpointFile | undefined> {
  const wrong = (message: string, cause?: unknown): OneClassError =>
    new OneClassError('invalid-argument', message, {
      argument: '--checkpoint',
      received: folder,
      cause,
    });
  if (folder === undefined) {
    if (resume)
      throw wrong(
        '--resume continues the fit that --checkpoint DIR holds: give --checkpoint DIR too.',
      );
    return undefined;
  }
  if (folder === '')
    throw wrong(
      'The name after --checkpoint is empty. Name a folder, as in --checkpoint fit-state.',
    );
  if ((await stat(folder).catch(() => undefined))?.isDirectory() === false)
    throw wrong(`--checkpoint "${folder}" is a file. Name a folder.`);
  if (!resumable) {
    say(`${name} fits in one go: --checkpoint saves nothing of it, and a fit begins anew.`);
    return undefined;
  }
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw wrong(`--checkpoint "${folder}" can't be made: ${(cause as Error).message}.`, cause);
  });
  const path = join(folder, FILE);
  const file = checkpointFile(path);
  const isThere = await file.exists();
  if (isThere && !resume)
    throw wrong(
      `--checkpoint "${folder}" holds an unfinished fit. Add --resume to continue it, or ` +
        `remove "${path}" to begin anew.`,
    );
  if (resume && !isThere) say(`Nothing to resume in "${folder}": the fit begins anew.`);
  return file;
}
