import {
  readSafetensorsIndex,
  SAFETENSORS_PREFIX,
  safetensorsHeaderLength,
  type SafetensorsEntry,
  type SafetensorsIndex,
} from '../artifact/safetensors-header.ts';
import { Interruption } from '../connection.ts';
import { isOneClassError, OneClassError } from '../error.ts';
import type { ByteStream } from './byte-stream.ts';
import {
  anotherFile,
  failed,
  requestRange,
  type Answer,
  type RangeOptions,
  type Version,
} from './range-request.ts';
import type { TensorBytes, TensorSource } from './tensor-source.ts';

export type WeightsEvent =
  /** Bytes of the tensors that are needed. */
  | {
      readonly type: 'download-progress';
      readonly file: string;
      readonly done: number;
      readonly total: number;
    }
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
  /**
   * The server knows no ranges: the file comes from its start, to the last tensor that is needed.
   */
  | { readonly type: 'download-whole'; readonly file: string; readonly total: number }
  /** Another process downloads the same file; what it gets is waited for. */
  | { readonly type: 'download-wait'; readonly file: string };

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((event: WeightsEvent) => void) | undefined;
  /**
   * Milliseconds before the second try of a request that broke off, 500 when absent; twice as long
   * before each further one.
   */
  readonly firstRetry?: number | undefined;
  /**
   * Milliseconds in which fewer than 1000 bytes come, after which a connection is given up; 30,000
   * when absent.
   */
  readonly stall?: number | undefined;
}

export interface RemoteSource extends TensorSource {
  readonly version: Version;
}

const TRIES = 4;
/** Enough for the header of hundreds of tensors. */
const FIRST_REQUEST = 2 ** 16;
/** Bytes between two tensors that are passed over rather than asked around. */
const GAP = 2 ** 16;

/**
 * A safetensors file at an HTTP address, of which the header is read now, and then the tensors that
 * are asked for alone: by range requests, or where the server knows none by reading on up to the
 * last of them. What breaks off goes on after the last whole tensor.
 * @throws OneClassError `download-failed`, `invalid-artifact`; the signal's reason
 */
export async function remoteSource(
  url: string,
  options: DownloadOptions = {},
): Promise<RemoteSource> {
  const { index, head, version, knowsRanges } = await trying(url, options, () =>
    readHeader(url, options),
  );
  const { entries } = index;
  return {
    name: url,
    entries,
    version: { ...version, length: index.length },
    async *read(wanted) {
      const total = wanted.reduce((sum, entry) => sum + entry.end - entry.begin, 0);
      const sorted = [...wanted].sort((a, b) => a.begin - b.begin);
      let done = 0;
      options.onProgress?.({ type: 'download-progress', file: url, done, total });
      for (let left of runsOf(sorted, knowsRanges ? GAP : Infinity)) {
        for (let trial = 1; left.length > 0; trial++) {
          try {
            const watched = { head, version, ...watchedBy(url, options) };
            for await (const [entry, bytes] of readRun(url, left, watched)) {
              left = left.slice(1);
              trial = 1;
              done += bytes.length;
              yield [entry, bytes];
              options.onProgress?.({ type: 'download-progress', file: url, done, total });
            }
          } catch (error) {
            await waitToRetry(url, error, { ...options, trial });
          }
        }
      }
    },
  };
}

interface Header {
  readonly index: SafetensorsIndex;
  /** Its bytes. */
  readonly head: Uint8Array;
  readonly version: Version;
  readonly knowsRanges: boolean;
}

type Watching = Pick<RangeOptions, 'signal' | 'stall' | 'onSilence'>;

const watchedBy = (url: string, { signal, stall, onProgress }: DownloadOptions): Watching => ({
  signal,
  stall,
  onSilence: (silence) => onProgress?.({ type: 'download-silent', file: url, ...silence }),
});

