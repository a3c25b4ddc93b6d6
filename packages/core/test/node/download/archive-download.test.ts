import { readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchSet } from '../../../src/node/download/fetch-set.ts';
import { unpackedMd5s } from '../../../src/node/named-set/unpacked-archive.ts';
import { archiveSet } from '../named-set/archive-set.ts';
import { put, temporaryFolder } from '../temporary-folder.ts';
import { fileServer } from './file-server.ts';
import { md5sIn, TIMING } from './tiny-set.ts';

type Set = Awaited<ReturnType<typeof archiveSet>>;

async function download(set: Set, folder: string) {
  const { baseUrl, asked } = await fileServer(set.files);
  return {
    paths: await fetchSet('tiny', folder, { timing: TIMING, remote: set.remote(baseUrl) }),
    asked,
  };
}

describe('the download of an archive', () => {
  it('leaves the wanted files in its folder, with a record of their MD5s, and nothing else', async () => {
    const set = await archiveSet(5000);
    const folder = await temporaryFolder();
    const { paths } = await download(set, folder);
    const batches = join(folder, 'tiny', 'batches');
    expect(paths).toEqual(set.names.map((name) => join(batches, name)));
    expect(await md5sIn(batches, set.names)).toEqual(set.md5s);
    expect([
      await readdir(folder),
      await readdir(join(folder, 'tiny')),
      await readdir(batches),
    ]).toEqual([['tiny'], ['batches'], ['checksums.json', ...set.names]]);
    expect(await unpackedMd5s(batches, set.archive.md5)).toEqual(
      Object.fromEntries(set.names.map((name, i) => [name, set.md5s[i]])),
    );
    expect(await unpackedMd5s(batches, 'of another archive')).toEqual({});
    await writeFile(join(batches, 'checksums.json'), '{"archive":');
    expect(await unpackedMd5s(batches, set.archive.md5)).toEqual({});
  });

  it('is made once, and again when one of the files was damaged or is gone', async () => {
    const set = await archiveSet(5000);
    const folder = await temporaryFolder();
    const batches = join(folder, 'tiny', 'batches');
    expect((await download(set, folder)).asked.length).toBe(1);
    expect((await download(set, folder)).asked.length).toBe(0);
    await put(join(batches, 'one.bin'), 'damaged');
    expect((await download(set, folder)).asked.length).toBe(1);
    await rm(join(batches, 'two.bin'));
    expect((await download(set, folder)).asked.length).toBe(1);
    expect(await md5sIn(batches, set.names)).toEqual(set.md5s);
  });

  it('unpacks nothing outside, and no links', async () => {
    const outside = await archiveSet(5000, { extra: ['../evil.bin'] });
    const folder = await temporaryFolder();
    await download(outside, folder);
    expect([await readdir(folder), await readdir(join(folder, 'tiny'))]).toEqual([
      ['tiny'],
      ['batches'],
    ]);
    const linked = await archiveSet(5000, {
      change: async (batches) => {
        await rm(join(batches, 'two.bin'));
        await symlink(join(dirname(dirname(batches)), 'evil.bin'), join(batches, 'two.bin'));
      },
    });
    await expect(download(linked, await temporaryFolder())).rejects.toThrow(
      expect.objectContaining({
        code: 'download-failed',
        message: expect.stringMatching(/expected batches\/two\.bin in it, of 5000 bytes/),
      }),
    );
  });

  it.each([
    ['longer', 6000],
    ['shorter', 4999],
  ])('refuses a file that is %s than published', async (_, size) => {
    const set = await archiveSet(5000, {
      change: (batches) => writeFile(join(batches, 'one.bin'), new Uint8Array(size)),
    });
    const folder = await temporaryFolder();
    await expect(download(set, folder)).rejects.toThrow(
      /expected batches\/one\.bin in it, of 5000 bytes/,
    );
    expect(await readdir(folder)).not.toContain('tiny');
    // Not even written.
    expect(await readdir(join(folder, '.tiny.download', 'batches'))).not.toContain('one.bin');
  });
});
