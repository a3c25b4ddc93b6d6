import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isOneClassError } from '@oneclass/core';
import {
  describeSet,
  downloadSet,
  manualSets,
  namedSets,
  type DownloadEvent,
} from '@oneclass/core/node';
import { fetchSet } from '../../../src/node/download/fetch-set.ts';
import { put, temporaryFolder } from '../temporary-folder.ts';
import { fileServer, type Asked, type Behaviour } from './file-server.ts';
import { md5, md5sIn, randomBytes, TIMING, tinySet } from './tiny-set.ts';

const SIZE = 300_000;
const set = tinySet({ a: SIZE });
const MD5 = md5(set.files.a as Uint8Array);

/** Downloads file `a` from a server that behaves so, into a folder of its own or `folder`. */
async function download(
  behave: (asked: Asked, count: number) => Behaviour,
  { folder, stall, ...options }: { folder?: string; stall?: number; signal?: AbortSignal } = {},
) {
  const server = await fileServer(set.files, behave);
  const into = folder ?? (await temporaryFolder());
  const events: DownloadEvent[] = [];
  const run = {
    ...options,
    timing: stall === undefined ? TIMING : { ...TIMING, stall },
    onProgress: (event: DownloadEvent) => events.push(event),
    remote: set.remote(server.baseUrl),
  };
  const error: unknown = await fetchSet('tiny', into, run).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return {
    ...server,
    error,
    events,
    folder: into,
    result: (await md5sIn(join(into, 'tiny'), ['a']))[0],
  };
}
const failed = (message: RegExp): unknown =>
  expect.objectContaining({
    name: 'OneClassError',
    code: 'download-failed',
    message: expect.stringMatching(message),
  });
const part = (folder: string): string => join(folder, '.tiny.download', 'a.part');

