import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { images, readMask } from '@oneclass/core/node';
import { decodeLease } from '../../../src/node/image/decode-budget.ts';
import { hasFewLevels, levelsOf } from '../../../src/node/image/has-few-levels.ts';
import { image } from '../temporary-folder.ts';

/** 3 copies of 1000 × 1000 bytes, and 64 rows. */
const SIZE = { width: 1000, height: 1000, bytes: 1 };
const COST = 3_064_000;

describe('the memory of decoding', () => {
  it('is given to as many images as it has room for, and then to the next', async () => {
    const order: string[] = [];
    const leases = ['a', 'b', 'c'].map((name) => {
      const lease = decodeLease(2 * COST);
      const granted = lease.reserve(name, SIZE).then(() => order.push(name));
      return { ...lease, granted };
    });
    await setImmediate();
    expect(order).toEqual(['a', 'b']);
    leases[1]?.release();
    await leases[2]?.granted;
    expect(order).toEqual(['a', 'b', 'c']);
    leases[0]?.release();
    leases[2]?.release();
    const alone = decodeLease(COST);
    await alone.reserve('d', SIZE);
    alone.release();
  });

  it('is refused to an image that takes more alone, however its pixels lie', async () => {
    await expect(decodeLease(COST - 1).reserve('a.png', SIZE)).rejects.toMatchObject({
      code: 'invalid-data',
      argument: 'decodeBytes',
      message: expect.stringMatching(/^a\.png: 1000 × 1000 pixels take 4 MB .* 4 MB/) as string,
    });
    const line = { width: 100_000_000, height: 1, bytes: 1 };
    await expect(decodeLease().reserve('line.png', line)).rejects.toThrow(/take 6,700 MB/);
    await expect(decodeLease().reserve('x', { ...SIZE, width: NaN })).rejects.toThrow(
      'decodeBytes',
    );
  });

  it('bounds what `images` decodes at once, and does not change what it gives', async () => {
    const sources = await Promise.all(
      [10, 20, 30, 40, 50, 60].map((value) =>
        image(Array<number>(64 * 64 * 3).fill(value), [64, 64, 3])
          .png()
          .toBuffer(),
      ),
    );
    const cost = 3 * (3 * 64 * 64 + 64 * 64);
    const input = { height: 2, width: 2, channels: 1, resize: 'area' } as const;
    const set = await images(sources, input, { decodeBytes: cost });
    expect([...set.bytes]).toEqual([10, 20, 30, 40, 50, 60].flatMap((v) => Array(4).fill(v)));
    await expect(images(sources, input, { decodeBytes: cost - 1 })).rejects.toMatchObject({
      argument: 'decodeBytes',
    });
    // Nothing of it is kept by images that were refused.
    await expect(images(sources, input, { decodeBytes: cost })).resolves.toMatchObject({ size: 6 });
  });

  it('bounds masks, and files that are looked at to tell masks from images', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'oneclass-decode-budget-'));
    const path = join(folder, 'mask.png');
    await image(
      Array.from({ length: 64 * 64 }, (_, i) => 255 * (i % 2)),
      [64, 64, 1],
    )
      .toColourspace('b-w')
      .png()
      .toFile(path);
    const cost = 3 * 64 * 64 + 64 * 64;
    const limited = [readMask, hasFewLevels, levelsOf];
    for (const read of limited) {
      await expect(read(path, { decodeBytes: cost - 1 })).rejects.toMatchObject({
        argument: 'decodeBytes',
      });
      await expect(read(path, { maxPixels: 4095 })).rejects.toMatchObject({
        argument: 'maxPixels',
      });
    }
    // They wait for each other, and leave nothing taken.
    const within = [...limited, ...limited].map(async (read): Promise<unknown> =>
      read(path, { decodeBytes: cost }),
    );
    expect((await Promise.all(within)).slice(1, 3)).toEqual([true, 2]);
    await rm(folder, { recursive: true });
  });
});
