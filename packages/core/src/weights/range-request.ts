import {
  Interruption,
  interruptible,
  Unreachable,
  validatorOf,
  watchConnection,
  type Connection,
  type Silence,
} from '../connection.ts';
import { OneClassError } from '../error.ts';
import { byteStream, type ByteStream } from './byte-stream.ts';

/** Which version of a remote file it is. */
export interface Version {
  /** A strong ETag, or the date of Last-Modified; undefined where the server gives neither. */
  readonly etag: string | undefined;
  /** Bytes of the whole file; undefined where the server does not say. */
  readonly length: number | undefined;
}

export interface Answer {
  readonly stream: ByteStream;
  /**
   * Where in the file the stream begins: where it was asked for, or 0 from a server that knows no
   * ranges.
   */
  readonly position: number;
  readonly knowsRanges: boolean;
  readonly version: Version;
}

export interface RangeOptions {
  readonly begin: number;
  /** The first byte after it. */
  readonly end: number;
  /** What was answered before: another version is refused. */
  readonly version?: Version | undefined;
  readonly signal?: AbortSignal | undefined;
  /** As of `DownloadOptions`. */
  readonly stall?: number | undefined;
  readonly onSilence?: ((silence: Silence) => void) | undefined;
}

/**
 * Asks for a part of a file.
 * @throws Interruption; OneClassError `download-failed`; the signal's reason
 */
export async function requestRange(
  url: string,
  { begin, end, version, signal, stall = 30_000, onSilence }: RangeOptions,
): Promise<Answer> {
  const ifRange = version?.etag === undefined ? {} : { 'if-range': version.etag };
  const headers = { range: `bytes=${String(begin)}-${String(end - 1)}`, ...ifRange };
  const connection = watchConnection({ stall, signal, onSilence });
  try {
    const response = await interruptible(fetch(url, { headers, signal: connection.signal }));
    connection.alive();
    const answer = answerOf(url, response, { begin, connection });
    checkVersion(url, answer, version);
    return answer;
  } catch (error) {
    connection.close();
    throw error instanceof Unreachable ? failed(url, error.message, error) : error;
  }
}

function answerOf(
  url: string,
  { status, statusText, headers, body }: Response,
  { begin, connection }: { readonly begin: number; readonly connection: Connection },
): Answer {
  const said = `HTTP ${String(status)}${statusText && ` ${statusText}`}`;
  if (status === 408 || status === 429 || status >= 500)
    throw new Interruption(`the server answered ${said}`);
  if ((status !== 200 && status !== 206) || body === null)
    throw failed(url, `the server answered ${said}`);
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity')
    throw failed(
      url,
      `the server sends it in content-encoding ${encoding}, expected the file itself`,
    );
  const etag = validatorOf(headers);
  if (status === 200) {
    return {
      stream: byteStream(body, connection),
      position: 0,
      knowsRanges: false,
      version: { etag, length: wholeNumber(headers.get('content-length')) },
    };
  }
  const range = headers.get('content-range') ?? 'none';
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range) ?? [];
  if (Number(start) !== begin)
    throw failed(
      url,
      `the server sent another part than asked for: expected bytes ${String(begin)}-, ` +
        `received content-range ${range}`,
    );
  return {
    stream: byteStream(body, connection),
    position: begin,
    knowsRanges: true,
    version: { etag, length: wholeNumber(total ?? null) },
  };
}

function checkVersion(
  url: string,
  { version: there, knowsRanges }: Answer,
  before: Version | undefined,
): void {
  const differs = (a: unknown, b: unknown): boolean =>
    a !== undefined && b !== undefined && a !== b;
  // A part may go without: the condition of the request has held.
  const unmarked = !knowsRanges && before?.etag !== undefined && there.etag === undefined;
  if (!unmarked && !differs(there.etag, before?.etag) && !differs(there.length, before?.length))
    return;
  throw anotherFile(url);
}

export const anotherFile = (url: string): OneClassError =>
  failed(url, 'the file there is another than the one that was begun with');

export const failed = (url: string, why: string, cause?: unknown): OneClassError =>
  new OneClassError(
    'download-failed',
    `${url}: ${why}. Try again, or download the file by other means and give its path.`,
    { argument: url, cause },
  );

const wholeNumber = (text: string | null): number | undefined =>
  text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
