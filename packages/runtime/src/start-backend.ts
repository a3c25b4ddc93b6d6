import * as tf from '@tensorflow/tfjs';
import { OneClassError } from '@oneclass/core';
import { checkProduct } from './check-product.ts';
import { isNode } from './is-node.ts';
import { wasmNotStarted, watchWasmFiles } from './wasm-files.ts';

export interface StartedBackend {
  /**
   * Versions of what computes, for results: `{ tfjs: '4.22.0' }`. That of the wasm package is left
   * out where the program was bundled with it.
   */
  readonly versions: Readonly<Record<string, string>>;
  readonly device: 'CPU' | 'GPU';
  /** Of the processor, that it computes with. */
  readonly threads: number;
  /** That a GPU is there and not used, and how to find out why. To be shown. */
  readonly warning?: string;
}

const tfjs = tf.version.tfjs;

export async function startNative(): Promise<StartedBackend> {
  const { findAndLoadNative } = await import('#native');
  const { versions, ...started } = await findAndLoadNative(tf);
  const before = current();
  await makeCurrent('tensorflow', 'native');
  try {
    await checkProduct('native', started.device);
  } catch (error) {
    if (before !== undefined) await tf.setBackend(before);
    throw error;
  }
  return { ...started, versions: { tfjs, ...versions } };
}

export async function startWebgpu(): Promise<StartedBackend> {
  if (!('gpu' in ((globalThis as { navigator?: object }).navigator ?? {}))) {
    throw new OneClassError(
      'missing-package',
      'There is no WebGPU here (navigator.gpu): a browser that has it is needed, or a package ' +
        `that brings it to Node. Choose ${isNode() ? '"native" or "wasm"' : '"webgl" or "wasm"'}.`,
      { argument: 'backend', expected: 'navigator.gpu' },
    );
  }
  await bring('webgpu');
  await makeCurrent('webgpu', 'webgpu');
  return { versions: { tfjs }, device: 'GPU', threads: 1 };
}

/** Comes with `@tensorflow/tfjs`, in browsers alone. */
export async function startWebgl(): Promise<StartedBackend> {
  if (!tf.findBackendFactory('webgl'))
    throw noWebgl('The "webgl" backend runs in browsers only. Choose "native" or "wasm".');
  if (tf.env().getNumber('WEBGL_VERSION') === 0)
    throw noWebgl(
      'This browser gives no WebGL that a GPU computes. Choose "wasm", or call ' +
        "tf.env().set('SOFTWARE_WEBGL_ENABLED', true) before, to have the processor draw.",
    );
  if (!tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED'))
    throw new OneClassError(
      'unsupported',
      'WebGL computes with 16 bits only on this device: scores and losses would be wrong. ' +
        'Choose "wasm".',
      { argument: 'backend', expected: 'WebGL that draws into float32', received: 'webgl' },
    );
  await makeCurrent('webgl', 'webgl');
  return { versions: { tfjs }, device: 'GPU', threads: 1 };
}

const noWebgl = (message: string): OneClassError =>
  new OneClassError('missing-package', message, { argument: 'backend', expected: 'WebGL' });

export async function startWasm(): Promise<StartedBackend> {
  const version = (await bring('wasm'))?.version_wasm;
  withoutThreads();
  const files = watchWasmFiles();
  try {
    await makeCurrent('wasm', 'wasm');
  } catch (error) {
    files.stop();
    throw await wasmNotStarted(files.tried(), error);
  } finally {
    files.stop();
  }
  return {
    versions: { tfjs, ...(version !== undefined && { 'tfjs-backend-wasm': version }) },
    device: 'CPU',
    threads: await wasmThreads(),
  };
}

export async function startCpu(): Promise<StartedBackend> {
  await makeCurrent('cpu', 'cpu');
  return { versions: { tfjs }, device: 'CPU', threads: 1 };
}

/**
 * Node finds the package by itself. Bundlers would have to find what is named here too, so that
 * everywhere else, and in bundles for Node, the application imports the backends that it ships.
 */
async function bring(
  name: 'webgpu' | 'wasm',
): Promise<{ readonly version_wasm?: string } | undefined> {
  const { importBackend } = await import('#import-backend');
  return importBackend(name, tf);
}

const THREADS = 'WASM_HAS_MULTITHREAD_SUPPORT';

/**
 * From a minified bundle TensorFlow.js's threads don't start, and an isolated page would wait for
 * them without end: one thread, unless the page has set the flag.
 */
function withoutThreads(): void {
  if (!isNode() && !(THREADS in tf.env().getFlags())) tf.env().set(THREADS, false);
}

/** In Node, and in pages that are not isolated from other origins, wasm has one thread. */
async function wasmThreads(): Promise<number> {
  if (!(await tf.env().getAsync(THREADS))) return 1;
  const { wasm } = tf.backend() as unknown as {
    wasm: { tfjs: { getThreadsCount: () => number } };
  };
  return wasm.tfjs.getThreadsCount();
}

const current = (): string | undefined =>
  tf.findBackend(tf.getBackend()) ? tf.getBackend() : undefined;

/** @param registered its name in TensorFlow.js */
async function makeCurrent(registered: string, name: string): Promise<void> {
  const before = current();
  if (await tf.setBackend(registered)) return tf.ready();
  if (before !== undefined) await tf.setBackend(before);
  throw new OneClassError(
    'unsupported',
    `The "${name}" backend could not start on this machine. Choose another` +
      (isNode() ? '; `oneclass backend` shows those that work.' : '.'),
    { argument: 'backend', received: name },
  );
}
