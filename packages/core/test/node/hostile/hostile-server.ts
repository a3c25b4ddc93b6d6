/** @file A server on this machine that does what no server should, down to the bytes it writes. */
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface Asked {
  /** Of the request, from 0. */
  readonly count: number;
  /** First byte, and the one after the last where it is named. */
  readonly range: readonly [begin: number, end: number | undefined] | undefined;
  readonly ifRange: string | undefined;
}

/** Writes an answer; what it leaves open stays open. */
export type Answer = (socket: Socket, asked: Asked) => void;

/** @param answer of each request */
export async function hostileServer(answer: (asked: Asked) => Answer) {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined); // the other side has gone
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end === -1) return;
      const asked = { count: count++, ...readHead(text.slice(0, end)) };
      text = text.slice(end + 4);
      answer(asked)(socket, asked);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/`,
    asked: () => count,
    /** Connections that are not closed. */
    open: () => sockets.size,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function readHead(head: string): Pick<Asked, 'range' | 'ifRange'> {
  const of = (name: string): string | undefined =>
    new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim();
  const [, begin, end = ''] = /^bytes=(\d+)-(\d*)$/.exec(of('range') ?? '') ?? [];
  return {
    range: begin === undefined ? undefined : [Number(begin), end === '' ? undefined : +end + 1],
    ifRange: of('if-range'),
  };
}

export type Headers = Readonly<Record<string, string | number>>;

export const headOf = (status: string, headers: Headers): string =>
  `HTTP/1.1 ${status}\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${String(value)}\r\n`)
    .join('')}\r\n`;

export interface FileOptions {
  /** Empty for none. */
  readonly etag?: string;
  readonly lastModified?: string;
  /** Changes the head of the answer. */
  readonly headers?: Headers;
  /** In place of what the range asks for. */
  readonly body?: (asked: Uint8Array) => Uint8Array;
  readonly noRanges?: boolean;
  /** Closes the connection after so many bytes of the body; leaves it open with `hold`. */
  readonly cutAfter?: number;
  readonly hold?: boolean;
}

/** A good server's answer, but for what the options say. */
export function fileAnswer(file: Uint8Array, options: FileOptions = {}): Answer {
  const { etag = '"1"', lastModified, headers = {}, body = (bytes) => bytes } = options;
  const validator = etag === '' ? lastModified : etag;
  return (socket, { range, ifRange }) => {
    const isPart =
      range !== undefined && options.noRanges !== true && (ifRange ?? validator) === validator;
    const [begin, to = file.length] = isPart ? range : [0];
    if (begin >= file.length) {
      const empty = { 'content-range': `bytes */${String(file.length)}`, 'content-length': 0 };
      socket.end(headOf('416 Range Not Satisfiable', { ...empty, connection: 'close' }));
      return;
    }
    const end = Math.min(to, file.length);
    const bytes = body(file.subarray(begin, end));
    const length = String(file.length);
    socket.write(
      headOf(isPart ? '206 Partial Content' : '200 OK', {
        ...(etag !== '' && { etag }),
        ...(lastModified !== undefined && { 'last-modified': lastModified }),
        ...(isPart && { 'content-range': `bytes ${String(begin)}-${String(end - 1)}/${length}` }),
        'content-length': bytes.length,
        connection: 'close',
        ...headers,
      }),
    );
    const { cutAfter = Infinity, hold = false } = options;
    socket.write(bytes.subarray(0, cutAfter), () => {
      if (hold) return;
      if (cutAfter < bytes.length) socket.destroy();
      else socket.end();
    });
  };
}
