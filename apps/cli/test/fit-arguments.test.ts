import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultMethod } from '../src/default-method.ts';
import { callOneclass } from './call-oneclass.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-arguments-'));
  for (const name of ['parts', 'pca', 'alone/node_modules'])
    await mkdir(join(folder, name), { recursive: true });
  const manifest = { name: 'alone', dependencies: { '@oneclass/baselines': '*' } };
  await writeFile(join(folder, 'alone', 'package.json'), JSON.stringify(manifest));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fit = (...args: string[]) => callOneclass(['fit', ...args], folder);
const SMALL = ['-o', 'small.oneclass', '--size', '16', '--threshold', '1'];

describe('a fit that names no method', () => {
  it('takes the default on its features, and says so', async () => {
    const settings = ['--weights', 'random:0', '--set', 'channels=4', '--size', '32'];
    const { code, stdout, stderr } = await fit(
      'textures:weave',
      '-o',
      'd.oneclass',
      ...settings,
      '--json',
    );
    expect(stderr).toMatch(/^padim on efficientnet-lite0, the default: for parts that lie alike/m);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ method: 'padim', fittedOn: 200 });
  });

  it('names the one command that fetches the weights where they are missing', async () => {
    const { code, stderr } = await fit('textures:weave', '-o', 'd.oneclass');
    expect(code).not.toBe(0);
    expect(stderr).toContain('`oneclass weights download efficientnet-lite0`');
  });

  it('is told what to install where the default is not', async () => {
    const places = { own: join(folder, 'alone'), from: folder, say: () => undefined };
    await expect(defaultMethod(places, undefined)).rejects.toThrow(
      'Install it (npm install @oneclass/padim @oneclass/efficientnet-features).',
    );
    await expect(defaultMethod(places, 'vgg19')).rejects.toThrow('npm install @oneclass/padim)');
  });
});

describe('the method before the data, as it once was', () => {
  it('is taken, with a line that says the new form', async () => {
    const { code, stderr } = await fit('kde', 'textures:weave', ...SMALL);
    expect(stderr).toContain('by --method: oneclass fit textures:weave --method kde …');
    expect(stderr).toContain('kde on ');
    expect(code).toBe(0);
  });

  it.each<[string, string[], RegExp]>([
    [
      'where a folder has its name',
      ['pca', 'textures:weave'],
      /received "pca", "textures:weave"\. If "pca" is the method: .* textures:weave --method pca/,
    ],
    ['of a path', ['./my-method', 'parts'], /oneclass fit parts --method \.\/my-method/],
    ['beside --method', ['kde', 'parts', '--method', 'pca'], /takes one folder.*into one folder/],
    ['without data', ['kde'], /"kde" is a method.*oneclass fit DATA --method kde/],
    ['of several images', ['a.png', 'b.png', 'c.png', 'd.png'], /"c\.png" and 1 more\. Put/],
  ])('is refused %s', async (_, args, message) => {
    const { code, stdout, stderr } = await fit(...args, ...SMALL);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('a folder with the name of a method is data', async () => {
    const { stderr } = await fit('pca', '--method', 'kde', ...SMALL);
    expect(stderr).toMatch(/pca: no images there/);
  });
});
