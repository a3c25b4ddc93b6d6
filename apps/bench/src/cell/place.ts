/** @file Where a cell's files are, and the keys that its result is known by. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OneClassError, writeError } from '@oneclass/core';
import { checkpointFile } from '@oneclass/core/node';
import type { CheckedCell } from '../table/checked-cell.ts';
import { keysOf, type CellKeys } from './key.ts';

export interface CellPlace {
  /** Without ending: `.json`, `.oneclass` and, while it is fitted, `.checkpoint` are there. */
  readonly path: string;
  readonly keys: CellKeys;
}

/** @param folder the table's */
export const placeOf = (cell: CheckedCell, folder: string, backend: string): CellPlace => ({
  path: join(folder, `${cell.id}-${backend}`),
  keys: keysOf(cell, backend),
});

export type CheckpointFile = ReturnType<typeof checkpointFile>;

/** What a fit that is stopped leaves. */
export const checkpointOf = ({ path }: Pick<CellPlace, 'path'>): CheckpointFile =>
  checkpointFile(`${path}.checkpoint`);

/**
 * @returns the outermost folder that it made; undefined when all were there
 * @throws OneClassError `invalid-argument` where it can't be made, `not-written` when the disk is
 *   full
 */
export async function makeFolder(folder: string): Promise<string | undefined> {
  try {
    return await mkdir(folder, { recursive: true });
  } catch (cause) {
    const problem = writeError(folder, cause);
    if (problem.code === 'not-written') throw problem;
    throw new OneClassError(
      'invalid-argument',
      `Results can't be written to "${folder}": ${(cause as Error).message}. Name another ` +
        'folder with --out.',
      {
        argument: '--out',
        received: folder,
        cause,
      },
    );
  }
}
