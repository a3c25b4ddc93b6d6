import { createRng } from '@oneclass/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallDisk, whyNoSmallDisk, type SmallDisk } from '../../../../scripts/disk/small-disk.ts';
import { callOneclass } from '../call-oneclass.ts';
import { runWithLittleRoom } from './little-room.ts';
import { createParts, type Parts } from './parts.ts';
import { writings, type Writing } from './writing.ts';

const left = await whyNoSmallDisk();

describe.skipIf(left !== undefined)(`on a disk that fills up${left ? ` (${left})` : ''}`, () => {
  let parts: Parts;
  let disk: SmallDisk;
  beforeAll(async () => {
    parts = await createParts();
    disk = await smallDisk(4 * 2 ** 20);
  });
  afterAll(async () => {
    await disk.remove();
    await parts.remove();
  });

  it.each(['score --maps', 'evaluate --maps', 'calibrate', 'fit --checkpoint', 'fit'])(
    '%s ends in one line at any of 20 moments, and keeps what was there',
    async (name) => {
      const command = writings(parts, disk.path).find((one) => one.name === name) as Writing;
      const rng = createRng(23).derive(name);
      // Pages of 4 KiB, which files come in: few for a detector, some 40 for maps.
      const rooms = Array.from({ length: 20 }, () => 4096 * rng.integer(40));
      for (const room of rooms) {
        const call = (args: readonly string[]) =>
          callOneclass(args, undefined, { TMPDIR: parts.at('.') });
        await runWithLittleRoom(command, disk, { rooms: [0, room], call });
      }
      expect(rooms).toHaveLength(20);
    },
  );
});
