import { isOneClassError, OneClassError } from '@oneclass/core';
import {
  startCpu,
  startNative,
  startWasm,
  startWebgpu,
  type StartedBackend,
} from './start-backend.ts';

export type { StartedBackend };

/** Best first. */
export const BACKENDS = ['native', 'webgpu', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

export interface BackendChoice extends StartedBackend {
  readonly name: BackendName;
  /** Why this one, in a few words. */
  readonly why: string;
  /**
   * A better one, or a GPU, is there and does not work: what is wrong and how to mend it. To be
   * shown.
   */
  readonly warning?: string;
}

const START: Readonly<Record<BackendName, () => Promise<StartedBackend>>> = {
  native: startNative,
  webgpu: startWebgpu,
  wasm: startWasm,
  cpu: startCpu,
};

const WHY: Readonly<Record<BackendName, string>> = {
  native: 'TensorFlow itself is installed',
  webgpu: 'WebGPU is there, native TensorFlow is not',
  wasm: 'neither native TensorFlow nor WebGPU is installed',
  cpu: 'no faster one is installed',
};

/**
 * Loads a TensorFlow.js backend and makes it the current one: `preference`, else that of the
 * environment variable `ONECLASS_BACKEND`, else the best that is there.
 *
 * @throws OneClassError of a backend that was asked for: `unknown-name`; `missing-package` with
 *   the command that installs it; `unsupported` when it does not work here. Never another one in
 *   its place
 */
export async function useBackend(preference?: string): Promise<BackendChoice> {
  if (preference !== undefined)
    return startNamed(preference, { why: 'as asked', argument: 'backend' });
  const variable = (globalThis as { process?: NodeJS.Process }).process?.env?.ONECLASS_BACKEND;
  if (variable)
    return startNamed(variable, { why: 'as ONECLASS_BACKEND asks', argument: 'ONECLASS_BACKEND' });
  return startBest();
}

async function startNamed(
  name: string,
  { why, argument }: { why: string; argument: string },
): Promise<BackendChoice> {
  if (!isBackendName(name)) {
    const expected = BACKENDS.join(', ');
    throw new OneClassError(
      'unknown-name',
      `There is no backend "${name}". Choose one of: ${expected}.`,
      { argument, expected, received: name },
    );
  }
  return { name, why, ...(await START[name]()) };
}

async function startBest(): Promise<BackendChoice> {
  let warning: string | undefined;
  for (const name of BACKENDS) {
    try {
      const started = await START[name]();
      const why = warning === undefined ? WHY[name] : 'the best of those that work';
      return { name, why, ...started, ...(warning !== undefined && { warning }) };
    } catch (error) {
      if (!isOneClassError(error) || name === 'cpu') throw error;
      if (error.code !== 'missing-package') warning ??= error.message;
    }
  }
  throw new OneClassError('unsupported', 'No TensorFlow.js backend works here.');
}

const isBackendName = (name: string): name is BackendName =>
  (BACKENDS as readonly string[]).includes(name);
