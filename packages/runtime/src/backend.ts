import * as tf from '@tensorflow/tfjs';
import { OneClassError } from '@oneclass/core';

export const BACKENDS = ['wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

export interface BackendChoice {
  readonly name: BackendName;
  /** Why this one, in a few words. */
  readonly reason: string;
  /** Versions of what computes, for results: `{ tfjs: '4.22.0' }`. */
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Loads a TensorFlow.js backend and makes it the current one: `preference`, else wasm.
 * @throws OneClassError `unknown-name`, or `missing-package` with the command that installs it; never falls back by itself
 */
export async function useBackend(preference?: string): Promise<BackendChoice> {
  const name = preference ?? 'wasm';
  if (!isBackendName(name)) {
    throw new OneClassError('unknown-name', `There is no backend "${name}". Choose one of: ${BACKENDS.join(', ')}.`, {
      argument: 'backend',
      expected: BACKENDS.join(', '),
      received: name,
    });
  }
  const versions = { tfjs: tf.version.tfjs, ...(name === 'wasm' && { 'tfjs-backend-wasm': await importWasm() }) };
  if (!(await tf.setBackend(name))) {
    throw new OneClassError('unsupported', `The "${name}" backend could not start on this machine. Choose another: ${BACKENDS.join(', ')}.`, {
      argument: 'backend',
      received: name,
    });
  }
  await tf.ready();
  const reason = preference === undefined ? 'the default: works wherever Node does' : 'as asked';
  return { name, reason, versions };
}

const isBackendName = (name: string): name is BackendName => (BACKENDS as readonly string[]).includes(name);

/** Its version. */
async function importWasm(): Promise<string> {
  try {
    return (await import('@tensorflow/tfjs-backend-wasm')).version_wasm;
  } catch (cause) {
    throw new OneClassError(
      'missing-package',
      'The "wasm" backend is not installed. Install it with `npm install @tensorflow/tfjs-backend-wasm`, in the version of @tensorflow/tfjs.',
      { argument: 'backend', expected: '@tensorflow/tfjs-backend-wasm', cause },
    );
  }
}
