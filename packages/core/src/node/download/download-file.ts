import { rename } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Interruption, Unreachable, watchConnection } from '../../connection.ts';
import { OneClassError } from '../../error.ts';
import { md5OfFile } from '../file/md5-of-file.ts';
import { onDisk, partFile, type PartFile } from '../file/part-file.ts';
import type { RemoteFile } from '../named-set/official-files.ts';
import { Refusal, requestBody, type Body } from './http-request.ts';

export type DownloadEvent =
  | {
      readonly type: 'download-progress';
      readonly file: string;
      /** Bytes. */ readonly done: number;
      readonly total: number;
    }
  /** It broke off, and goes on in so many seconds. */
  | {
      readonly type: 'download-retry';
      readonly file: string;
      readonly reason: string;
      readonly seconds: number;
    }
  /**
   * Nothing, or fewer than 1000 bytes, have come for so many seconds; after `limit` of them the
   * connection is given up.
   */
  | {
      readonly type: 'download-silent';
      readonly file: string;
      readonly seconds: number;
      readonly limit: number;
      readonly bytes: number;
    }
  /** Another process downloads the same set; its result is waited for. */
  | { readonly type: 'download-wait'; readonly folder: string };

/** Milliseconds. */
export interface DownloadTiming {
  /** Before the second try; twice as long before each further one. */
  readonly firstRetry: number;
  /** With fewer than 1000 bytes in so long, a connection is given up. */
  readonly stall: number;
  /** After so long without a sign of life, another process's lock is taken over; 2000 at least. */
  readonly staleLock: number;
}

export interface DownloadRun {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((event: DownloadEvent) => void) | undefined;
  readonly timing: DownloadTiming;
}

const TRIES = 5;
/**
 * A body is stopped when it is so many bytes longer than published; up to there, its MD5 tells
 * whether it is right.
 */
const MAX_EXCESS = 2 ** 20;

/**
 * Downloads a file, going on where an earlier try or process stopped, and moves it into place when
 * its MD5 is right.
 *
 * @param path where the whole file will be; PATH.part is what has come so far
 * @throws OneClassError `download-failed`: no connection after several tries, an HTTP status,
 *   wrong bytes, the disk; the signal's reason when aborted
 */
export async function downloadFile(
  { url, file, path }: { readonly url: string; readonly file: RemoteFile; readonly path: string },
  run: DownloadRun,
): Promise<void> {
  const part = partFile(`${path}.part`);
  const failure = (cause: Error, more = ''): OneClassError =>
    new OneClassError('download-failed', `${url}: ${cause.message}${more}.`, {
      argument: url,
      cause,
    });
  for (let trial = 1; ; trial++) {
    try {
      await receive(url, { file, part }, run);
      return await onDisk(path, async () => {
        await rename(part.path, path);
        await part.remove();
      });
    } catch (cause) {
      run.signal?.throwIfAborted();
      if (cause instanceof Refusal) {
        await part.remove();
        throw failure(cause);
      }
      if (cause instanceof Unreachable) throw failure(cause);
      if (!(cause instanceof Interruption)) throw cause;
      if (trial === TRIES)
        throw failure(cause, `; given up after ${TRIES} tries, what has come is kept`);
      const wait = run.timing.firstRetry * 2 ** (trial - 1);
      run.onProgress?.({
        type: 'download-retry',
        file: file.name,
        reason: cause.message,
        seconds: wait / 1000,
      });
      await delay(wait, undefined, run.signal && { signal: run.signal }).catch(() => undefined);
      run.signal?.throwIfAborted();
    }
  }
}

interface Target {
  readonly file: RemoteFile;
  readonly part: PartFile;
}

/** Fills the part until it is the whole file. @throws Interruption, Refusal */
async function receive(url: string, { file, part }: Target, run: DownloadRun): Promise<void> {
  const connection = watchConnection({
    stall: run.timing.stall,
    signal: run.signal,
    onSilence: (silence) =>
      run.onProgress?.({ type: 'download-silent', file: file.name, ...silence }),
  });
  try {
    const body = await requestBody(url, await part.kept(), connection);
    const end = body && (await write(body, { file, part }, run));
    connection.close();
    const md5 = await onDisk(part.path, () => md5OfFile(part.path));
    if (md5 === file.md5) return;
    if (end !== undefined && end.done < end.total)
      throw new Interruption(`it ended after ${end.done} of ${end.total} bytes`);
    if (body?.offset !== 0) {
      await part.remove();
      throw new Interruption('the part that was there does not belong to it');
    }
    throw new Refusal(`wrong bytes, which were removed: expected MD5 ${file.md5}, received ${md5}`);
  } finally {
    connection.close();
  }
}

async function write(
  body: Body,
  { file, part }: Target,
  run: DownloadRun,
): Promise<{ done: number; total: number }> {
  const total = body.total ?? file.size;
  const limit = file.size + MAX_EXCESS;
  const tooLong = new Refusal(
    `the server sends more than the ${file.size} bytes that it should have`,
  );
  if (total > limit) throw tooLong;
  const output = await onDisk(part.path, () =>
    body.offset === 0 ? part.restart(body.etag) : part.resume(),
  );
  try {
    let done = body.offset;
    run.onProgress?.({ type: 'download-progress', file: file.name, done, total });
    for await (const chunk of body.chunks()) {
      done += chunk.length;
      if (done > limit) throw tooLong;
      await onDisk(part.path, () => output.appendFile(chunk));
      run.onProgress?.({ type: 'download-progress', file: file.name, done, total });
    }
    await onDisk(part.path, () => output.sync());
    return { done, total };
  } finally {
    await output.close();
  }
}
