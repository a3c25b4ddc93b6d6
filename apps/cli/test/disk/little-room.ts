import { join } from 'node:path';
import { expect } from 'vitest';
import type { SmallDisk } from '../../../../scripts/disk/small-disk.ts';
import type { Called } from '../call-oneclass.ts';
import type { Writing } from './writing.ts';

interface Running {
  /** Bytes that are left on the disk, in one run after the other, until they are enough. */
  readonly rooms: readonly number[];
  readonly call: (args: readonly string[]) => Promise<Called>;
}

/**
 * Runs a command on a disk that fills up under it: an error that names the place, what was there
 * before stays, and nothing else is left. Then again with room.
 */
export async function runWithLittleRoom(
  { name, args, again, prepare, written, leftovers }: Writing,
  disk: SmallDisk,
  { rooms, call }: Running,
): Promise<void> {
  let failed = 0;
  for (const room of rooms) {
    await prepare();
    const before = await written();
    await disk.fillUpTo(room);
    const full = await call(args);
    if (full.code === 0) break;
    failed++;
    const where = `${name}, ${String(room)} bytes left: ${full.stderr}`;
    expect(full.code, where).toBe(1);
    const errors = full.stderr.split('\n').filter((line) => line.startsWith('error: '));
    expect(errors, where).toEqual([
      expect.stringMatching(
        /^error: \/.+oneclass-small-disk-.+: can't be written: the disk is full\. Make room/,
      ),
    ]);
    expect(full.stderr, where).not.toMatch(/fault of|ENOSPC|\n {4}at /);
    expect(await written(), where).toBe(before);
    expect((await leftovers()).filter(isNoCheckpoint), where).toEqual([]);
    await disk.empty();
    expect(await call(again), where).toMatchObject({ code: 0 });
    expect(await written(), where).not.toBe(before);
    expect(await leftovers(), where).toEqual([]);
  }
  expect(failed, name).toBeGreaterThan(0);
  await disk.empty();
}

/** Not the file of a fit that is to go on. */
const isNoCheckpoint = (path: string): boolean => path !== join('state', 'fit.checkpoint');