async function readHeader(url: string, options: DownloadOptions): Promise<Header> {
  const watching = watchedBy(url, options);
  const { stream, version, knowsRanges } = await requestRange(url, {
    begin: 0,
    end: FIRST_REQUEST,
    ...watching,
  });
  if (!knowsRanges)
    options.onProgress?.({ type: 'download-whole', file: url, total: version.length ?? 0 });
  try {
    const head = await takeHeader(url, stream, { version, knowsRanges, ...watching });
    const index = readSafetensorsIndex(head);
    if (version.length !== undefined && version.length !== index.length) {
      throw new OneClassError(
        'invalid-artifact',
        `The file has ${String(version.length)} bytes, and its header tells of ` +
          `${String(index.length)}: it is damaged.`,
      );
    }
    return { index, head, version, knowsRanges };
  } catch (error) {
    if (!isOneClassError(error) || error.code !== 'invalid-artifact') throw error;
    throw new OneClassError('invalid-artifact', `${url}: ${error.message}`, {
      argument: url,
      cause: error,
    });
  } finally {
    await stream.close();
  }
}

async function takeHeader(
  url: string,
  stream: ByteStream,
  { version, knowsRanges, ...watching }: Omit<Header, 'index' | 'head'> & Watching,
): Promise<Uint8Array> {
  const prefix = await stream.take(
    Math.min(SAFETENSORS_PREFIX, version.length ?? SAFETENSORS_PREFIX),
  );
  const length = safetensorsHeaderLength(prefix);
  if (length <= FIRST_REQUEST || !knowsRanges)
    return joined(prefix, await stream.take(length - prefix.length));
  const answer = await requestRange(url, {
    begin: prefix.length,
    end: length,
    version,
    ...watching,
  });
  try {
    return joined(prefix, await answer.stream.take(length - prefix.length));
  } finally {
    await answer.stream.close();
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Entries in the order of their bytes, those together between which little lies. */
function runsOf(entries: readonly SafetensorsEntry[], gap: number): SafetensorsEntry[][] {
  const runs: SafetensorsEntry[][] = [];
  for (const entry of entries) {
    const last = runs.at(-1);
    if (last && entry.begin - (last.at(-1) as SafetensorsEntry).end <= gap) last.push(entry);
    else runs.push([entry]);
  }
  return runs;
}

async function* readRun(
  url: string,
  run: readonly SafetensorsEntry[],
  { head, ...options }: Pick<Header, 'head' | 'version'> & Watching,
): AsyncGenerator<TensorBytes> {
  const [first, last] = [run[0], run.at(-1)] as [SafetensorsEntry, SafetensorsEntry];
  const answer: Answer = await requestRange(url, { begin: first.begin, end: last.end, ...options });
  let { position } = answer;
  try {
    if (position === 0) {
      const again = await answer.stream.take(head.length);
      if (again.some((byte, i) => byte !== head[i])) throw anotherFile(url);
      position = head.length;
    }
    for (const entry of run) {
      await answer.stream.skip(entry.begin - position);
      const bytes = await answer.stream.take(entry.end - entry.begin);
      position = entry.end;
      yield [entry, bytes];
    }
  } finally {
    await answer.stream.close();
  }
}

async function trying<T>(
  url: string,
  options: DownloadOptions,
  work: () => Promise<T>,
): Promise<T> {
  for (let trial = 1; ; trial++) {
    try {
      return await work();
    } catch (error) {
      await waitToRetry(url, error, { ...options, trial });
    }
  }
}

/** @throws all but an interruption that is to be tried again */
async function waitToRetry(
  url: string,
  error: unknown,
  { trial, signal, onProgress, firstRetry = 500 }: DownloadOptions & { trial: number },
): Promise<void> {
  signal?.throwIfAborted();
  if (!(error instanceof Interruption)) throw error;
  if (trial >= TRIES)
    throw failed(url, `${error.message}; given up after ${String(TRIES)} tries`, error);
  const wait = firstRetry * 2 ** (trial - 1);
  onProgress?.({ type: 'download-retry', file: url, reason: error.message, seconds: wait / 1000 });
  await new Promise((resolve) => setTimeout(resolve, wait));
  signal?.throwIfAborted();
}
