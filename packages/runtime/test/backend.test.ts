import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useBackend } from '../src/index.ts';

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'oneclass-backend-'));
  vi.stubEnv('ONECLASS_CACHE_DIR', cache);
  vi.stubEnv('ONECLASS_BACKEND', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await rm(cache, { recursive: true });
});

describe('useBackend', () => {
  it('takes wasm where nothing better is installed, and says why', async () => {
    const choice = await useBackend();
    expect(choice).toEqual({
      name: 'wasm',
      why: expect.stringContaining('native TensorFlow') as string,
      versions: { tfjs: tf.version.tfjs, 'tfjs-backend-wasm': '4.22.0' },
      device: 'CPU',
      threads: 1,
    });
    expect(tf.getBackend()).toBe('wasm');
  });

  it('knows the version of a wasm package that the program has imported itself', async () => {
    await useBackend('wasm');
    expect((await useBackend('wasm')).versions).toEqual({
      tfjs: tf.version.tfjs,
      'tfjs-backend-wasm': '4.22.0',
    });
  });

  it('takes the one asked for', async () => {
    expect(await useBackend('cpu')).toMatchObject({ name: 'cpu', why: 'as asked' });
    expect(tf.getBackend()).toBe('cpu');
  });

  it('takes the one that the environment asks for, unless told otherwise', async () => {
    vi.stubEnv('ONECLASS_BACKEND', 'cpu');
    expect(await useBackend()).toMatchObject({
      name: 'cpu',
      why: expect.stringContaining('ONECLASS_BACKEND') as string,
    });
    expect(await useBackend('wasm')).toMatchObject({ name: 'wasm' });
  });

  it('refuses a name it does not know, with those it does, and says where it is from', async () => {
    await expect(useBackend('tensorrt')).rejects.toMatchObject({
      code: 'unknown-name',
      argument: 'backend',
      message: expect.stringContaining('native, webgpu, webgl, wasm, cpu') as string,
    });
    vi.stubEnv('ONECLASS_BACKEND', 'gpu');
    await expect(useBackend()).rejects.toMatchObject({
      code: 'unknown-name',
      argument: 'ONECLASS_BACKEND',
    });
  });

  it('never takes another in place of one that is asked for', async () => {
    await useBackend('wasm');
    await expect(useBackend('native')).rejects.toMatchObject({
      code: 'missing-package',
      message: expect.stringContaining('backend install') as string,
    });
    await expect(useBackend('webgpu')).rejects.toMatchObject({
      code: 'missing-package',
      message: expect.stringContaining('navigator.gpu') as string,
    });
    vi.stubGlobal('navigator', { gpu: {} });
    await expect(useBackend('webgpu')).rejects.toMatchObject({
      code: 'missing-package',
      message: expect.stringContaining(
        'npm install @tensorflow/tfjs-backend-webgpu@4.22.0 @tensorflow/tfjs-core@4.22.0',
      ) as string,
    });
    await expect(useBackend('webgl')).rejects.toMatchObject({
      code: 'missing-package',
      message: expect.stringContaining('in browsers only') as string,
    });
    expect(tf.getBackend()).toBe('wasm');
  });
});

describe('a wasm package that is not whole', () => {
  let factory: ReturnType<typeof tf.findBackendFactory>;
  beforeEach(async () => {
    await useBackend('wasm');
    factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    vi.resetModules();
    vi.doMock('@tensorflow/tfjs-backend-wasm', () =>
      Promise.reject(new SyntaxError('Unexpected end of input')),
    );
  });
  afterEach(() => {
    vi.doUnmock('@tensorflow/tfjs-backend-wasm');
    tf.registerBackend('wasm', factory);
  });

  it('is told from one that is not installed', async () => {
    const { useBackend } = await import('../src/index.ts');
    await expect(useBackend('wasm')).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(
        new RegExp(
          /is installed but does not load \(.+\)\. /.source +
            /Install it with `npm install @tensorflow\/tfjs-backend-wasm@/.source,
        ),
      ) as string,
    });
    expect(await useBackend()).toMatchObject({
      name: 'cpu',
      why: 'the best of those that work',
      warning: expect.stringContaining('does not load') as string,
    });
  });
});

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
  'a native backend that is installed and broken',
  () => {
    beforeEach(async () => {
      const folder = join(cache, 'backends', 'native-linux-x64-cpu');
      const entry = join(folder, 'node_modules/@tensorflow/tfjs-node-gpu/dist/index.js');
      await mkdir(dirname(entry), { recursive: true });
      await writeFile(join(folder, 'installation.json'), '{"format":1,"tensorflow":"2.21.0"}');
      await writeFile(
        entry,
        'throw new Error("libtensorflow_cc.so.2: cannot open shared object file\\nRequire ' +
          'stack: …")',
      );
    });

    const message = expect.stringMatching(
      /does not load \(libtensorflow_cc\.so\.2: cannot open shared object file; .+backend install/,
    ) as string;

    it('is an error when it is asked for', async () => {
      await expect(useBackend('native')).rejects.toMatchObject({ code: 'unsupported', message });
    });

    it('is passed over, with a warning, when it is not', async () => {
      expect(await useBackend()).toMatchObject({
        name: 'wasm',
        why: 'the best of those that work',
        warning: message,
      });
    });
  },
);
