import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { vgg19 as vgg19OfWeb, type WeightsEvent } from '../src/index.ts';
import { vgg19 } from '../src/node/index.ts';
import { patternedTensors, patternedWeights } from './patterned-weights.ts';
import { weightsServer, type Behaviour } from '../../../scripts/golden/weights-server.ts';

beforeAll(() => useBackend());

const FILE = patternedWeights({ last: 'relu3_1' });
const layers = ['relu2_1'];
/** Of the tensors up to relu2_1. */
const NEEDED =
  4 * Object.values(patternedTensors('relu2_1')).reduce((sum, { data }) => sum + data.length, 0);
const HEADER = 2 ** 16;

async function hashOf(weights: Uint8Array): Promise<string> {
  const extractor = await vgg19({ weights, layers });
  extractor.dispose();
  return extractor.hash;
}

async function cacheFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'oneclass-weights-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

interface Loading {
  readonly cache: string;
  readonly signal?: AbortSignal;
}

/** Loads and frees; what it told on the way. */
async function load(
  url: string,
  { cache, signal }: Loading,
): Promise<{ hash: string; events: WeightsEvent[] }> {
  const events: WeightsEvent[] = [];
  const extractor = await vgg19({
    weights: url,
    layers,
    cache,
    firstRetry: 1,
    signal,
    onProgress: (event) => events.push(event),
  });
  extractor.dispose();
  return { hash: extractor.hash, events };
}

const typesOf = (events: readonly WeightsEvent[]): string[] => [
  ...new Set(events.map(({ type }) => type)),
];