describe('a download', () => {
  it('comes into place whole, with progress, and leaves nothing else', async () => {
    const { error, result, events, folder, asked } = await download(() => ({ pace: 100_000 }));
    expect([error, result]).toEqual([undefined, MD5]);
    expect(events[0]).toEqual({ type: 'download-progress', file: 'a', done: 0, total: SIZE });
    expect(events.at(-1)).toEqual({
      type: 'download-progress',
      file: 'a',
      done: SIZE,
      total: SIZE,
    });
    expect(await readdir(folder)).toEqual(['tiny']);
    expect(await readdir(join(folder, 'tiny'))).toEqual(['a']);
    expect(asked).toEqual([{ name: 'a', range: undefined, ifRange: undefined }]);
  });

  it('is not made again when the file is there and right, and replaces one that is not', async () => {
    const folder = await temporaryFolder();
    await put(join(folder, 'tiny', 'other'), 'kept');
    const path = await put(join(folder, 'tiny', 'a'), 'damaged');
    expect(await download(() => ({}), { folder })).toMatchObject({
      error: undefined,
      result: MD5,
      asked: [{ name: 'a' }],
    });
    expect(await download(() => ({ status: 500 }), { folder })).toMatchObject({
      error: undefined,
      result: MD5,
      asked: [],
    });
    await writeFile(path, 'damaged');
    expect(await download(() => ({ status: 404 }), { folder })).toMatchObject({
      error: failed(/HTTP 404/),
      result: md5(Buffer.from('damaged')),
    });
    expect((await readdir(join(folder, 'tiny'))).sort()).toEqual(['a', 'other']);
  });

  it('goes on after a cut, with the rest only', async () => {
    const { error, result, events, asked } = await download((_, count) =>
      count < 2 ? { after: { bytes: 100_000, then: 'cut' } } : {},
    );
    expect([error, result]).toEqual([undefined, MD5]);
    expect(asked.map(({ range, ifRange }) => [range, ifRange])).toEqual([
      [undefined, undefined],
      ['bytes=100000-', `"${MD5}"`],
      ['bytes=200000-', `"${MD5}"`],
    ]);
    expect(events.filter(({ type }) => type === 'download-retry')).toMatchObject([
      { seconds: 0.005 },
      { seconds: 0.01 },
    ]);
  });

  it('goes on after a connection fell silent', async () => {
    const { result, asked, events } = await download(
      (_, count) => (count === 0 ? { after: { bytes: 100_000, then: 'stall' } } : {}),
      { stall: 2000 },
    );
    expect([result, asked.length]).toEqual([MD5, 2]);
    expect(events.find(({ type }) => type === 'download-retry')).toMatchObject({
      reason: 'nothing came for 2 s',
    });
    expect(events).toContainEqual({
      type: 'download-silent',
      file: 'a',
      seconds: 2000 / 3000,
      limit: 2,
      bytes: 0,
    });
  });

  it('goes on by the date of a file that has no ETag, and begins anew when that is another', async () => {
    const dates = ['Tue, 01 Sep 2026 10:00:00 GMT', 'Wed, 02 Sep 2026 10:00:00 GMT'];
    for (const [second, comes] of [
      [dates[0], 'the rest'],
      [dates[1], 'all of it'],
    ] as const) {
      const { result, asked } = await download((_, count) =>
        count === 0
          ? { lastModified: dates[0]!, after: { bytes: 100_000, then: 'cut' } }
          : { lastModified: second!, pace: 100_000 },
      );
      expect([comes, result, asked[1]?.range, asked[1]?.ifRange]).toEqual([
        comes,
        MD5,
        'bytes=100000-',
        dates[0],
      ]);
    }
  });

  it('is given up when a server never answers', async () => {
    const behave = (): Behaviour => ({ after: { bytes: 0, then: 'stall' } });
    const { error, asked } = await download(behave, { stall: 300 });
    expect(error).toEqual(failed(/nothing came for 0\.3 s; given up after 5 tries/));
    expect(asked.length).toBe(5);
  });

  it('is slow but sure: any byte counts against the silence', async () => {
    // 300 times 10 ms.
    expect((await download(() => ({ pace: 1000 }), { stall: 2000 })).result).toBe(MD5);
  });

  it('starts again where the server knows no ranges', async () => {
    const { result, asked } = await download((_, count) =>
      count === 0 ? { after: { bytes: 100_000, then: 'cut' } } : { noRange: true },
    );
    expect([result, asked[1]?.range]).toEqual([MD5, 'bytes=100000-']);
  });

  it('starts again where the file has changed since', async () => {
    const old = randomBytes(SIZE, 99);
    const { result, asked } = await download((_, count) =>
      count === 0 ? { bytes: old, after: { bytes: 100_000, then: 'cut' } } : {},
    );
    expect([result, asked[1]?.ifRange]).toEqual([MD5, `"${md5(old)}"`]);
  });

  it('starts again when the bytes of an earlier process turn out not to belong', async () => {
    const folder = await temporaryFolder();
    await put(part(folder), randomBytes(1000, 7));
    const { result, asked } = await download(() => ({}), { folder });
    expect([result, asked.map(({ range }) => range)]).toEqual([MD5, ['bytes=1000-', undefined]]);
    const longer = await temporaryFolder();
    await put(part(longer), randomBytes(SIZE + 5, 7));
    expect(await download(() => ({}), { folder: longer })).toMatchObject({
      result: MD5,
      asked: [{ range: `bytes=${SIZE + 5}-` }, { range: undefined }],
    });
  });

  it('takes what an earlier process had wholly received, but not moved', async () => {
    const folder = await temporaryFolder();
    await put(part(folder), set.files.a);
    expect(await download(() => ({}), { folder })).toMatchObject({
      error: undefined,
      result: MD5,
      asked: [{ range: `bytes=${SIZE}-` }],
    });
  });

  it('does not trust a weak ETag for a range', async () => {
    const { result, asked } = await download((_, count) =>
      count === 0 ? { headers: { etag: 'W/"1"' }, after: { bytes: 100_000, then: 'cut' } } : {},
    );
    expect([result, asked[1]]).toEqual([
      MD5,
      { name: 'a', range: 'bytes=100000-', ifRange: undefined },
    ]);
  });

  it.each([
    ['of another beginning', 'bytes 5-299999/300000'],
    ['of another end', 'bytes 100000-200000/300000'],
    ['that is none', 'everything'],
  ])('refuses a part %s, and starts again the next time', async (_, range) => {
    const { error, folder } = await download((_, count) =>
      count === 0
        ? { after: { bytes: 100_000, then: 'cut' } }
        : { headers: { 'content-range': range } },
    );
    expect(error).toEqual(
      failed(new RegExp(`expected bytes 100000- of it, received content-range ${range}`)),
    );
    expect(await download(() => ({}), { folder })).toMatchObject({
      result: MD5,
      asked: [{ range: undefined }],
    });
  });

  it('refuses a part that was not asked for', async () => {
    const headers = { 'content-range': 'bytes 0-19/20' };
    expect((await download(() => ({ status: 206, headers }))).error).toEqual(
      failed(/another part than asked for/),
    );
  });

  it('removes wrong bytes, and says which were expected', async () => {
    const wrong = randomBytes(SIZE, 5);
    const { error, folder, result, asked } = await download(() => ({ bytes: wrong }));
    expect(error).toEqual(
      failed(
        new RegExp(`wrong bytes, which were removed: expected MD5 ${MD5}, received ${md5(wrong)}`),
      ),
    );
    expect([result, asked.length, await readdir(join(folder, '.tiny.download'))]).toEqual([
      undefined,
      1,
      [],
    ]);
    // A page in place of the file, as networks with a login send it.
    expect((await download(() => ({ bytes: Buffer.from('<html>') }))).error).toEqual(
      failed(/wrong bytes/),
    );
  });

  it('stops a body that is longer than it may be, by its length or its bytes', async () => {
    const { error, asked } = await download(() => ({ endless: true }));
    expect([error, asked.length]).toEqual([failed(/sends more than the 300000 bytes/), 1]);
    const { error: declared, events } = await download(() => ({
      bytes: new Uint8Array(SIZE + 2 ** 20 + 1),
    }));
    expect([declared, events]).toEqual([failed(/sends more than the 300000 bytes/), []]);
  });

  it('goes on where a body without a length ends too early', async () => {
    const { result, asked } = await download((_, count) =>
      count === 0 ? { noLength: true, bytes: set.files.a?.subarray(0, 1000) as Uint8Array } : {},
    );
    expect([result, asked.length]).toEqual([MD5, 2]);
  });

  it('refuses a body that is packed on the way', async () => {
    const bytes = gzipSync(set.files.a as Uint8Array);
    expect(
      (await download(() => ({ bytes, headers: { 'content-encoding': 'gzip' } }))).error,
    ).toEqual(failed(/content-encoding gzip/));
  });

  it.each([
    [404, 1],
    [403, 1],
    [204, 1],
    [500, 5],
    [503, 5],
    [429, 5],
  ])('names HTTP status %i, after %i tries', async (status, tries) => {
    const { error, asked } = await download(() => ({ status }));
    expect([error, asked.length]).toEqual([failed(new RegExp(`HTTP ${status}`)), tries]);
  });

  it('follows a redirect, but not for ever', async () => {
    const to = await fileServer(set.files);
    const { result, asked } = await download(() => ({
      status: 302,
      headers: { location: `${to.baseUrl}a` },
    }));
    expect([result, asked.length, to.asked.length]).toEqual([MD5, 1, 1]);
    const circle = await download(() => ({ status: 302, headers: { location: 'a' } }));
    expect(circle.error).toEqual(failed(/redirect count exceeded/));
    expect(circle.asked.length).toBeLessThan(30); // 21 of one try
  });

  it('says that there is no connection', async () => {
    const run = { timing: TIMING, remote: set.remote('http://127.0.0.1:2/') };
    await expect(fetchSet('tiny', await temporaryFolder(), run)).rejects.toThrow(
      failed(/ECONNREFUSED|bad port/),
    );
  });

  it.each([
    ['at once', 0],
    ['on its way', 100],
  ])(
    "rejects with the signal's reason when it is aborted %s, and goes on later",
    async (_, after) => {
      const controller = new AbortController();
      if (after === 0) controller.abort(new Error('enough'));
      const behave = (): Behaviour => {
        setTimeout(() => controller.abort(new Error('enough')), after);
        return { pace: 10_000 };
      };
      const { error, folder } = await download(behave, { signal: controller.signal });
      expect(error).toEqual(new Error('enough'));
      const { result, asked } = await download(() => ({}), { folder });
      expect([result, asked[0]?.range === undefined]).toEqual([MD5, after === 0]);
      expect(await readdir(folder)).toEqual(['tiny']);
    },
  );

  it('is aborted between two tries', async () => {
    const controller = new AbortController();
    const { baseUrl } = await fileServer({});
    const onProgress = (): void => controller.abort(new Error('enough'));
    const run = {
      timing: { ...TIMING, firstRetry: 60_000 },
      signal: controller.signal,
      onProgress,
      remote: set.remote(baseUrl.replace(/:\d+/, ':2')),
    };
    await expect(fetchSet('tiny', await temporaryFolder(), run)).rejects.toThrow('enough');
  });

  it('says plainly what is wrong with the disk', async () => {
    const file = await put(join(await temporaryFolder(), 'file'));
    expect((await download(() => ({}), { folder: file })).error).toEqual(
      failed(/can't be written/),
    );
    const folder = await temporaryFolder();
    await put(join(folder, 'tiny'), 'a file where the folder should be');
    expect((await download(() => ({}), { folder })).error).toEqual(
      failed(/tiny: can't be written/),
    );
  });

  it.skipIf(process.platform !== 'linux')('says that the disk is full', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, '.tiny.download'));
    await symlink('/dev/full', part(folder));
    expect((await download(() => ({}), { folder })).error).toEqual(
      failed(/a\.part: the disk is full\. Make room/),
    );
  });
});

