import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { md5 } from './tiny-set.ts';

/** How one answer differs from a well-behaved server's. */
export interface Behaviour {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** In place of the file's. */
  readonly bytes?: Uint8Array;
  /** Answers with the whole file, whatever range is asked for. */
  readonly noRange?: boolean;
  /** Sends so many bytes, then closes the connection ('cut') or falls silent ('stall'). */
  readonly after?: { readonly bytes: number; readonly then: 'cut' | 'stall' };
  /** Without the length, in chunks. */
  readonly noLength?: boolean;
  /** Bytes every 10 ms. */
  readonly pace?: number;
  /** In place of an ETag. */
  readonly lastModified?: string;
  /** Zeros, for ever. */
  readonly endless?: boolean;
}

export interface Asked {
  readonly name: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
}

/**
 * A server on this machine. `behave` tells for each request, counted from 0, how it is answered.
 */
export async function fileServer(
  files: Readonly<Record<string, Uint8Array>>,
  behave: (asked: Asked, count: number) => Behaviour = () => ({}),
) {
  const asked: Asked[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const name =
      decodeURIComponent(request.url ?? '')
        .split('/')
        .pop() ?? '';
    const { range, 'if-range': ifRange } = request.headers as Record<string, string | undefined>;
    const behaviour = behave({ name, range, ifRange }, asked.push({ name, range, ifRange }) - 1);
    const bytes = behaviour.bytes ?? files[name];
    if (request.headers['accept-encoding'] !== 'identity')
      return void response.writeHead(406).end();
    if (bytes === undefined || behaviour.status !== undefined) {
      response.writeHead(behaviour.status ?? 404, behaviour.headers).end('a page of the server');
      return;
    }
    if (behaviour.endless) return endless(response);
    const { lastModified } = behaviour;
    const etag = lastModified ?? `"${md5(bytes)}"`;
    const start =
      range !== undefined && !behaviour.noRange && (ifRange ?? etag) === etag
        ? Number(/^bytes=(\d+)-$/.exec(range)?.[1])
        : 0;
    if (start >= bytes.length) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
      return;
    }
    response.writeHead(start > 0 ? 206 : 200, {
      ...(lastModified === undefined ? { etag } : { 'last-modified': lastModified }),
      ...(!behaviour.noLength && { 'content-length': bytes.length - start }),
      ...(start > 0 && { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
      ...behaviour.headers,
    });
    const end = behaviour.after
      ? Math.min(bytes.length, start + behaviour.after.bytes)
      : bytes.length;
    const step = behaviour.pace ?? bytes.length;
    for (let at = start; at < end && !response.destroyed; at += step) {
      response.write(bytes.subarray(at, Math.min(end, at + step)));
      if (behaviour.pace !== undefined || behaviour.after) await delay(10);
    }
    if (behaviour.after?.then === 'cut') response.destroy();
    else if (behaviour.after?.then !== 'stall') response.end();
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/set/`, asked };
}

async function endless(response: ServerResponse): Promise<void> {
  response.writeHead(200);
  while (!response.destroyed) {
    response.write(Buffer.alloc(1 << 16));
    await delay(1);
  }
}
