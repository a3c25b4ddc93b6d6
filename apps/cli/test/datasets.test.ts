import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadSet } from '@oneclass/core/node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { callOneclass } from './call-oneclass.ts';

vi.mock('@oneclass/core/node', async (load) => ({
  ...(await load<typeof import('@oneclass/core/node')>()),
  downloadSet: vi.fn(),
}));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-datasets-'));
  for (const [set, names] of [
    ['kmnist', ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']],
    [
      'mnist',
      [
        'train-images-idx3-ubyte.gz',
        'train-labels-idx1-ubyte.gz',
        't10k-images-idx3-ubyte',
        't10k-labels-idx1-ubyte',
      ],
    ],
    ['fashion-mnist', ['train-images-idx3-ubyte.gz']],
    ['mvtec-ad/leather', ['any.png']],
  ] as const) {
    await mkdir(join(folder, set), { recursive: true });
    for (const name of names) await writeFile(join(folder, set, name), '');
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('oneclass datasets', () => {
  it('lists each with its licence, and where it is or how to get it', async () => {
    const { code, stdout } = await callOneclass(['datasets', '--data-dir', folder]);
    expect(code).toBe(0);
    const whereOf = (name: string): string =>
      new RegExp(`^${name}  .+\n  licence +\\S.*\n  classes +.+\n  where +(.+)$`, 'm').exec(
        stdout,
      )?.[1] ?? 'not listed';
    expect(
      Object.fromEntries(
        [
          'digits',
          'mnist',
          'kmnist',
          'fashion-mnist',
          'cifar10',
          'textures',
          'mvtec-ad',
          'mvtec-loco',
          'mvtec-ad-2',
          'btad',
          'visa',
        ].map((name) => [name, whereOf(name)]),
      ),
    ).toEqual({
      digits: 'drawn when it is used, as digits:0',
      mnist: join(folder, 'mnist'),
      kmnist: `${join(folder, 'kmnist')} (only its test split)`,
      'fashion-mnist': expect.stringMatching(/train-labels-idx1-ubyte/) as string,
      cifar10: 'not here; oneclass datasets download cifar10',
      textures: 'drawn when it is used, as textures:weave',
      'mvtec-ad': `${join(folder, 'mvtec-ad')} (only leather); as mvtec-ad:leather`,
      'mvtec-loco': expect.stringContaining('not here; fetch it by hand from http') as string,
      'mvtec-ad-2': expect.stringContaining('not here; fetch it by hand from http') as string,
      btad: expect.stringContaining('not here; fetch it by hand from http') as string,
      visa: expect.stringContaining('not here; fetch it by hand from https') as string,
    });
  });

  it('lists them for programs', async () => {
    const { stdout } = await callOneclass(['datasets', '--data-dir', folder, '--json']);
    const sets = JSON.parse(stdout) as { name: string }[];
    expect(sets.find(({ name }) => name === 'kmnist')).toMatchObject({
      licence: expect.stringContaining('CC BY-SA') as string,
      splits: ['test'],
      folders: [join(folder, 'kmnist')],
      problem: null,
    });
    expect(sets.find(({ name }) => name === 'mvtec-ad')).toMatchObject({
      folders: [join(folder, 'mvtec-ad')],
      categories: ['leather'],
    });
    expect(sets.find(({ name }) => name === 'fashion-mnist')).toMatchObject({
      folders: [],
      problem: expect.any(String) as string,
    });
  });
});

describe('oneclass datasets download', () => {
  it('shows the licence first, then what goes on, and prints the folder', async () => {
    vi.mocked(downloadSet).mockImplementation(
      async (name, { folder: target = '', onProgress } = {}) => {
        process.stderr.write('<begun>\n');
        onProgress?.({ type: 'download-progress', file: 'a.gz', done: 10, total: 20 });
        onProgress?.({
          type: 'download-retry',
          file: 'a.gz',
          reason: 'the connection broke off',
          seconds: 2,
        });
        onProgress?.({ type: 'download-wait', folder: target });
        return { set: { name } as never, folder: join(target, name), files: [] };
      },
    );
    const { code, stdout, stderr } = await callOneclass([
      'datasets',
      'download',
      'mnist',
      '--folder',
      folder,
    ]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${join(folder, 'mnist')}\n` });
    expect(stderr).toMatch(
      new RegExp(
        /^MNIST.*\nLicence: CC BY-SA 3\.0\. http.*\n<begun>\n/.source +
          /a\.gz: the connection broke off; trying again in 2 s\nAnother process/.source,
      ),
    );
  });
});
