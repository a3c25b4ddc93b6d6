import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRng } from '@oneclass/core';
import type { DownloadTiming } from '../../../src/node/download/download-file.ts';
import type { Remote } from '../../../src/node/named-set/file-sets.ts';

export const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** As quick as the lock allows; a busy machine is silent for long. */
export const TIMING: DownloadTiming = { firstRetry: 5, stall: 60_000, staleLock: 2000 };

export function randomBytes(length: number, seed: number): Uint8Array {
  const rng = createRng(seed);
  return Uint8Array.from({ length }, () => rng.integer(256));
}

/** A set of files of random bytes; `remote` as downloads take it. */
export function tinySet(sizes: Readonly<Record<string, number>>) {
  const files = Object.fromEntries(
    Object.entries(sizes).map(([name, size], seed) => [name, randomBytes(size, seed)]),
  );
  const remote = (baseUrl: string): Remote => ({
    baseUrl,
    files: Object.entries(files).map(([name, bytes]) => ({
      name,
      size: bytes.length,
      md5: md5(bytes),
    })),
  });
  return { files, remote };
}

/** MD5s of the files in a folder; nothing for one that is not there. */
export const md5sIn = async (
  folder: string,
  names: readonly string[],
): Promise<(string | undefined)[]> =>
  Promise.all(names.map((name) => readFile(join(folder, name)).then(md5, () => undefined)));
