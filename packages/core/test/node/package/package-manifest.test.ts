import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { declaringDependencies } from '../../../src/node/index.ts';
import { installedManifest, readManifest } from '../../../src/node/package/package-manifest.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** A folder with these files; what is not text becomes JSON. */
async function folderOf(files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await writeFile(join(folder, name), text);
  }
  return folder;
}

describe('readManifest', () => {
  it('says what the package declares', async () => {
    const oneclass = { methods: ['a', 'b'], features: ['f'], module: './node' };
    const folder = await folderOf({
      'package.json': {
        ...{ name: '@some/package', version: '1.2.3', exports: './index.js', oneclass },
        dependencies: { z: '1', a: '2' },
        devDependencies: { d: '3' },
      },
    });
    expect(await readManifest(folder)).toEqual({
      folder,
      name: '@some/package',
      version: '1.2.3',
      hasExports: true,
      dependencies: ['z', 'a'],
      declares: oneclass,
    });
  });

  it.each<[string, unknown, unknown]>([
    ['methods alone', { methods: ['a'] }, { methods: ['a'], features: [], module: '.' }],
    ['features alone', { features: ['f'] }, { methods: [], features: ['f'], module: '.' }],
    ['no field', undefined, undefined],
    ['a field that is null', null, undefined],
    ['a field that is text', 'methods', undefined],
    ['empty lists', { methods: [], features: [] }, undefined],
    ['a name outside of a list', { methods: 'a' }, undefined],
    ['what is no name', { methods: [1, 'a', null] }, { methods: ['a'], features: [], module: '.' }],
    [
      'an entry that is no text',
      { methods: ['a'], module: 1 },
      { methods: ['a'], features: [], module: '.' },
    ],
  ])('takes %s', async (_, oneclass, declares) => {
    const folder = await folderOf({ 'package.json': { name: 'p', oneclass } });
    expect(await readManifest(folder)).toEqual({
      ...{ folder, name: 'p', version: undefined, hasExports: false, dependencies: [] },
      declares,
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['no file', {}],
    ['a damaged file', { 'package.json': '{' }],
    ['no object', { 'package.json': 'null' }],
    ['no name', { 'package.json': { version: '1.0.0' } }],
    ['a name that is no text', { 'package.json': { name: 1 } }],
  ])('finds none with %s', async (_, files) => {
    expect(await readManifest(await folderOf(files))).toBeUndefined();
  });
});

describe('installedManifest', () => {
  it('finds the nearest, in the folder or above, but never the folder itself', async () => {
    const folder = await folderOf({
      'package.json': { name: 'own' },
      'node_modules/a/package.json': { name: 'a', version: 'far' },
      'node_modules/@s/b/package.json': { name: '@s/b' },
      'inner/package.json': { name: 'a', version: 'itself' },
      'inner/node_modules/b/package.json': { name: 'b', version: 'near' },
      'node_modules/b/package.json': { name: 'b', version: 'far' },
    });
    const inner = join(folder, 'inner');
    expect(await installedManifest('a', inner)).toMatchObject({ version: 'far' });
    expect(await installedManifest('b', inner)).toMatchObject({ version: 'near' });
    expect(await installedManifest('@s/b', join(inner, 'not', 'there'))).toMatchObject({
      folder: join(folder, 'node_modules', '@s', 'b'),
    });
    for (const name of ['own', 'nowhere', '../package', './a', '@s', '@s/../a', 'a/b', '', '..']) {
      expect(await installedManifest(name, folder), name).toBeUndefined();
    }
  });
});

describe('declaringDependencies', () => {
  it('are the dependencies that declare something, in the order of the manifest', async () => {
    const declaring = (name: string, oneclass: object): object => ({ name, oneclass });
    const folder = await folderOf({
      'app/package.json': {
        name: 'app',
        dependencies: { z: '*', plain: '*', missing: '*', '@s/features': '*', a: '*' },
        devDependencies: { dev: '*' },
      },
      'app/node_modules/z/package.json': declaring('z', { methods: ['zeta'] }),
      'app/node_modules/plain/package.json': { name: 'plain' },
      'app/node_modules/dev/package.json': declaring('dev', { methods: ['dev'] }),
      'app/node_modules/other/package.json': declaring('other', { methods: ['other'] }),
      'node_modules/a/package.json': declaring('a', { methods: ['alpha', 'beta'] }),
      'node_modules/@s/features/package.json': declaring('@s/features', { features: ['f'] }),
    });
    const found = await declaringDependencies(join(folder, 'app'));
    expect(
      found.map(({ name, declares }) => [name, declares?.methods, declares?.features]),
    ).toEqual([
      ['z', ['zeta'], []],
      ['@s/features', [], ['f']],
      ['a', ['alpha', 'beta'], []],
    ]);
  });

  it('are none where there is no manifest, or one without dependencies', async () => {
    expect(await declaringDependencies(await folderOf({}))).toEqual([]);
    expect(await declaringDependencies(await folderOf({ 'package.json': { name: 'p' } }))).toEqual(
      [],
    );
  });
});
