import { defineConfig } from 'vitest/config';
import { CountReporter } from './scripts/count-reporter.ts';

// Workspace packages load their source: no build before a test.
const conditions = ['@oneclass/source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['{packages,apps}/*/test/**/*.test.ts', 'scripts/**/*.test.ts'],
    setupFiles: ['scripts/test-guards.ts'],
    reporters: ['default', new CountReporter()],
    // A test that asserts nothing can't fail.
    expect: { requireAssertions: true },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // TensorFlow.js keeps its engine on the global object: a process of its own for each file, two at a time.
    pool: 'forks',
    maxWorkers: 2,
  },
});
