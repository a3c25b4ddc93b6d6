import { join } from 'node:path';
import { OneClassError } from '../../error.ts';
import { cacheFolder } from '../data-folders.ts';
import { FILE_SETS } from '../named-set/file-sets.ts';
import { describeSet, fetchByHand } from '../named-set/known-sets.ts';
import type { NamedSet } from '../named-set/named-set.ts';
import type { DownloadEvent } from './download-file.ts';
import { fetchSet } from './fetch-set.ts';

export interface DownloadSetOptions {
  /** The set comes into a folder of its name in here; {@link cacheFolder} when absent. */
  readonly folder?: string | undefined;
  /** A mirror of the official address, where the files have their official names. */
  readonly baseUrl?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((event: DownloadEvent) => void) | undefined;
}

export interface DownloadedSet {
  readonly set: NamedSet;
  /** Where it is: FOLDER/NAME. */
  readonly folder: string;
  readonly files: readonly string[];
}

const TIMING = { firstRetry: 500, stall: 30_000, staleLock: 10_000 };

/**
 * Downloads a data set, where it is not yet whole, so that {@link loadNamedSet} finds it. Every
 * file is checked against its official MD5. What is interrupted, by a kill too, goes on the next
 * time. Show `describeSet(name).licence` before.
 *
 * @throws OneClassError `unknown-name`; `not-found` for a set to be fetched by hand;
 *   `invalid-argument` for one drawn by code; `download-failed` when the server, the connection or
 *   the disk fails; the signal's reason when aborted
 */
export async function downloadSet(
  name: string,
  options: DownloadSetOptions = {},
): Promise<DownloadedSet> {
  const set = describeSet(name);
  if (set.download === 'manual') throw fetchByHand(set);
  const remote = FILE_SETS.find(({ about }) => about === set)?.remote;
  if (remote === undefined) {
    throw new OneClassError(
      'invalid-argument',
      `Data set '${name}' is drawn by code: there is nothing to download.`,
      { argument: 'name', received: name },
    );
  }
  const { folder = cacheFolder(), baseUrl = remote.baseUrl, ...run } = options;
  checkBaseUrl(baseUrl);
  try {
    const files = await fetchSet(name, folder, {
      ...run,
      timing: TIMING,
      remote: { ...remote, baseUrl },
    });
    return { set, folder: join(folder, name), files };
  } catch (cause) {
    if (!(cause instanceof OneClassError) || cause.code !== 'download-failed') throw cause;
    const names = remote.files.map((file) => file.name).join(', ');
    const action = remote.archive ? 'unpack it into' : 'put them into';
    const message =
      `${cause.message} Try again later, or fetch ${names} by other means and ${action} ` +
      `${join(folder, name)}. The set's page: ${set.source}`;
    throw new OneClassError('download-failed', message, {
      argument: cause.argument ?? name,
      cause,
    });
  }
}

function checkBaseUrl(baseUrl: string): void {
  if (URL.canParse(baseUrl) && /^https?:.*\/$/.test(baseUrl)) return;
  const expected = 'an http or https address that ends in /';
  throw new OneClassError(
    'invalid-argument',
    `Invalid baseUrl: expected ${expected}. Received: ${baseUrl}.`,
    { argument: 'baseUrl', expected, received: baseUrl },
  );
}
