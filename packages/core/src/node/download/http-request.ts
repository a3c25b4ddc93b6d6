import { Interruption, interruptible, validatorOf, type Connection } from '../../connection.ts';

/** The server answered what can't be used; another try would get the same. */
export class Refusal extends Error {}

export interface Body {
  /** Where in the file it begins: 0, or after the bytes that are there. */
  readonly offset: number;
  /** Bytes of the whole file, where the server says so. */
  readonly total: number | undefined;
  /** A strong ETag, or the date of Last-Modified. */
  readonly etag: string | undefined;
  /** @throws Interruption when it breaks off */
  chunks(): AsyncIterable<Uint8Array>;
}

/**
 * Asks for a file, or for the rest of it when `size` bytes of its version `etag` are there.
 *
 * @returns undefined when the server says that it has no more than these
 * @throws Interruption, Refusal, Unreachable
 */
export async function requestBody(
  url: string,
  { size, etag }: { readonly size: number; readonly etag: string | undefined },
  connection: Connection,
): Promise<Body | undefined> {
  // The MD5 is of the bytes as they are published; with a range, fetch itself asks for `identity`.
  const ifRange = etag === undefined ? {} : { 'if-range': etag };
  const headers =
    size === 0 ? { 'accept-encoding': 'identity' } : { range: `bytes=${size}-`, ...ifRange };
  const response = await interruptible(fetch(url, { headers, signal: connection.signal }));
  connection.alive();
  const { status, statusText, body } = response;
  if (status === 416 && size > 0) return undefined;
  const said = `HTTP ${status}${statusText && ` ${statusText}`}`;
  if (status === 408 || status === 429 || status >= 500)
    throw new Interruption(`the server answered ${said}`);
  if ((status !== 200 && status !== 206) || body === null)
    throw new Refusal(`the server answered ${said}`);
  const encoding = response.headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity')
    throw new Refusal(
      `the server sends it in content-encoding ${encoding}, expected the file itself`,
    );
  return {
    ...(status === 206
      ? rangeOf(response.headers, size)
      : { offset: 0, total: wholeNumber(response.headers.get('content-length')) }),
    etag: validatorOf(response.headers),
    chunks: () => read(body, connection),
  };
}

function rangeOf(headers: Headers, size: number): { offset: number; total: number | undefined } {
  const range = headers.get('content-range') ?? 'none';
  const [, start, end, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? [];
  const last = total === '*' ? end : String(Number(total) - 1);
  if (size === 0 || Number(start) !== size || end !== last) {
    throw new Refusal(
      `the server sent another part than asked for: expected bytes ${size}- of it, received ` +
        `content-range ${range}`,
    );
  }
  return { offset: size, total: total === '*' ? undefined : Number(total) };
}

const wholeNumber = (text: string | null): number | undefined =>
  text !== null && /^\d+$/.test(text) ? Number(text) : undefined;

async function* read(
  body: ReadableStream<Uint8Array>,
  connection: Connection,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await interruptible(reader.read());
    connection.alive(value?.length ?? 0);
    if (done) return;
    yield value;
  }
}
