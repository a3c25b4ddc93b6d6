/** @file A table's folder on a disk that fills up, and one that two runs want. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useBackend, type BackendChoice } from '@oneclass/runtime';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { smallDisk, whyNoSmallDisk } from '../../../../scripts/disk/small-disk.ts';
import { runTable, type TableResult } from '../../src/command/run-table.ts';
import { resultOf } from '../result-of.ts';
import { tinyTable } from '../tiny-table.ts';
import { withoutTimes } from '../without-times.ts';

let backend: BackendChoice;
beforeAll(async () => {
  backend = await useBackend('wasm');
});

const run = (out: string, said: string[] = []): Promise<TableResult> =>
  runTable(tinyTable, {
    ...{ size: 'full', seeds: [0, 1], backend, folders: [], out },
    signal: new AbortController().signal,
    onProgress: () => undefined,
    say: (line) => said.push(line),
  });

const FILES = ['index.html', ...[0, 1].flatMap((seed) => [`${seed}.json`, `${seed}.oneclass`])].map(
  (name) => name.replace(/^(\d)/, 'seed$1-wasm'),
);

const left = await whyNoSmallDisk();

describe.skipIf(left !== undefined)(`on a disk that is full${left ? ` (${left})` : ''}`, () => {
  it('a table stops, keeps what is whole, and goes on from there once there is room', async () => {
    const whole = await mkdtemp(join(tmpdir(), 'oneclass-whole-'));
    onTestFinished(() => rm(whole, { recursive: true }));
    const { finished } = await run(whole);
    const disk = await smallDisk(8 * 2 ** 20);
    onTestFinished(() => disk.remove());
    let failed = 0;
    for (const room of [0, 8192, 32_768, 65_536, 131_072, 524_288]) {
      await disk.fillUpTo(room);
      const end = await run(disk.path).catch((error: unknown) => error as Error);
      if (!(end instanceof Error)) break;
      failed++;
      expect(end).toMatchObject({
        code: 'not-written',
        message: expect.stringMatching(
          /oneclass-small-disk-.+: can't be written: the disk is full\. Make room there/,
        ) as string,
      });
      const names = await readdir(join(disk.path, 'tiny')).catch(() => []);
      expect(names.filter((name) => name.startsWith('.'))).toEqual([]);
      for (const name of names.filter((one) => one.endsWith('.json'))) {
        const seed = Number(/\d/.exec(name)?.[0]);
        expect(withoutTimes(await resultOf(join(disk.path, 'tiny', name)))).toEqual(
          withoutTimes(finished[seed]?.result),
        );
      }
    }
    expect(failed).toBeGreaterThan(2);
    await disk.empty();
    const again = await run(disk.path);
    expect(again.finished.map(({ result }) => withoutTimes(result))).toEqual(
      finished.map(({ result }) => withoutTimes(result)),
    );
    expect((await readdir(join(disk.path, 'tiny'))).sort()).toEqual(FILES);
  });
});

describe('a folder that another run has', () => {
  it('is refused by name until that is done', async () => {
    const out = await mkdtemp(join(tmpdir(), 'oneclass-two-runs-'));
    onTestFinished(() => rm(out, { recursive: true }));
    const ends = await Promise.allSettled([run(out), run(out)]);
    const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as Error] : []));
    expect(refused).toEqual([
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringMatching(
          new RegExp(
            '^The folder of results ".+tiny" is in use by another run ' +
              `\\(process ${String(process.pid)}, since 2.+\\)` +
              '\\. Wait until it is done, or name another\\.$',
          ),
        ) as string,
      }),
    ]);
    expect((await readdir(join(out, 'tiny'))).sort()).toEqual(FILES);
    expect((await run(out)).finished).toHaveLength(2);
  });
});
