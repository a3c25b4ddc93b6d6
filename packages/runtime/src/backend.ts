import { checkNodeVersion, isOneClassError, OneClassError } from '@oneclass/core';
import { isNode } from './is-node.ts';
import {
  startCpu,
  startNative,
  startWasm,
  startWebgl,
  startWebgpu,
  type StartedBackend,
} from './start-backend.ts';

export type { StartedBackend };

/** Best first. */
export const BACKENDS = ['native', 'webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

export interface BackendChoice extends StartedBackend {
  readonly name: BackendName;
  /** Why this one, in a few words. */
  readonly why: string;
  /**
   * Better ones, or a GPU, are there and do not work: what is wrong and how to mend it. To be
   * shown.
   */
  readonly warning?: string;
}

const START: Readonly<Record<BackendName, () => Promise<StartedBackend>>> = {
  native: startNative,
  webgpu: startWebgpu,
  webgl: startWebgl,
  wasm: startWasm,
  cpu: startCpu,
};

const why = (name: BackendName): string =>
  ({
    native: 'TensorFlow itself is installed',
    webgpu: isNode() ? 'WebGPU is there, native TensorFlow is not' : 'WebGPU is there',
    webgl: 'WebGL is there, WebGPU is not, or its package is not imported',
    wasm: isNode()
      ? 'neither native TensorFlow nor WebGPU is installed'
      : 'neither WebGPU nor WebGL is there',
    cpu: isNode()
      ? 'no faster one is installed'
      : 'there is no WebGL here, and neither @tensorflow/tfjs-backend-wasm nor -webgpu is imported',
  })[name];

/**
 * Loads a TensorFlow.js backend and makes it the current one: `preference`, else that of the
 * environment variable `ONECLASS_BACKEND`, else the best that is there. Node finds the packages of
 * backends by itself. Elsewhere, and where the program is bundled, one is there when the program
 * imports its package (`import '@tensorflow/tfjs-backend-wasm'`); WebGL and cpu come with
 * `@tensorflow/tfjs`.
 *
 * @throws OneClassError of a backend that was asked for: `unknown-name`; `missing-package` with
 *   the command that installs it; `unsupported` when it does not work here. Never another one in
 *   its place. `unsupported` in Node before 20.19, whatever is asked for
 */
export async function useBackend(preference?: string): Promise<BackendChoice> {
  checkNodeVersion();
  if (preference !== undefined)
    return startNamed(preference, { why: 'as asked', argument: 'backend' });
  const variable = (globalThis as { process?: NodeJS.Process }).process?.env?.ONECLASS_BACKEND;
  if (variable)
    return startNamed(variable, { why: 'as ONECLASS_BACKEND asks', argument: 'ONECLASS_BACKEND' });
  return startBest();
}

async function startNamed(
  name: string,
  { why, argument }: Readonly<Record<'why' | 'argument', string>>,
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
  const warnings: string[] = [];
  for (const name of BACKENDS) {
    try {
      const { warning, ...started } = await START[name]();
      const isFirst = warnings.length === 0;
      if (warning !== undefined) warnings.push(warning);
      return {
        name,
        why: isFirst ? why(name) : 'the best of those that work',
        ...started,
        ...(warnings.length > 0 && { warning: warnings.join(' ') }),
      };
    } catch (error) {
      if (!isOneClassError(error) || name === 'cpu') throw error;
      if (error.code !== 'missing-package') warnings.push(error.message);
    }
  }
  throw new OneClassError('unsupported', 'No TensorFlow.js backend works here.');
}

const isBackendName = (name: string): name is BackendName =>
  (BACKENDS as readonly string[]).includes(name);
