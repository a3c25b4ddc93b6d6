import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { fileServer } from './file-server.ts';
import { downloadInChild, killOften } from './killed-download.ts';
import { md5, md5sIn, tinySet } from './tiny-set.ts';

const set = tinySet({ a: 2_000_000, b: 1000 });

it('a killed download goes on where it was, to the same bytes', async () => {
  const { baseUrl, asked } = await fileServer(set.files, () => ({ pace: 20_000 }));
  const folder = await temporaryFolder();
  await killOften(folder, set.remote(baseUrl), { count: 2, latest: 400 });
  expect(await md5sIn(join(folder, 'tiny'), ['a', 'b'])).toEqual(
    [set.files.a, set.files.b].map((bytes) => md5(bytes as Uint8Array)),
  );
  expect(asked.map(({ name }) => name)).toEqual(['a', 'a', 'a', 'b']);
  const starts = asked.slice(0, 3).map(({ range }) => Number(/\d+/.exec(range ?? '0')?.[0]));
  expect(starts[0]).toBe(0);
  expect(starts[1]).toBeGreaterThan(0);
  expect(starts[2]).toBeGreaterThan(starts[1] as number);
});

it('two processes make one download', async () => {
  const { baseUrl, asked } = await fileServer(set.files, () => ({ pace: 8_000 }));
  const folder = await temporaryFolder();
  const results = await Promise.all([0, 1].map(() => downloadInChild(folder, set.remote(baseUrl))));
  expect(results.map(({ code }) => code)).toEqual([0, 0]);
  expect(asked.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(results.filter(({ said }) => said.includes('download-wait'))).toHaveLength(1);
});
