import { lstat, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFileAtomic } from '@oneclass/core/node';
import { put, temporaryFolder } from '../temporary-folder.ts';

describe('writeFileAtomic', () => {
  it('writes a new file, and replaces one', async () => {
    const dir = await temporaryFolder();
    const path = join(dir, 'a.bin');
    await writeFileAtomic(path, Uint8Array.of(1, 2, 3));
    await writeFileAtomic(path, Uint8Array.of(4, 5));
    expect([...(await readFile(path))]).toEqual([4, 5]);
    expect(await readdir(dir)).toEqual(['a.bin']);
  });

  it('never shows a part of a file, to readers and among writers', async () => {
    const dir = await temporaryFolder();
    const path = await put(join(dir, 'a.bin'), new Uint8Array(1 << 20).fill(0));
    let writing = true;
    const writers = Promise.all(
      [1, 2, 3].map(async (value) => writeFileAtomic(path, new Uint8Array(1 << 20).fill(value))),
    ).then(() => (writing = false));
    do {
      const bytes = await readFile(path);
      expect([bytes.length, bytes.every((value) => value === bytes[0])]).toEqual([1 << 20, true]);
    } while (writing);
    await writers;
    expect(await readdir(dir)).toEqual(['a.bin']);
  });

  it.skipIf(process.platform === 'win32')(
    'replaces the file behind a link, and leaves the link',
    async () => {
      const dir = await temporaryFolder();
      const path = await put(join(dir, 'elsewhere', 'a.bin'), Uint8Array.of(1));
      await symlink(path, join(dir, 'link.bin'));
      await writeFileAtomic(join(dir, 'link.bin'), Uint8Array.of(2));
      expect([...(await readFile(path))]).toEqual([2]);
      expect((await lstat(join(dir, 'link.bin'))).isSymbolicLink()).toBe(true);
      expect([await readdir(dir), await readdir(join(dir, 'elsewhere'))]).toEqual([
        ['elsewhere', 'link.bin'],
        ['a.bin'],
      ]);
    },
  );

  it('leaves nothing over when it fails', async () => {
    const dir = await temporaryFolder();
    await mkdir(join(dir, 'taken'));
    await put(join(dir, 'taken', 'x'));
    await expect(writeFileAtomic(join(dir, 'taken'), Uint8Array.of(1))).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: join(dir, 'taken') }),
    );
    expect(await readdir(dir)).toEqual(['taken']);
  });

  it('names a folder that is not there', async () => {
    const dir = await temporaryFolder();
    const file = await put(join(dir, 'file'));
    for (const folder of [join(dir, 'none'), file]) {
      await expect(writeFileAtomic(join(folder, 'a.bin'), Uint8Array.of(1))).rejects.toThrow(
        expect.objectContaining({
          code: 'not-found',
          message: expect.stringContaining(`there is no folder ${folder}`),
        }),
      );
    }
  });
});
