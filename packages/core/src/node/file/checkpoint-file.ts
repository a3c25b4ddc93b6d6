import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { CheckpointStore } from '../../contract/run.ts';
import { OneClassError } from '../../error.ts';
import { errnoOf } from './read-bytes.ts';
import { readRegular } from './regular-file.ts';
import { removeLeftovers, writeFileAtomic } from './write-file-atomic.ts';

export interface CheckpointFile extends CheckpointStore {
  /** Whether there is something to resume. */
  exists(): Promise<boolean>;
  /** For when the fit's result is safe; a file or folder that is not there is no error. */
  remove(): Promise<void>;
}

export interface CheckpointFileOptions {
  /** Least time between two saves, seconds; 30 when absent, 0 saves after every step. */
  readonly interval?: number | undefined;
  /**
   * Several fits may save at a time, as in `run.shared`: `load` and `remove` look at nothing beside
   * it.
   */
  readonly shared?: boolean | undefined;
}

/**
 * A file for a fit to save itself in, one at a time unless it is `shared`. It is whole at every
 * moment: a fit killed while it saves itself resumes from the save before.
 * @throws OneClassError from its functions: `not-found` when its folder is not there (but from
 *   `remove`), `not-written` when the disk is full or fails, `invalid-argument` when it can't be
 *   read or written
 */
export function checkpointFile(
  path: string,
  { interval, shared = false }: CheckpointFileOptions = {},
): CheckpointFile {
  return {
    ...(interval !== undefined && { interval }),
    async load() {
      if (!shared) await tidy(path);
      return read(path);
    },
    save: (bytes) => writeFileAtomic(path, bytes),
    exists: async () => (await filesBeside(path)).includes(basename(path)),
    async remove() {
      if (!existsSync(dirname(path))) return;
      if (!shared) await tidy(path);
      await rm(path, { force: true });
    },
  };
}

/** Removes what killed writers left. */
async function tidy(path: string): Promise<void> {
  await filesBeside(path);
  await removeLeftovers(dirname(path));
}

async function filesBeside(path: string): Promise<string[]> {
  const folder = dirname(path);
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new OneClassError(
      'not-found',
      `${path}: there is no folder ${folder} for this checkpoint. Make it first.`,
      { argument: path, cause },
    );
  }
}

async function read(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readRegular(path);
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw new OneClassError(
      'invalid-argument',
      `${path}: this checkpoint can't be read (${(cause as Error).message}).`,
      { argument: path, cause },
    );
  }
}