describe('from a server with ranges', () => {
  it('only the header and the tensors needed are read, and told of', async () => {
    const { url, ranges, sentBytes } = await weightsServer(FILE);
    const { hash, events } = await load(url, { cache: await cacheFolder() });
    expect(hash).toBe(await hashOf(FILE));
    expect(ranges[0]).toBe(`bytes=0-${String(HEADER - 1)}`);
    expect(sentBytes()).toBeLessThan(NEEDED + 3 * HEADER);
    expect(sentBytes()).toBeLessThan(0.5 * FILE.length);
    expect(typesOf(events)).toEqual(['download-progress']);
    expect(events.at(-1)).toEqual({
      type: 'download-progress',
      file: url,
      done: NEEDED,
      total: NEEDED,
    });
  });

  it('what was read is kept: nothing is asked for again', async () => {
    const { url, ranges } = await weightsServer(FILE);
    const cache = await cacheFolder();
    const { hash } = await load(url, { cache });
    const asked = ranges.length;
    const again = await load(url, { cache });
    expect(again).toEqual({ hash, events: [] });
    expect(ranges).toHaveLength(asked);
  });

  it('more layers take only their own tensors', async () => {
    const { url, sentBytes } = await weightsServer(FILE);
    const cache = await cacheFolder();
    await load(url, { cache });
    const before = sentBytes();
    (await vgg19({ weights: url, layers: ['relu2_2'], cache })).dispose();
    expect(sentBytes() - before).toBeLessThan(4 * (128 * 128 * 9 + 128) + 2 * HEADER);
  });

  it('a tensor that was damaged in the cache is read again', async () => {
    const { url, ranges } = await weightsServer(FILE);
    const cache = await cacheFolder();
    const { hash } = await load(url, { cache });
    const [folder = ''] = await readdir(join(cache, 'weights'));
    const file = join(cache, 'weights', folder, 'features.2.bias.bin');
    const bytes = await readFile(file);
    bytes[5] = (bytes[5] as number) ^ 1;
    await writeFile(file, bytes);
    const asked = ranges.length;
    expect((await load(url, { cache })).hash).toBe(hash);
    expect(ranges.length).toBeGreaterThan(asked);
    expect((await load(url, { cache })).events).toEqual([]);
  });

  it.each<[string, Behaviour]>([
    ['is cut', { cutAfter: 150_000 }],
    ['fails for a moment', { status: 503 }],
  ])(
    'an answer that %s is asked for again, from the last whole tensor on',
    async (_, behaviour) => {
      const { url, ranges, sentBytes } = await weightsServer(
        FILE,
        (count) => (count === 2 ? behaviour : {}) /* the header, a small run, a large one */,
      );
      const { hash, events } = await load(url, { cache: await cacheFolder() });
      expect(hash).toBe(await hashOf(FILE));
      expect(typesOf(events)).toEqual(['download-progress', 'download-retry']);
      expect(ranges.length).toBeGreaterThan(3);
      expect(sentBytes()).toBeLessThan(NEEDED + 150_000 + 4 * HEADER);
    },
  );

  it('a download that was given up goes on with what is missing', async () => {
    let broken = true;
    const { url, sentBytes } = await weightsServer(FILE, (count) =>
      broken && count >= 2 ? { cutAfter: 200_000 } : {},
    );
    const cache = await cacheFolder();
    await expect(load(url, { cache })).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(/given up after 4 tries/) as string,
    });
    broken = false;
    const before = sentBytes();
    expect((await load(url, { cache })).hash).toBe(await hashOf(FILE));
    expect(sentBytes() - before).toBeLessThan(NEEDED);
  });

  it('of two that want it at once, one downloads', async () => {
    const { url, sentBytes } = await weightsServer(FILE);
    const cache = await cacheFolder();
    const [first, second] = await Promise.all([load(url, { cache }), load(url, { cache })]);
    expect(second.hash).toBe(first.hash);
    expect(sentBytes()).toBeLessThan(NEEDED + 4 * HEADER);
  });

  it('it stops when it is aborted', async () => {
    const { url } = await weightsServer(FILE);
    const controller = new AbortController();
    const reason = new Error('enough');
    const loading = vgg19({
      weights: url,
      layers,
      cache: await cacheFolder(),
      signal: controller.signal,
      onProgress: () => {
        controller.abort(reason);
      },
    });
    await expect(loading).rejects.toBe(reason);
  });

  it('another file at the same address is refused, while what is whole in the cache goes on being used', async () => {
    let etag = '"1"';
    const { url } = await weightsServer(FILE, () => ({ etag }));
    const cache = await cacheFolder();
    await load(url, { cache });
    etag = '"2"';
    expect((await load(url, { cache })).events).toEqual([]);
    await expect(vgg19({ weights: url, layers: ['relu2_2'], cache })).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(/no longer the one.*Remove that folder/) as string,
    });
  });

  it('a file that changes while it is read is refused', async () => {
    const { url } = await weightsServer(FILE, (count) => ({
      etag: `"${String(Math.max(1, count))}"`,
    }));
    await expect(load(url, { cache: await cacheFolder() })).rejects.toMatchObject({
      code: 'download-failed',
    });
  });
});

describe('a server that does not do what it should', () => {
  it('is given up when it falls silent, and said to be silent before', async () => {
    const { url, ranges } = await weightsServer(FILE, () => ({ silent: true }));
    const events: WeightsEvent[] = [];
    const options = { layers, firstRetry: 1, stall: 300 };
    await expect(
      vgg19OfWeb({ weights: url, ...options, onProgress: (event) => events.push(event) }),
    ).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(/nothing came for 0\.3 s; given up after 4 tries/) as string,
    });
    expect(ranges).toHaveLength(4);
    const silent = events.filter(({ type }) => type === 'download-silent');
    expect(silent).toEqual(
      Array(4).fill({ type: 'download-silent', file: url, seconds: 0.1, limit: 0.3, bytes: 0 }),
    );
  });

  it('is asked once where it leads in a circle', async () => {
    const headers = { location: '/vgg19.safetensors' };
    const { url, ranges } = await weightsServer(FILE, () => ({ status: 302, headers }));
    await expect(vgg19OfWeb({ weights: url, layers, firstRetry: 1 })).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('redirect count exceeded') as string,
    });
    expect(ranges.length).toBeLessThan(30); // 21 of one try
  });

  it('keeps no connection after an error', async () => {
    const { url, open } = await weightsServer(FILE, () => ({ status: 404, endless: true }));
    await expect(vgg19OfWeb({ weights: url, layers })).rejects.toThrow('HTTP 404');
    await expect.poll(open, { timeout: 4000 }).toBe(0);
  });

  it('is told from another version by its date where it gives no ETag', async () => {
    const { url } = await weightsServer(FILE, (count) => ({
      etag: '',
      headers: { 'last-modified': `Tue, 0${String(1 + count)} Sep 2026 10:00:00 GMT` },
    }));
    await expect(load(url, { cache: await cacheFolder() })).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('another than the one that was begun with') as string,
    });
  });
});

