import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Behaviour {
  /** Answers with the whole file, whatever range is asked for. */
  readonly noRanges?: boolean;
  readonly status?: number;
  /** Sends nothing, and keeps the connection open. */
  readonly silent?: boolean;
  /** Goes on for ever with what it says beside a `status`. */
  readonly endless?: boolean;
  /** Closes the connection after so many bytes of this answer. */
  readonly cutAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** In place of the file. */
  readonly bytes?: Uint8Array;
  /** Empty for none. */
  readonly etag?: string;
}

/**
 * A server of one file on this machine. `behave` tells for each request, counted from 0, how it is
 * answered.
 */
export async function weightsServer(
  file: Uint8Array,
  behave: (count: number) => Behaviour = () => ({}),
) {
  const ranges: (string | undefined)[] = [];
  let sent = 0;
  let open = 0;

  function answer(
    { headers: { range, 'if-range': ifRange } }: IncomingMessage,
    response: ServerResponse,
  ): void {
    const {
      noRanges = false,
      status,
      silent = false,
      endless = false,
      cutAfter = Infinity,
      headers = {},
      bytes = file,
      etag = '"1"',
    } = behave(ranges.push(range) - 1);
    open += 1;
    response.on('close', () => (open -= 1));
    if (silent) return;
    if (status !== undefined) {
      // One that never ends.
      if (endless) return void response.writeHead(status, headers).write('a page of the server');
      return void response.writeHead(status, headers).end('a page of the server');
    }
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    const validator = etag === '' ? headers['last-modified'] : etag;
    const isPart = !noRanges && from !== undefined && (ifRange ?? validator) === validator;
    const begin = isPart ? Number(from) : 0;
    const end = isPart ? Math.min(Number(to) + 1, bytes.length) : bytes.length;
    response.writeHead(isPart ? 206 : 200, {
      ...(etag === '' ? {} : { etag }),
      'content-length': end - begin,
      ...(isPart && {
        'content-range': `bytes ${String(begin)}-${String(end - 1)}/${String(bytes.length)}`,
      }),
      ...headers,
    });
    const stop = Math.min(end, begin + cutAfter);
    sent += stop - begin;
    response.write(bytes.subarray(begin, stop), () => {
      if (stop < end) response.destroy();
      else response.end();
    });
  }

  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    /** Answers that are neither sent whole nor given up. */
    open: () => open,
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/model.safetensors`,
    ranges,
    sentBytes: () => sent,
  };
}
