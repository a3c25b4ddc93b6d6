import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isOneClassError } from '@oneclass/core';
import { describe, expect, it } from 'vitest';
import { fetchSet } from '../../../src/node/download/fetch-set.ts';
import { md5, randomBytes } from '../download/tiny-set.ts';
import { put, temporaryFolder } from '../temporary-folder.ts';
import { hostileArchives, type Entry } from './hostile-archives.ts';
import { fileAnswer, hostileServer } from './hostile-server.ts';
import { textOf } from './try-download.ts';

const SIZE = 5000;
const MEMBERS = ['one.bin', 'two.bin'];
const GOOD: readonly Entry[] = MEMBERS.map((name, seed) => ({
  name: `batches/${name}`,
  bytes: randomBytes(SIZE, seed),
}));

/** Which have all that is wanted, beside what is not. */
const TAKEN = [
  ...['a name that leads out', 'a name that leads out of its folder', 'a name from the root'],
];

/** Even an archive of the published MD5, which is broken. */
async function fetchArchive(bytes: Uint8Array, folder: string): Promise<unknown> {
  const file = { name: 'batches.tar.gz', size: bytes.length, md5: md5(bytes) };
  const archive = { ...file, folder: 'batches', members: MEMBERS, memberSize: SIZE };
  const server = await hostileServer(() => fileAnswer(bytes));
  const timing = { firstRetry: 1, stall: 60_000, staleLock: 10_000 };
  const remote = { baseUrl: server.url, files: [archive], archive };
  try {
    return await fetchSet('tiny', folder, { timing, remote }).then(
      () => undefined,
      (error: unknown) => error,
    );
  } finally {
    server.close();
  }
}

describe('an archive of a data set', () => {
  it('that is hostile ends with a clear error or is right, and nothing comes elsewhere', async () => {
    const outside = await temporaryFolder();
    await put(join(outside, 'secret'), randomBytes(SIZE, 9));
    const found: Record<string, unknown> = {};
    const archives = hostileArchives(GOOD, outside);
    const memory = process.resourceUsage().maxRSS;
    for (const [name, bytes] of archives) {
      const parent = await temporaryFolder();
      const folder = join(parent, 'sets');
      const error = await fetchArchive(bytes, folder);
      expect([name, await readdir(parent)]).toEqual([name, ['sets']]);
      expect([name, await readdir(outside)]).toEqual([name, ['secret']]);
      const kept = await readdir(join(folder, 'tiny', 'batches')).catch(() => undefined);
      if (error === undefined) {
        expect([name, kept]).toEqual([name, ['checksums.json', ...MEMBERS]]);
        for (const [i, member] of MEMBERS.entries())
          expect([name, md5(await readFile(join(folder, 'tiny', 'batches', member)))]).toEqual([
            name,
            md5(GOOD[i]?.bytes ?? new Uint8Array()),
          ]);
      } else {
        expect([name, kept]).toEqual([name, undefined]);
        expect([name, isOneClassError(error) && error.code, textOf(error)]).toEqual([
          name,
          'download-failed',
          expect.stringContaining('batches.tar.gz'),
        ]);
      }
      found[name] = error === undefined ? 'taken' : textOf(error);
    }
    const grown = 1024 * (process.resourceUsage().maxRSS - memory);
    expect(grown).toBeLessThan(2 ** 29);
    expect(TAKEN.map((name) => found[name])).toEqual(TAKEN.map(() => 'taken'));
  });
});
