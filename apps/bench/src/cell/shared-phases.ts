import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointStore } from '@oneclass/core';
import { checkpointFile } from '@oneclass/core/node';

const ENDING = '.shared';

/** Where the cells of a table keep phases that several of their fits have in common. */
export const sharedIn =
  (folder: string) =>
  (name: string): CheckpointStore =>
    checkpointFile(join(folder, `${name}${ENDING}`), { shared: true });

/** Such phases will be computed again. */
export async function removeShared(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.all(
    names
      .filter((name) => name.endsWith(ENDING))
      .map((name) => rm(join(folder, name), { force: true })),
  );
}
