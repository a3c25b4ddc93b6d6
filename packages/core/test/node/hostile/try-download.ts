/** @file Downloads from a hostile server, and says what went wrong that should not have. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isOneClassError, writeSafetensors } from '@oneclass/core';
import { fetchSet } from '../../../src/node/download/fetch-set.ts';
import { cachedSource } from '../../../src/node/weights/cached-source.ts';
import { md5, randomBytes } from '../download/tiny-set.ts';
import { fileAnswer, hostileServer, type Answer, type Asked } from './hostile-server.ts';

/** Milliseconds; most cases end by themselves. */
const STALL = 200;
/** Of one download, all tries together: no busy machine is as slow. */
const MOST_TIME = 120_000;
/** A circle is followed twenty times in one try. */
const MOST_REQUESTS = 30 * 5;

export interface Client {
  readonly name: string;
  /** What the server has, as it should be. */
  readonly file: Uint8Array;
  /** Where a resumed download is cut the first time: after its first good answer. */
  readonly cutAfter: number;
  /** @returns what is there then, MD5 of all bytes; undefined for nothing */
  download(url: string, folder: string): Promise<string>;
  /** Of what may be taken for whole in a folder, without asking any server. */
  kept(folder: string): Promise<string | undefined>;
  readonly expected: (file: Uint8Array) => string;
}

const SET_FILE = randomBytes(120_000, 1);

/** Of a data set's file, which is checked against its MD5. */
export const setClient: Client = {
  name: 'a data set',
  file: SET_FILE,
  cutAfter: 50_000,
  async download(url, folder) {
    const files = [{ name: 'a', size: SET_FILE.length, md5: md5(SET_FILE) }];
    const [path = ''] = await fetchSet('tiny', folder, {
      timing: { firstRetry: 1, stall: STALL, staleLock: 10_000 },
      remote: { baseUrl: url, files },
    });
    return md5(await readFile(path));
  },
  kept: (folder) => readFile(join(folder, 'tiny', 'a')).then(md5, () => undefined),
  expected: md5,
};

const tensor = (length: number, seed: number) => ({
  shape: [length],
  data: Float32Array.from(randomBytes(length, seed)),
});

const WEIGHTS_FILE = new Uint8Array(
  writeSafetensors({
    tensors: { a: tensor(2000, 2), between: tensor(30_000, 3), c: tensor(20_000, 4) },
    metadata: {},
  }),
);
const WANTED = ['a', 'c'];

/** Of weights, whose tensors are asked for by their ranges and kept one by one. */
export const weightsClient: Client = {
  name: 'weights',
  file: WEIGHTS_FILE,
  cutAfter: Infinity,
  async download(url, folder) {
    const source = await cachedSource(`${url}w.safetensors`, folder, {
      firstRetry: 1,
      stall: STALL,
    });
    const found = new Map<string, Uint8Array>();
    const wanted = source.entries.filter(({ name }) => WANTED.includes(name));
    for await (const [{ name }, bytes] of source.read(wanted)) found.set(name, bytes);
    return md5(Buffer.concat(WANTED.map((name) => found.get(name) ?? new Uint8Array())));
  },
  kept: () => Promise.resolve(undefined),
  expected(file) {
    const bytes = Buffer.from(file);
    const start = 8 + Number(bytes.readBigUInt64LE());
    const header = JSON.parse(bytes.subarray(8, start).toString()) as Record<
      string,
      { data_offsets: [number, number] }
    >;
    return md5(
      Buffer.concat(
        WANTED.map((name) => {
          const [begin, end] = header[name]?.data_offsets ?? [0, 0];
          return bytes.subarray(start + begin, start + end);
        }),
      ),
    );
  },
};

export interface Tried {
  /** What should not have been; none where all is well. */
  readonly faults: readonly string[];
  readonly outcome: 'taken' | 'refused';
  readonly message: string;
  readonly asked: number;
}

/** Once from the hostile server, then once from the same address that has turned good. */
export async function tryDownload(
  client: Client,
  folder: string,
  answer: (asked: Asked) => Answer,
): Promise<Tried> {
  let isGood = false;
  const good = fileAnswer(client.file);
  const server = await hostileServer((asked) => (isGood ? good : answer(asked)));
  const faults: string[] = [];
  try {
    const began = performance.now();
    const { found, error } = await settled(client.download(server.url, folder));
    const took = performance.now() - began;
    const asked = server.asked();
    if (took > MOST_TIME) faults.push(`it took ${String(Math.round(took))} ms`);
    if (asked > MOST_REQUESTS) faults.push(`it asked ${String(asked)} times`);
    if (error !== undefined) faults.push(...faultsOf(error, server.url));
    const right = client.expected(client.file);
    if (found !== undefined && found !== right) faults.push('other bytes are taken for right');
    const kept = await client.kept(folder);
    if (kept !== undefined && kept !== right) faults.push('other bytes are kept as whole');
    if (!(await closes(server.open))) faults.push('connections are left open');
    isGood = true;
    const again = await settled(client.download(server.url, folder));
    if (again.found !== right && !tellsOfOther(again.error))
      faults.push(`a good server then gives ${again.found ?? textOf(again.error)}`);
    const outcome = error === undefined ? 'taken' : 'refused';
    return { faults, outcome, message: error === undefined ? '' : textOf(error), asked };
  } finally {
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

export const textOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : 'no error';

const settled = (promise: Promise<string>): Promise<{ found?: string; error?: unknown }> =>
  promise.then(
    (found) => ({ found }),
    (error: unknown) => ({ error }),
  );

/** Nothing of the one file is mixed with the other. */
const tellsOfOther = (error: unknown): boolean =>
  isOneClassError(error) && error.message.includes('no longer the one whose tensors are kept');

function faultsOf(error: unknown, url: string): string[] {
  if (!isOneClassError(error)) return [`its error is ${textOf(error)}`];
  const faults = [];
  if (error.code !== 'download-failed' && error.code !== 'invalid-artifact')
    faults.push(`its error has the code ${error.code}`);
  if (!error.message.includes(url)) faults.push('its error names no address');
  if (error.message.length > 1000 || /[\p{Cc}]/u.test(error.message))
    faults.push('its error has control characters, or no end');
  return faults;
}

async function closes(open: () => number): Promise<boolean> {
  for (let i = 0; i < 500 && open() > 0; i++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return open() === 0;
}
