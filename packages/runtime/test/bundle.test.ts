import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { build, type BuildResult } from 'esbuild';
import { expect, it } from 'vitest';
import { findAndLoadNative } from '../src/no-native.ts';

const bundle = (platform: 'browser' | 'node'): Promise<BuildResult<{ metafile: true }>> =>
  build({
    stdin: {
      contents: "export { useBackend } from './src/index.ts';",
      resolveDir: join(import.meta.dirname, '..'),
    },
    ...{
      bundle: true,
      format: 'esm',
      platform,
      conditions: ['@oneclass/source'],
      metafile: true,
      write: false,
      logLevel: 'silent',
    },
  });
const files = ({ metafile }: BuildResult<{ metafile: true }>): string[] =>
  Object.keys(metafile.inputs).filter((file) => /src\/(node|no-native)/.test(file));

it('a browser’s bundle has nothing of Node, and says that the native backend is not for it', async () => {
  const result = await bundle('browser');
  expect(result.errors).toEqual([]);
  expect(files(result)).toEqual([expect.stringMatching(/runtime\/src\/no-native\.ts$/) as string]);
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