describe('two downloads of one set at once', () => {
  it('make one: the other waits, says so, and takes the result', async () => {
    const server = await fileServer(set.files, () => ({ pace: 10_000 }));
    const folder = await temporaryFolder();
    const events: DownloadEvent[][] = [[], []];
    const run = (i: number) =>
      fetchSet('tiny', folder, {
        timing: TIMING,
        onProgress: (event) => events[i]?.push(event),
        remote: set.remote(server.baseUrl),
      });
    const results = await Promise.all([run(0), run(1)]);
    expect(results).toEqual([[join(folder, 'tiny', 'a')], [join(folder, 'tiny', 'a')]]);
    expect([server.asked.length, await md5sIn(join(folder, 'tiny'), ['a'])]).toEqual([1, [MD5]]);
    const waited = events.map((list) => list.filter(({ type }) => type === 'download-wait'));
    expect(waited.flat()).toEqual([{ type: 'download-wait', folder }]);
  });

  it('end the waiting when it is aborted', async () => {
    const server = await fileServer(set.files, () => ({ pace: 10_000 }));
    const folder = await temporaryFolder();
    const remote = set.remote(server.baseUrl);
    const first = fetchSet('tiny', folder, { timing: TIMING, remote });
    const controller = new AbortController();
    const onProgress = ({ type }: DownloadEvent): void =>
      type === 'download-wait' ? controller.abort(new Error('enough')) : undefined;
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(
      fetchSet('tiny', folder, { timing: TIMING, remote, onProgress, signal: controller.signal }),
    ).rejects.toThrow('enough');
    await expect(first).resolves.toHaveLength(1);
  });
});

