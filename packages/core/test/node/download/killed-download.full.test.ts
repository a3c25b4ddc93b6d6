import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { archiveSet } from '../named-set/archive-set.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { fileServer } from './file-server.ts';
import { killOften } from './killed-download.ts';
import { md5, md5sIn, tinySet } from './tiny-set.ts';

it('a download killed 20 times at random moments ends with the same bytes', async () => {
  const names = ['a', 'b', 'c', 'd'];
  const set = tinySet({ a: 4_000_000, b: 1000, c: 3_000_000, d: 2000 });
  const { baseUrl } = await fileServer(set.files, () => ({ pace: 20_000 }));
  const folder = await temporaryFolder();
  await killOften(folder, set.remote(baseUrl), {
    count: 20,
    latest: 400,
    reset: () => rm(join(folder, 'tiny'), { recursive: true }),
  });
  expect(await md5sIn(join(folder, 'tiny'), names)).toEqual(
    names.map((name) => md5(set.files[name] as Uint8Array)),
  );
});

it('so does the download of an archive, killed while it comes, is checked, unpacked and moved', async () => {
  const set = await archiveSet(6_000_000);
  const { baseUrl } = await fileServer(set.files, () => ({ pace: 2_000_000 }));
  const folder = await temporaryFolder();
  await killOften(folder, set.remote(baseUrl), {
    count: 20,
    latest: 300,
    reset: () => rm(join(folder, 'tiny'), { recursive: true }),
  });
  expect(await md5sIn(join(folder, 'tiny', 'batches'), set.names)).toEqual(set.md5s);
});
