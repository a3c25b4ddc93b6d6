/** The real one: from PyPI and npm, built here. Takes a minute or a few, and the network. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../../../apps/cli/src/main.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const SOURCE = ['--conditions=@oneclass/source', '--import', TSX];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-native-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const node = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, [...SOURCE, ...args], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, ONECLASS_CACHE_DIR: folder, ONECLASS_BACKEND: '' },
  });

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('native TensorFlow', () => {
  it('is installed by one command', async () => {
    const { stdout, stderr } = await node(MAIN, 'backend', 'install', '--cpu');
    expect(stdout.trim()).toBe(join(folder, 'backends', 'native-linux-x64-cpu'));
    expect(stderr).toMatch(/TensorFlow 2\.21\.\d+ \(cpu\) is installed and works: CPU/);
  });

  it('is the same engine as TensorFlow.js, and quiet', async () => {
    const { stdout, stderr } = await node(
      fileURLToPath(new URL('./native-child.ts', import.meta.url)),
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      name: 'native',
      tensorflow: expect.stringMatching(/^2\.21\./) as string,
      sum: [3, 3],
      copies: 1,
      tensorsLeft: 0,
    });
  });

  it('fits and scores', async () => {
    const file = join(folder, 'd.oneclass');
    const { stdout, stderr } = await node(
      MAIN,
      'fit',
      'textures:weave',
      '--method',
      'mlp-autoencoder',
      '-o',
      file,
      '--set',
      'epochs=1',
      '--size',
      '16',
      '--json',
    );
    expect(stderr).toMatch(/native backend/);
    expect(JSON.parse(stdout)).toMatchObject({ method: 'mlp-autoencoder' });
    const evaluated = await node(MAIN, 'evaluate', file, 'textures:weave', '--json');
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ auroc: expect.any(Number) as number });
  });

  it('is removed by one command', async () => {
    expect((await node(MAIN, 'backend', 'remove')).stderr).toMatch(/is removed/);
    expect((await node(MAIN, 'backend', 'remove')).stderr).toMatch(/nothing to remove/);
  });
});