describe('a lock', () => {
  it('that is lost ends the download, which says so', async () => {
    const server = await fileServer(set.files, () => ({ pace: 1000 }));
    const folder = await temporaryFolder();
    const running = fetchSet('tiny', folder, {
      timing: TIMING,
      remote: set.remote(server.baseUrl),
    });
    setTimeout(() => void rm(join(folder, '.tiny.lock'), { recursive: true }), 200);
    await expect(running).rejects.toThrow(
      failed(/\.tiny\.lock: lost to another process.*Run it again/),
    );
  });

  it('of a process that is gone is taken over', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, '.tiny.lock'));
    await utimes(join(folder, '.tiny.lock'), new Date(), new Date(Date.now() - 60_000));
    const { result, events } = await download(() => ({}), { folder });
    expect([result, events.some(({ type }) => type === 'download-wait')]).toEqual([MD5, false]);
  });
});

describe('downloadSet', () => {
  it('refuses what does not match the official MD5, says what to do instead, and keeps nothing', async () => {
    const { baseUrl, asked } = await fileServer({
      'train-images-idx3-ubyte.gz': randomBytes(1000, 1),
    });
    const folder = await temporaryFolder();
    const error: unknown = await downloadSet('mnist', { folder, baseUrl }).catch(
      (cause: unknown) => cause,
    );
    expect(error).toEqual(
      failed(
        new RegExp(
          /expected MD5 f68b3c2dcbeaaa9fbdd348bbdeb94873, received.*/.source +
            /fetch train-images-idx3-ubyte\.gz, .* and put them into .*mnist\. /.source +
            /The set's page: http:\/\/yann/.source,
        ),
      ),
    );
    expect(asked.map(({ name }) => name)).toEqual(['train-images-idx3-ubyte.gz']);
    await expect(readFile(join(folder, 'mnist'))).rejects.toThrow('ENOENT');
  });

  it('asks for the published names of every set', async () => {
    for (const { name } of namedSets.filter((known) => known.download === 'automatic')) {
      const { baseUrl, asked } = await fileServer({});
      await expect(downloadSet(name, { folder: await temporaryFolder(), baseUrl })).rejects.toThrow(
        failed(/HTTP 404/),
      );
      expect(asked[0]?.name).toBe(
        name === 'cifar10' ? 'cifar-10-binary.tar.gz' : 'train-images-idx3-ubyte.gz',
      );
    }
  });

  it('says where to fetch a set that a program may not', async () => {
    for (const { name, licence, source } of manualSets) {
      const error: unknown = await downloadSet(name).catch((cause: unknown) => cause);
      expect(isOneClassError(error)).toBe(true);
      expect(error).toMatchObject({
        code: 'not-found',
        message: expect.stringContaining(
          `accepting its licence (${licence}): ${source}. Unpack it into FOLDER/${name}`,
        ),
      });
    }
  });

  it('refuses a set drawn by code, an unknown name and a wrong address', async () => {
    for (const drawn of ['digits', 'textures'])
      await expect(downloadSet(drawn)).rejects.toThrow(
        expect.objectContaining({
          code: 'invalid-argument',
          message: expect.stringMatching(/nothing to download/),
        }),
      );
    await expect(downloadSet('mnits')).rejects.toThrow(
      expect.objectContaining({ code: 'unknown-name' }),
    );
    for (const baseUrl of ['nowhere', 'ftp://a/', 'http://a/b'])
      await expect(downloadSet('mnist', { baseUrl })).rejects.toThrow(
        expect.objectContaining({ code: 'invalid-argument', argument: 'baseUrl' }),
      );
  });

  it('has a licence and a page to show before', () => {
    for (const { name } of [...namedSets, ...manualSets]) {
      const { licence, source, download } = describeSet(name);
      expect([licence.length > 0, /^https?:/.test(source)]).toEqual([true, download !== 'none']);
    }
  });
});
