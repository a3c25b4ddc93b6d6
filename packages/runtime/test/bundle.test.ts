import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { build, type BuildResult } from 'esbuild';
import { expect, it } from 'vitest';
import { findAndLoadNative } from '../src/no-native.ts';
import { importBackend } from '../src/not-imported.ts';

const bundle = (
  platform: 'browser' | 'node',
  format: 'esm' | 'cjs' = 'esm',
): Promise<BuildResult<{ metafile: true }>> =>
  build({
    stdin: {
      contents: "export { useBackend } from './src/index.ts';",
      resolveDir: join(import.meta.dirname, '..'),
    },
    ...{
      bundle: true,
      format,
      platform,
      conditions: ['@oneclass/source'],
      metafile: true,
      write: false,
      logLevel: 'silent',
    },
  });
const files = ({ metafile }: BuildResult<{ metafile: true }>): string[] =>
  Object.keys(metafile.inputs).filter((file) => /src\/(node\/|not?-)/.test(file));

it('a browser’s bundle has nothing of Node, and says that the native backend is not for it', async () => {
  const result = await bundle('browser');
  expect(result.errors).toEqual([]);
  expect(files(result).sort()).toEqual([
    expect.stringMatching(/runtime\/src\/no-native\.ts$/) as string,
    expect.stringMatching(/runtime\/src\/not-imported\.ts$/) as string,
  ]);
  await expect(findAndLoadNative(tf)).rejects.toMatchObject({
    code: 'missing-package',
    message: expect.stringContaining('in Node only') as string,
  });
});

it('one for Node has the native backend', async () => {
  expect(files(await bundle('node'))).toContainEqual(
    expect.stringMatching(/runtime\/src\/node\/native\.ts$/),
  );
});

it.each(['browser', 'node'] as const)(
  'one for %s looks for no package of a backend: the program imports those that it ships',
  async (platform) => {
    const inputs = Object.keys((await bundle(platform)).metafile.inputs);
    expect(inputs.filter((file) => file.includes('tfjs-backend-webgl'))).not.toEqual([]);
    expect(inputs.filter((file) => /tfjs-backend-(wasm|webgpu)/.test(file))).toEqual([]);
  },
);

it('a backend that a page does not import is an error that shows how to', async () => {
  const name = 'webgpu';
  await expect(importBackend(name, tf)).rejects.toMatchObject({
    code: 'missing-package',
    message: expect.stringContaining("`import '@tensorflow/tfjs-backend-webgpu'`") as string,
  });
  tf.registerBackend(name, () => Promise.reject(new Error('not started here')));
  expect(await importBackend(name, tf)).toBeUndefined();
  tf.removeBackend(name);
});

it('one for Node in CommonJS, which has no import.meta.url, chooses a backend', async () => {
  const { outputFiles } = await bundle('node', 'cjs');
  const folder = await mkdtemp(join(tmpdir(), 'oneclass-bundle-'));
  const path = join(folder, 'bundle.cjs');
  await writeFile(path, outputFiles?.[0]?.contents ?? '');
  const run = `require(${JSON.stringify(path)}).useBackend().then(({ name, why }) =>
    console.log(JSON.stringify({ name, why })));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', run], {
    cwd: folder,
    env: { PATH: process.env.PATH, ONECLASS_CACHE_DIR: folder },
  });
  await rm(folder, { recursive: true });
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({
    name: 'cpu',
    why: 'no faster one is installed',
  });
});
