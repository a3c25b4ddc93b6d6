/** @file What to say where the wasm backend's own files, the `.wasm` ones, are not to be had. */
import { OneClassError } from '@oneclass/core';
import { isNode } from './is-node.ts';

const FOLDER = '@tensorflow/tfjs-backend-wasm/dist';
const HOW =
  "call setWasmPaths('/folder/') of @tensorflow/tfjs-backend-wasm with their folder before " +
  'useBackend(). The README of @oneclass/runtime has it for Vite, webpack, Rollup, esbuild and ' +
  'Next.';
const MAGIC = '\0asm';

export interface WatchedFiles {
  /** The address of the last one that was asked for; undefined in Node. */
  readonly tried: () => string | undefined;
  readonly stop: () => void;
}

/**
 * Notes which `.wasm` files a page or worker fetches until it stops: TensorFlow.js does not tell,
 * and a browser's list of resources may come after the error. Every call goes through as it is.
 */
export function watchWasmFiles(): WatchedFiles {
  if (isNode()) return { tried: () => undefined, stop: () => undefined };
  const { fetch } = globalThis;
  let last: string | undefined;
  const watched: typeof fetch = (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    if (/\.wasm([?#]|$)/.test(address)) last = new URL(address, globalThis.location.href).href;
    return fetch(input, init);
  };
  globalThis.fetch = watched;
  return {
    tried: () => last,
    stop: () => {
      if (globalThis.fetch === watched) globalThis.fetch = fetch;
    },
  };
}

/** @param address that was tried, where it is known */
export async function wasmNotStarted(
  address: string | undefined,
  cause: unknown,
): Promise<OneClassError> {
  if (isNode()) {
    const message =
      'The "wasm" backend could not start. It reads its .wasm files beside its own code, or ' +
      `beside the program that was bundled with it: copy them there from ${FOLDER}, or ${HOW}`;
    return new OneClassError('unsupported', message, { argument: 'backend', cause });
  }
  const problem = address === undefined ? 'its .wasm files did not load' : await problemAt(address);
  return new OneClassError(
    'unsupported',
    `The "wasm" backend could not start: ${problem}. Serve the .wasm files of ${FOLDER}, ` +
      `and ${HOW}`,
    { argument: 'backend', cause, ...(address !== undefined && { received: address }) },
  );
}

async function problemAt(address: string): Promise<string> {
  try {
    const response = await fetch(address, { credentials: 'same-origin' });
    if (!response.ok) return `${address} answers ${String(response.status)}`;
    const start = new Uint8Array(await response.arrayBuffer()).subarray(0, MAGIC.length);
    if (String.fromCharCode(...start) !== MAGIC)
      return `${address} is no WebAssembly but ${typeOf(response)}`;
    return (
      `${address} is there and does not run; the console says why (a Content-Security-Policy ` +
      "has to allow 'wasm-unsafe-eval')"
    );
  } catch (error) {
    return `${address} can't be fetched (${(error as Error).message})`;
  }
}

const typeOf = ({ headers }: Response): string => headers.get('content-type') ?? 'something else';
