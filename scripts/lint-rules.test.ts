import { join } from 'node:path';
import { ESLint, Linter } from 'eslint';
import { parser } from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { rules } from './lint-rules.js';

const eslint = new ESLint({ cwd: join(import.meta.dirname, '..') });

function reported(rule: string, code: string): number {
  const config: Linter.Config = {
    plugins: { oneclass: { rules } },
    rules: { [`oneclass/${rule}`]: 'error' },
    languageOptions: { parser: parser },
  };
  return new Linter().verify(code, config).length;
}

async function isOn(rule: string, file: string): Promise<boolean> {
  const config = (await eslint.calculateConfigForFile(file)) as {
    rules: Record<string, [severity: number]>;
  };
  return (config.rules[`oneclass/${rule}`]?.[0] ?? 0) > 0;
}

describe('the project rules', () => {
  it.each([
    ['no-math-random', 'const x = Math.random();'],
    ['no-math-random', 'const draw = Math.random;'],
    ['no-math-random', 'const { random } = Math;'],
    ['no-console', "console.warn('x');"],
    ['no-console', "process.stdout.write('x');"],
    ['no-default-export', 'export default 1;'],
    ['no-default-export', 'const a = 1; export { a as default };'],
    ['no-default-export', "export { default } from './a.ts';"],
    ['no-node-import', "import { readFile } from 'node:fs/promises';"],
    ['no-node-import', "import fs from 'fs';"],
    ['no-node-import', "import type { Sharp } from 'sharp';"],
    ['no-node-import', "export * from 'node:path';"],
    ['no-node-import', "const { sep } = await import('path');"],
    ['no-node-import', "type Sharp = import('sharp').Sharp;"],
    ['no-backend-import', "import '@tensorflow/tfjs-backend-wasm';"],
    ['no-backend-import', "const tf = await import('@tensorflow/tfjs-node');"],
    ['no-backend-import', "import type { Tensor } from '@tensorflow/tfjs-core';"],
    ['no-global-kernel', "import * as tf from '@tensorflow/tfjs'; tf.registerKernel({});"],
    ['no-global-kernel', "import { registerGradient as add } from '@tensorflow/tfjs'; "],
    ['no-global-kernel', "tf['engine']().x; unregisterKernel('Add', 'wasm');"],
  ])('%s reports %s', (rule, code) => {
    expect(reported(rule, code)).toBe(1);
  });

  it.each([
    ['no-math-random', 'const x = Math.max(rng.random(), 1);'],
    ['no-console', 'print(x); process.exitCode = 1; createProgress(process.stderr);'],
    ['no-default-export', "export { a } from './a.ts'; import b from 'b';"],
    ['no-node-import', "import { a } from './node/path.ts'; import { b } from 'pathology';"],
    ['no-backend-import', "import * as tf from '@tensorflow/tfjs';"],
    ['no-global-kernel', "tf.getKernel('Add', 'wasm'); tf.customGrad(f);"],
  ])('%s leaves %s alone', (rule, code) => {
    expect(reported(rule, code)).toBe(0);
  });

  it.each([
    ['no-math-random', 'packages/core/src/rng.ts', true],
    ['no-math-random', 'packages/core/test/rng.test.ts', true],
    ['no-console', 'packages/core/src/rng.ts', true],
    ['no-console', 'apps/cli/src/main.ts', true],
    ['no-console', 'apps/cli/src/print.ts', false],
    ['no-console', 'packages/nn/src/print.ts', true],
    ['no-console', 'packages/terminal/src/program.ts', false],
    ['no-default-export', 'packages/core/src/index.ts', true],
    ['no-default-export', 'packages/autoencoder/src/index.ts', false],
    ['no-default-export', 'packages/autoencoder/src/method.ts', true],
    ['no-default-export', 'vitest.config.ts', false],
    ['no-node-import', 'packages/core/src/error.ts', true],
    ['no-node-import', 'packages/core/src/node/folder/list-images.ts', false],
    ['no-node-import', 'packages/nn/src/index.ts', true],
    ['no-node-import', 'packages/autoencoder/src/index.ts', true],
    ['no-node-import', 'packages/report/src/index.ts', false],
    ['no-node-import', 'packages/nn/test/op.test.ts', false],
    ['no-backend-import', 'packages/report/src/index.ts', true],
    ['no-backend-import', 'packages/runtime/src/index.ts', false],
    ['no-backend-import', 'packages/nn/test/op.test.ts', false],
    ['no-global-kernel', 'packages/nn/src/index.ts', true],
  ])('%s in %s: %s', async (rule, file, on) => {
    expect(await isOn(rule, file)).toBe(on);
  });

  it('are silent about what is ignored', async () => {
    expect(await eslint.isPathIgnored('packages/nn/scratch/a.mjs')).toBe(true);
  });
});
