import { defineConfig } from 'vitest/config';
import { CountReporter } from './scripts/count-reporter.ts';

// Workspace packages load their source: no build before a test.
const conditions = ['@oneclass/source', 'node', 'import', 'module', 'default'];

/**
 * `--mode full`: the slower tier, whose tests measure time and so run one after the other.
 * `--mode native`: what computes, on native TensorFlow, which `oneclass backend install` installs.
 */
const NATIVE = [
  'packages/{nn,autoencoder,svdd,anogan,baselines,dfr,padim,patchcore}/test/**/*.test.ts',
  'packages/{vgg-features,efficientnet-features}/test/**/*.test.ts',
  'examples/*/test/**/*.test.ts',
  'apps/cli/test/fuzz/*.test.ts',
];

const FULL = ['{packages,apps,examples}/*/test/**/*.full.test.ts', 'scripts/**/*.full.test.ts'];

export default defineConfig(({ mode }) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: { full: FULL, native: NATIVE }[mode] ?? [
      '{packages,apps,examples}/*/test/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', ...(mode === 'full' ? [] : ['**/*.full.test.ts'])],
    // What the machine has installed must not choose the backend.
    env: { ONECLASS_BACKEND: mode === 'native' ? 'native' : 'wasm' },
    setupFiles: ['scripts/test-guards.ts'],
    reporters: ['default', new CountReporter()],
    // A test that asserts nothing can't fail.
    expect: { requireAssertions: true },
    // What takes this long hangs: no busy machine is as slow.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // TensorFlow.js keeps its engine on the global object: a process of its own for each file, two
    // at a time.
    pool: 'forks',
    maxWorkers: mode === 'full' ? 1 : 2,
  },
}));
