import * as tf from '@tensorflow/tfjs';
import { OneClassError } from '@oneclass/core';

export interface StartedBackend {
  /** Versions of what computes, for results: `{ tfjs: '4.22.0' }`. */
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
  await makeCurrent('tensorflow', 'native');
  return { ...started, versions: { tfjs, ...versions } };
}

export async function startWebgpu(): Promise<StartedBackend> {
  if (!('gpu' in ((globalThis as { navigator?: object }).navigator ?? {}))) {
    throw new OneClassError(
      'missing-package',
      'There is no WebGPU here (navigator.gpu): a browser that has it is needed, or a package ' +
        'that brings it to Node. Choose "native" or "wasm".',
      {
        argument: 'backend',
        expected: 'navigator.gpu',
      },
    );
  }
  await import('@tensorflow/tfjs-backend-webgpu').catch(notLoaded('webgpu'));
  await makeCurrent('webgpu', 'webgpu');
  return { versions: { tfjs }, device: 'GPU', threads: 1 };
}

export async function startWasm(): Promise<StartedBackend> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm').catch(notLoaded('wasm'));
  await makeCurrent('wasm', 'wasm');
  return {
    versions: { tfjs, 'tfjs-backend-wasm': wasm.version_wasm },
    device: 'CPU',
    threads: isNode() ? 1 : wasm.getThreadsCount(),
  };
}

export async function startCpu(): Promise<StartedBackend> {
  await makeCurrent('cpu', 'cpu');
  return { versions: { tfjs }, device: 'CPU', threads: 1 };
}

/** @param registered its name in TensorFlow.js */
async function makeCurrent(registered: string, name: string): Promise<void> {
  const before = tf.findBackend(tf.getBackend()) ? tf.getBackend() : undefined;
  if (await tf.setBackend(registered)) return tf.ready();
  if (before !== undefined) await tf.setBackend(before);
  throw new OneClassError(
    'unsupported',
    `The "${name}" backend could not start on this machine. Choose another; \`oneclass ` +
      'backend` shows those that work.',
    { argument: 'backend', received: name },
  );
}

const isNode = (): boolean =>
  typeof (globalThis as { process?: Partial<NodeJS.Process> }).process?.versions?.node === 'string';

const notLoaded =
  (name: string) =>
  (cause: unknown): never => {
    const expected = `@tensorflow/tfjs-backend-${name}`;
    const message = cause instanceof Error ? cause.message : String(cause);
    // Node, bundlers and browsers name it in quotation marks when there is none; when it is not
    // whole, a file or another package.
    const isMissing = ["'", '"', '“'].some((quote) => message.includes(`${quote}${expected}`));
    const what = isMissing
      ? 'is not installed'
      : `is installed but does not load (${message.split('\n')[0] ?? ''})`;
    throw new OneClassError(
      isMissing ? 'missing-package' : 'unsupported',
      `The "${name}" backend ${what}. Install it with \`npm install ${expected}@${tfjs}\`, ` +
        'the version of @tensorflow/tfjs.',
      {
        argument: 'backend',
        expected,
        cause,
      },
    );
  };
