import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import nodeUtil from 'node:util';
import { OneClassError } from '@oneclass/core';
import type * as TensorFlow from '@tensorflow/tfjs';
import { handOverTfjs } from './borrowed-tfjs.ts';
import { HERE } from './here.ts';
import { backendsFolder, entryOf, findInstallations } from './installation.ts';
import { withoutGlibc } from './libc.ts';
import { unusedGpuWarning } from './unused-gpu.ts';

export interface NativeBackend {
  readonly versions: { readonly 'tfjs-node': string; readonly tensorflow: string };
  readonly device: 'CPU' | 'GPU';
  readonly threads: number;
  /** That a GPU is not used; to be shown. */
  readonly warning?: string;
}

const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];
const INSTALL =
  'Install it with `npx @oneclass/cli backend install` (Linux on x86-64) or, elsewhere, ' +
  '`npm install @tensorflow/tfjs-node`.';
const MEND = 'Mend it with `npx @oneclass/cli backend install`, or choose another backend.';
const MEND_PACKAGE =
  'Run its install script (`npm rebuild`, `pnpm approve-builds`), or take it out of the ' +
  'project and run `npx @oneclass/cli backend install`.';

/** Of TensorFlow, where the environment does not say otherwise. */
const SETTINGS = {
  TF_CPP_MIN_LOG_LEVEL: '2',
  // TensorFlow turns oneDNN on by itself only where the processor has instructions for neural
  // networks (AVX-512 VNNI).
  TF_ENABLE_ONEDNN_OPTS: '1',
  // On NVIDIA GPUs: float32 in full, not its first 10 bits (TF32); the same result in every run;
  // and memory taken as it is needed: by itself TensorFlow takes all of it, and a second process on
  // the same GPU then fails.
  NVIDIA_TF32_OVERRIDE: '0',
  TF_DETERMINISTIC_OPS: '1',
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
};

const require = createRequire(HERE);

/** What `#native` of the package stands for in Node; elsewhere it is src/no-native.ts. */
export const findAndLoadNative = async (tf: typeof TensorFlow): Promise<NativeBackend> =>
  loadNative(tf, await findNative(tf.version.tfjs));

/**
 * The native backend's entry file: of a package in the project, made by its own installer, else of
 * what `installNative` made.
 *
 * @throws OneClassError `missing-package` when there is none; `unsupported` when it brings a
 *   TensorFlow.js of its own
 */
async function findNative(tfjs: string): Promise<string> {
  for (const name of PACKAGES) {
    const entry = resolved(require, name);
    if (entry === undefined) continue;
    if (
      resolved(createRequire(entry), '@tensorflow/tfjs') === resolved(require, '@tensorflow/tfjs')
    )
      return entry;
    throw new OneClassError(
      'unsupported',
      `${name} takes another copy or version of @tensorflow/tfjs than this project: two can't ` +
        `work together. Run \`npm install ${name}@${tfjs} @tensorflow/tfjs@${tfjs}\`.`,
      {
        argument: 'backend',
        expected: tfjs,
      },
    );
  }
  const [installation] = await findInstallations();
  if (installation) return entryOf(installation.folder);
  throw new OneClassError(
    'missing-package',
    `The "native" backend is not installed. ${withoutGlibc() ?? INSTALL}`,
    {
      argument: 'backend',
      expected: PACKAGES.join(' or '),
    },
  );
}

/**
 * Loads the native backend into this process, as a backend of `tf` named 'tensorflow'.
 *
 * @throws OneClassError `unsupported` when it does not load
 */
export function loadNative(tf: typeof TensorFlow, entry: string): NativeBackend {
  for (const [name, value] of Object.entries(SETTINGS)) process.env[name] ??= value;
  restoreIsNullOrUndefined();
  const takeBack = handOverTfjs(tf);
  try {
    const { version } = require(entry) as { version: Record<string, string> };
    const { binding, isUsingGpuDevice } = tf.engine().findBackend('tensorflow') as unknown as {
      binding: { TF_Version: string };
      isUsingGpuDevice: boolean;
    };
    const device = isUsingGpuDevice ? 'GPU' : 'CPU';
    const warning = unusedGpuWarning(entry, device);
    return {
      versions: { 'tfjs-node': version['tfjs-node'] ?? '', tensorflow: binding.TF_Version },
      device,
      threads: threadCount(),
      ...(warning !== undefined && { warning }),
    };
  } catch (cause) {
    throw new OneClassError(
      'unsupported',
      `The "native" backend is installed but does not load (${firstLine(cause)}; ${entry}). ` +
        `${entry.startsWith(backendsFolder()) ? MEND : MEND_PACKAGE}`,
      { argument: 'backend', received: 'native', cause },
    );
  } finally {
    takeBack();
  }
}

/** Node 22 warns of it (DEP0051), Node 23 took it out; the package calls it. */
function restoreIsNullOrUndefined(): void {
  const util = nodeUtil as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined = (value) => value === null || value === undefined;
}

/** As TensorFlow itself counts them. */
const threadCount = (): number =>
  Number(process.env.TF_NUM_INTRAOP_THREADS) || availableParallelism();

const firstLine = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';

function resolved(from: NodeJS.Require, name: string): string | undefined {
  try {
    return from.resolve(name);
  } catch {
    return undefined;
  }
}
