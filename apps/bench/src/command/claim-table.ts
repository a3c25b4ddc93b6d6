import { rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { claimFolder, type Claim } from '@oneclass/core/node';
import { makeFolder } from '../cell/place.ts';

/**
 * Takes a table's folder, which is made if it is not there, for this run. A folder that was made
 * for nothing goes when it is released.
 * @throws OneClassError `invalid-argument` when another run has it, or it can't be written;
 *   `not-written` when the disk is full
 */
export async function claimTable(folder: string): Promise<Claim> {
  const made = await makeFolder(folder);
  const removeUnused = async (): Promise<void> => {
    if (made === undefined) return;
    for (let path = folder; path.length >= made.length; path = dirname(path))
      await rmdir(path).catch(() => undefined); // not empty as a rule
  };
  const what = `The folder of results "${folder}"`;
  try {
    const claim = await claimFolder(folder, { name: 'run', what, argument: '--out' });
    return {
      async release() {
        await claim.release();
        await removeUnused();
      },
    };
  } catch (error) {
    await removeUnused();
    throw error;
  }
}