describe('from a server without ranges', () => {
  it('the file is read from its start, no further than needed, which is told of', async () => {
    const { url } = await weightsServer(FILE, () => ({ noRanges: true }));
    const cache = await cacheFolder();
    const { hash, events } = await load(url, { cache });
    expect(hash).toBe(await hashOf(FILE));
    expect(events).toContainEqual({ type: 'download-whole', file: url, total: FILE.length });
    expect((await load(url, { cache })).events).toEqual([]);
  });
});

describe('is refused, naming the address', () => {
  it.each<[string, Behaviour, string, RegExp]>([
    ['a file that is not there', { status: 404 }, 'download-failed', /HTTP 404/],
    [
      'a page in its place',
      { bytes: new TextEncoder().encode('<!doctype html><title>Sign in</title>') },
      'invalid-artifact',
      /not a safetensors file/,
    ],
    [
      'half a file',
      { bytes: FILE.subarray(0, FILE.length >> 1) },
      'invalid-artifact',
      /header tells of \d+: it is damaged/,
    ],
    [
      'packed bytes',
      { headers: { 'content-encoding': 'zstd-of-mine' } },
      'download-failed',
      /content-encoding zstd-of-mine/,
    ],
    [
      'another part than asked for',
      { headers: { 'content-range': 'bytes 7-8/9' } },
      'download-failed',
      /another part/,
    ],
  ])('%s', async (_, behaviour, code, message) => {
    const { url } = await weightsServer(FILE, () => behaviour);
    await expect(load(url, { cache: await cacheFolder() })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
    await expect(vgg19OfWeb({ weights: url, layers, firstRetry: 1 })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(url) as string,
    });
  });
});

describe('the main entry', () => {
  it('reads from an address too, and keeps nothing', async () => {
    const { url, ranges } = await weightsServer(FILE);
    for (let i = 0; i < 2; i++) {
      const extractor = await vgg19OfWeb({ weights: new URL(url), layers });
      extractor.dispose();
      expect(extractor.hash).toBe(await hashOf(FILE));
    }
    expect(ranges.filter((range) => range?.startsWith('bytes=0-'))).toHaveLength(2);
  });
});

describe('from a file', () => {
  it('is as from its bytes', async () => {
    const path = join(await cacheFolder(), 'weights.safetensors');
    await writeFile(path, FILE);
    expect((await load(path, { cache: '' })).hash).toBe(await hashOf(FILE));
  });

  it.each<[string, Uint8Array | undefined, string, RegExp]>([
    ['that is not there', undefined, 'not-found', /There is no file ".*weights\.safetensors"/],
    [
      'that is cut short',
      FILE.subarray(0, FILE.length - 1),
      'invalid-artifact',
      /weights\.safetensors: The file is cut short/,
    ],
    [
      'that is empty',
      new Uint8Array(),
      'invalid-artifact',
      /weights\.safetensors: The file ends after 0 bytes/,
    ],
  ])('%s is refused, naming it', async (_, bytes, code, message) => {
    const path = join(await cacheFolder(), 'weights.safetensors');
    if (bytes) await writeFile(path, bytes);
    await expect(load(path, { cache: '' })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });
});
