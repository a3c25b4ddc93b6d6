import * as tf from '@tensorflow/tfjs';
import { OneClassError } from '@oneclass/core';

export interface StartedBackend {
  /** Versions of what computes, for results: `{ tfjs: '4.22.0' }`. */
  readonly versions: Readonly<Record<string, string>>;
  readonly device: 'CPU' | 'GPU';
  /** Of the processor, that it computes with. */
  readonly threads: number;
}

const tfjs = tf.version.tfjs;

export async function startNative(): Promise<StartedBackend> {
  if (!isNode()) throw new OneClassError('missing-package', 'The "native" backend runs in Node only. Choose "webgpu" or "wasm".', { argument: 'backend' });
  const { findNative, loadNative } = await import('./node/native.ts');
  const { versions, device, threads } = loadNative(tf, await findNative(tfjs));
  await makeCurrent('tensorflow', 'native');
  return { versions: { tfjs, ...versions }, device, threads };
}

export async function startWebgpu(): Promise<StartedBackend> {
  if (!('gpu' in ((globalThis as { navigator?: object }).navigator ?? {}))) {
    throw new OneClassError('missing-package', 'There is no WebGPU here (navigator.gpu): a browser that has it is needed, or a package that brings it to Node. Choose "native" or "wasm".', {
      argument: 'backend',
      expected: 'navigator.gpu',
    });
  }
  await import('@tensorflow/tfjs-backend-webgpu').catch(notInstalled('webgpu'));
  await makeCurrent('webgpu', 'webgpu');
  return { versions: { tfjs }, device: 'GPU', threads: 1 };
}

export async function startWasm(): Promise<StartedBackend> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm').catch(notInstalled('wasm'));
  await makeCurrent('wasm', 'wasm');
  return { versions: { tfjs, 'tfjs-backend-wasm': wasm.version_wasm }, device: 'CPU', threads: isNode() ? 1 : wasm.getThreadsCount() };
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
  throw new OneClassError('unsupported', `The "${name}" backend could not start on this machine. Choose another; \`oneclass backend\` shows those that work.`, { argument: 'backend', received: name });
}

const isNode = (): boolean => typeof (globalThis as { process?: Partial<NodeJS.Process> }).process?.versions?.node === 'string';

const notInstalled =
  (name: string) =>
  (cause: unknown): never => {
    const expected = `@tensorflow/tfjs-backend-${name}`;
    throw new OneClassError('missing-package', `The "${name}" backend is not installed. Install it with \`npm install ${expected}@${tfjs}\`, the version of @tensorflow/tfjs.`, {
      argument: 'backend',
      expected,
      cause,
    });
  };
