import { createRequire } from 'node:module';
import { OneClassError } from '@oneclass/core';
import type * as TensorFlow from '@tensorflow/tfjs';
import { HERE } from './here.ts';

/** What a backend's package exports, of which this much is read. */
export interface BackendPackage {
  readonly version_wasm?: string;
}

/** What was imported here: a loader other than Node's own does not show it in `require.cache`. */
const imported = new Map<string, BackendPackage>();

/**
 * What `#import-backend` of the package stands for in Node; elsewhere it is src/not-imported.ts.
 *
 * @returns undefined where the program was bundled with it
 * @throws OneClassError `missing-package`, or `unsupported` when it is not whole
 */
export async function importBackend(
  name: 'webgpu' | 'wasm',
  tf: typeof TensorFlow,
): Promise<BackendPackage | undefined> {
  const specifier = `@tensorflow/tfjs-backend-${name}`;
  if (tf.findBackendFactory(name)) return imported.get(specifier) ?? alreadyLoaded(specifier);
  try {
    // Computed, and for Node alone: a bundler would have to find the package at build time.
    const loaded = (await import(
      /* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ specifier
    )) as BackendPackage;
    imported.set(specifier, loaded);
    return loaded;
  } catch (cause) {
    throw notLoaded(cause, { name, specifier, tfjs: tf.version.tfjs });
  }
}

/** A bundled copy is not among the files that Node has loaded. */
function alreadyLoaded(specifier: string): BackendPackage | undefined {
  const require = createRequire(HERE);
  try {
    return require.cache[require.resolve(specifier)]?.exports as BackendPackage | undefined;
  } catch {
    return undefined;
  }
}

function notLoaded(
  cause: unknown,
  { name, specifier, tfjs }: { name: string; specifier: string; tfjs: string },
): OneClassError {
  const message = cause instanceof Error ? cause.message : String(cause);
  // Node and bundlers name it in quotation marks when there is none; when it is not whole, a file
  // or another package.
  const isMissing = ["'", '"', '“'].some((quote) => message.includes(`${quote}${specifier}`));
  const what = isMissing
    ? 'is not installed'
    : `is installed but does not load (${message.split('\n')[0] ?? ''})`;
  return new OneClassError(
    isMissing ? 'missing-package' : 'unsupported',
    `The "${name}" backend ${what}. Install it with \`npm install ${specifier}@${tfjs} ` +
      `@tensorflow/tfjs-core@${tfjs}\`, the version of @tensorflow/tfjs; a program that is ` +
      `bundled imports it too: \`import '${specifier}'\`.`,
    { argument: 'backend', expected: specifier, cause },
  );
}
