import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

export interface PageServerOptions {
  /** With the headers that isolate the page from other origins: wasm then has threads. */
  readonly isolated?: boolean;
  /** In place of 404 a page, as servers of single-page applications answer. */
  readonly fallback?: boolean;
}

export interface PageServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serves what is in the folders, the first that has it. */
export async function servePages(
  folders: readonly string[],
  { isolated = false, fallback = false }: PageServerOptions = {},
): Promise<PageServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = pathname === '/' ? 'index.html' : pathname;
    if (isolated) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    void firstOf(folders.map((folder) => join(folder, path))).then((content) => {
      const type = content ? TYPES[extname(path)] : TYPES['.html'];
      response.writeHead(content !== undefined || fallback ? 200 : 404, {
        'content-type': type ?? 'text/plain',
      });
      response.end(content ?? '<!doctype html>');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function firstOf(paths: readonly string[]): Promise<Buffer | undefined> {
  for (const path of paths) {
    const content = await readFile(path).catch(() => undefined);
    if (content) return content;
  }
  return undefined;
}
