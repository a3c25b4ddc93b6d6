/** @file A small file system of a test's own, in memory, to be filled up. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface SmallDisk {
  readonly path: string;
  /** Leaves room for so many bytes, by a file that takes the rest. */
  fillUpTo(free: number): Promise<void>;
  /** Takes that file away. */
  empty(): Promise<void>;
  remove(): Promise<void>;
}

/** What takes the room. */
export const FILLER = '.filler';

/** @throws Error where nobody but the system's administrator may mount one */
export async function smallDisk(bytes: number): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), 'oneclass-small-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${String(bytes)}`, 'tmpfs', path]);
  } catch (error) {
    await rm(path, { recursive: true });
    throw error;
  }
  const filler = join(path, FILLER);
  const empty = (): Promise<void> => rm(filler, { force: true });
  return {
    path,
    empty,
    async fillUpTo(free) {
      await empty();
      const { bavail, bsize } = await statfs(path);
      await writeFile(filler, new Uint8Array(Math.max(0, bavail * bsize - free)));
    },
    async remove() {
      await run('umount', [path]);
      await rm(path, { recursive: true });
    },
  };
}

/** Why tests of full disks are left out here; nothing where they can run. */
export async function whyNoSmallDisk(): Promise<string | undefined> {
  try {
    await (await smallDisk(65_536)).remove();
    return undefined;
  } catch (error) {
    return `no file system can be mounted here: ${(error as Error).message.split('\n')[0] ?? ''}`;
  }
}
