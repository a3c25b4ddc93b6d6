import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFeatureMethod } from '../../../src/index.ts';
import { loadDeclared, loadPackage } from '../../../src/node/index.ts';
import { processConditions } from '../../../src/node/package/process-conditions.ts';
import { description, methodText, UNUSED } from './method-text.ts';

let from: string;

const namesOf = (parts: readonly { readonly name: string }[]): string[] =>
  parts.map(({ name }) => name);

const onFeaturesText = (name: string): string => `{ ${description(name)}, on: ${UNUSED} }`;
const providerText = (name: string): string =>
  `{ name: '${name}', summary: 'Nothing.', defaults: {}, recognizes: () => false, ` +
  `open: ${UNUSED} }`;
const manifest = (name: string, exported: unknown = './index.js', more: object = {}): string =>
  JSON.stringify({ name, type: 'module', exports: exported, ...more });
const several =
  `export const zeta = ${methodText('zeta')};\nexport const alpha = ` +
  `${methodText('alpha')};\nexport default alpha;\nexport const version = 3;\nexport class ` +
  'Fits { fit() {} }\n';
const mixed =
  `export const eyes = ${providerText('eyes')};\nexport const patches = ` +
  `${onFeaturesText('patches')};\nexport const pixels = ${methodText('pixels')};\n` +
  'export { patches as default };\nexport const helper = () => 1;\n';

/** Notes in a global list that it ran, and exports a method. */
const noting = (name: string): string =>
  `(globalThis.ranModules ??= []).push('${name}');\nexport default ${methodText(name)};`;
const ran = (): readonly string[] =>
  (globalThis as { ranModules?: readonly string[] }).ranModules ?? [];

beforeAll(async () => {
  from = await realpath(await mkdtemp(join(tmpdir(), 'oneclass-load-')));
  const files: Record<string, string> = {
    'one.mjs': `export default ${methodText('one')};`,
    'named.mjs':
      `export const two = ${methodText('two')};\n` + `export const three = ${methodText('three')};`,
    'none.mjs': 'export const fit = () => 1;\nexport const answer = 42;',
    'empty.mjs': '',
    'broken.mjs': "import 'not-installed-anywhere';",
    'throwing.mjs': "throw new RangeError('no luck');",
    'half.mjs':
      `const { nearestShape, restore, ...rest } = ${methodText('half')};\nexport default { ` +
      "...rest, defaults: {}, outputs: ['map'] };",
    'odd-guide.mjs': `export default { ...${methodText('odd')}, guide: 'for anything' };`,
    'half-on.mjs':
      `const { outputs, ...rest } = ${onFeaturesText('half')};\nexport const half = { ...rest, ` +
      "resumable: 'yes' };",
    'half-provider.mjs':
      `const { recognizes, summary, ...rest } = ${providerText('half')};\n` +
      `export const whole = ${methodText('whole')};\nexport const half = rest;`,
    'provider.mjs': `export default ${providerText('alone')};`,
    'several/package.json': manifest('several', './index.js', { version: '1.2.3' }),
    'several/index.js': several,
    'mixed/package.json': manifest('mixed', undefined, { version: '0.1.0' }),
    'mixed/index.js': mixed,
    'under-node/package.json': manifest(
      'under-node',
      { '.': './main.js', './node': './node.js' },
      { oneclass: { methods: ['in-node'], module: './node' } },
    ),
    'under-node/main.js': 'export const nothing = 1;',
    'under-node/node.js': `export default ${methodText('in-node')};`,
    'unnamed/package.json': '{}',
    'damaged/package.json': '{',
    'plain/readme.txt': '',
    'node_modules/installed/package.json': manifest(
      'installed',
      { '.': { 'some-condition': './some.js', types: './index.d.ts', default: './index.js' } },
      { version: '4.5.6' },
    ),
    'node_modules/installed/index.js': `export default ${methodText('installed')};`,
    'node_modules/installed/some.js': `export default ${methodText('under-condition')};`,
    'node_modules/open/package.json': JSON.stringify({ name: 'open', type: 'module' }),
    'node_modules/open/deep.js': `export default ${methodText('deep')};`,
    'node_modules/unbuilt/package.json': manifest('unbuilt', './dist/index.js'),
    'node_modules/named-like-a-folder/package.json': manifest('named-like-a-folder'),
    'node_modules/named-like-a-folder/index.js': `export default ${methodText('from-package')};`,
    'named-like-a-folder/package.json': manifest('other'),
    'named-like-a-folder/index.js': `export default ${methodText('from-folder')};`,
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(from, name)), { recursive: true });
    await writeFile(join(from, name), text);
  }
});
afterAll(() => rm(from, { recursive: true, force: true }));

describe('loadPackage', () => {
  it.each([
    ['a path', () => './one.mjs', undefined, ['one'], 'one'],
    ['a path without a dot', () => 'one.mjs', undefined, ['one'], 'one'],
    ['an absolute path', () => join(from, 'one.mjs'), undefined, ['one'], 'one'],
    ['a module without default', () => './named.mjs', undefined, ['three', 'two'], undefined],
    [
      'a folder',
      () => './several',
      { name: 'several', version: '1.2.3' },
      ['alpha', 'zeta'],
      'alpha',
    ],
    [
      'an installed package',
      () => 'installed',
      { name: 'installed', version: '4.5.6' },
      ['installed'],
      'installed',
    ],
    ['a module in a package', () => 'open/deep.js', undefined, ['deep'], 'deep'],
    [
      'a folder named as a package is',
      () => 'named-like-a-folder',
      { name: 'other', version: undefined },
      ['from-folder'],
      'from-folder',
    ],
    [
      'the entry that a manifest names',
      () => './under-node',
      { name: 'under-node', version: undefined },
      ['in-node'],
      'in-node',
    ],
    ['features alone', () => './provider.mjs', undefined, [], undefined],
  ])('loads %s, the default export first', async (_, specifier, packageId, names, defaultName) => {
    const loaded = await loadPackage(specifier(), { from });
    expect(loaded.package).toEqual(packageId);
    expect(namesOf(loaded.methods)).toEqual(names);
    expect(loaded.defaultMethod?.name).toBe(defaultName);
  });

  it('tells methods, methods on features, feature providers and the rest apart', async () => {
    const loaded = await loadPackage('./mixed', { from });
    expect(loaded.package).toEqual({ name: 'mixed', version: '0.1.0' });
    expect(loaded.methods.map((method) => [method.name, isFeatureMethod(method)])).toEqual([
      ['patches', true],
      ['pixels', false],
    ]);
    expect(loaded.defaultMethod).toBe(loaded.methods[0]);
    expect(namesOf(loaded.providers)).toEqual(['eyes']);
    expect(loaded.leftOut).toEqual(['helper']);
    const { leftOut } = await loadPackage('./several', { from });
    expect(leftOut).toEqual(['Fits', 'version']);
  });

  it.each<[string, string, string, RegExp]>([
    ['a missing path', './nowhere.mjs', 'not-found', /no file or folder ".*nowhere\.mjs"/],
    [
      'a missing package',
      'nowhere',
      'not-found',
      /no package "nowhere" installed here.*npm install nowhere.*path/,
    ],
    ['nothing', '', 'invalid-argument', /"" is no npm package/],
    [
      'a folder that is no package',
      './plain',
      'invalid-argument',
      /plain" is no package.*"exports"/,
    ],
    ['a package without name', './unnamed', 'invalid-argument', /unnamed" is no package.*"name"/],
    ['a damaged package.json', './damaged', 'invalid-argument', /damaged" is no package/],
    ['a package that was not built', 'unbuilt', 'invalid-argument', /unbuilt.*dist.*built\?/],
    ['a URL', 'data:text/javascript,export default 1', 'invalid-argument', /is no npm package/],
    ["a module of Node's", 'fs', 'invalid-argument', /"fs" is no npm package/],
    [
      'another module of the package',
      'installed/deep',
      'invalid-argument',
      /"installed\/deep" can't be loaded/,
    ],
    [
      'a module with a missing import',
      './broken.mjs',
      'invalid-argument',
      /broken\.mjs" fails to load.*not-installed-anywhere/,
    ],
    [
      'a module that throws',
      './throwing.mjs',
      'invalid-argument',
      /fails to load\. RangeError: no luck/,
    ],
    [
      'a module without a method',
      './none.mjs',
      'invalid-argument',
      /exports no method and no features.*checkShape, fit, restore.*`on`.*It exports: answer, fit/,
    ],
    [
      'an empty module',
      './empty.mjs',
      'invalid-argument',
      /exports no method and no features.*It exports: nothing/,
    ],
    [
      'half a method',
      './half.mjs',
      'invalid-argument',
      new RegExp(
        /Export `default`.*not a whole method: it lacks /.source +
          /`defaults` \(an object with a number `seed`\), /.source +
          /`outputs` \(a list of names, 'score' among them\), `nearestShape` \(a function\), /
            .source +
          /`restore` \(a function\)\.$/.source,
      ),
    ],
    [
      'a method whose guide is none',
      './odd-guide.mjs',
      'invalid-argument',
      /Export `default`.*it lacks `guide` \(none, or an object with a string `suits`\)\.$/,
    ],
    [
      'half a method on features',
      './half-on.mjs',
      'invalid-argument',
      new RegExp(
        /Export `half`.*not a whole method on features: it lacks `outputs` \(.*\), /.source +
          /`resumable` \(true or false\)\.$/.source,
      ),
    ],
    [
      'half a feature provider, also beside a whole method',
      './half-provider.mjs',
      'invalid-argument',
      new RegExp(
        /Export `half`.*not a whole feature provider: it lacks `summary` \(a string\), /.source +
          /`recognizes` \(a function\)\.$/.source,
      ),
    ],
  ])('refuses %s', async (_, specifier, code, message) => {
    await expect(loadPackage(specifier, { from })).rejects.toMatchObject({
      name: 'OneClassError',
      code,
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('an export with on() or open() that is something else', () => {
  it('is left out, by name', async () => {
    const text =
      `import { EventEmitter } from 'node:events';\nexport const bus = new EventEmitter();\n` +
      `export const door = { name: 'door', open() {} };\nexport default ${methodText('one')};`;
    await writeFile(join(from, 'beside.mjs'), text);
    const { methods, leftOut } = await loadPackage('./beside.mjs', { from });
    expect(methods.map(({ name }) => name)).toEqual(['one']);
    expect(leftOut).toEqual(['bus', 'door']);
  });
});

describe('loadDeclared', () => {
  const method = (name: string) => ({ kind: 'methods', name }) as const;
  /** Of a folder whose own manifest has a name that a detector's file may say. */
  let home: string;

  beforeAll(async () => {
    home = join(from, 'home');
    const declaring = (name: string, oneclass: object, more: object = {}): string =>
      manifest(name, './index.js', { version: '1.0.0', oneclass, ...more });
    const files: Record<string, string> = {
      'package.json': declaring('own', { methods: ['own'] }),
      'index.js': noting('own'),
      'node_modules/silent/package.json': manifest('silent'),
      'node_modules/silent/index.js': noting('silent'),
      'node_modules/declaring/package.json': declaring('declaring', { methods: ['declared'] }),
      'node_modules/declaring/index.js': noting('declared'),
      'node_modules/declaring/deep.js': noting('deep'),
      'node_modules/@some/eyes/package.json': manifest(
        '@some/eyes',
        { '.': './main.js', './node': './node.js' },
        { version: '2.0.0', oneclass: { features: ['eyes'], module: './node' } },
      ),
      'node_modules/@some/eyes/main.js': noting('main'),
      'node_modules/@some/eyes/node.js': `export const eyes = ${providerText('eyes')};`,
      'node_modules/twin/package.json': declaring('twin', { methods: ['twin'] }),
      'node_modules/twin/index.js': `export default ${methodText('twin')};`,
      'twin/package.json': declaring('twin', { methods: ['twin'] }),
      'twin/index.js': noting('false twin'),
      'node_modules/misfit/package.json': declaring('misfit', 'methods' as unknown as object),
      'node_modules/misfit/index.js': noting('misfit'),
      'node_modules/broken/package.json': declaring('broken', { methods: ['broken'] }),
      'node_modules/broken/index.js': 'export const nothing = 1;',
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(home, name)), { recursive: true });
      await writeFile(join(home, name), text);
    }
  });

  it('loads what an installed package declares, with its version', async () => {
    const loaded = await loadDeclared(
      '@some/eyes',
      { kind: 'features', name: 'eyes' },
      { from: home },
    );
    expect(loaded?.package).toEqual({ name: '@some/eyes', version: '2.0.0' });
    expect(namesOf(loaded?.providers ?? [])).toEqual(['eyes']);
    expect(ran()).toEqual([]);
  });

  it('finds packages that are installed above', async () => {
    const below = join(home, 'deep', 'down');
    const loaded = await loadDeclared('twin', method('twin'), { from: below });
    expect(loaded).toMatchObject({ package: { name: 'twin' }, defaultMethod: { name: 'twin' } });
  });

  it.each([
    ['the package that the folder itself is', 'own', 'own'],
    ['a package that declares nothing', 'silent', 'silent'],
    ['a package that declares another name', 'declaring', 'else'],
    ['a package whose declaration is none', 'misfit', 'methods'],
    ['a module of a package', 'declaring/deep.js', 'declared'],
    ['a path', './index.js', 'own'],
    ['a path to a package', './node_modules/declaring', 'declared'],
    ['a path out of the packages', '../home', 'own'],
    ['a URL', 'data:text/javascript,globalThis.ranModules=[1]', 'own'],
    ["a module of Node's", 'fs', 'fs'],
    ['nothing', '', ''],
    ['a missing package', 'nowhere', 'nowhere'],
  ])('runs no code of %s', async (_, name, declared) => {
    expect(await loadDeclared(name, method(declared), { from: home })).toBeUndefined();
    expect(await loadDeclared(name, { kind: 'features', name: declared }, { from: home })).toBe(
      undefined,
    );
    expect(ran()).toEqual([]);
  });

  it('runs no code of a package whose method is asked for as features', async () => {
    const features = { kind: 'features', name: 'declared' } as const;
    expect(await loadDeclared('declaring', features, { from: home })).toBeUndefined();
    expect(ran()).toEqual([]);
  });

  it("prefers the installed package to a folder, and to the folder's own manifest, of its name", async () => {
    for (const folder of [home, join(home, 'twin')]) {
      const loaded = await loadDeclared('twin', method('twin'), { from: folder });
      expect(loaded?.defaultMethod?.name).toBe('twin');
    }
    expect(ran()).toEqual([]);
  });

  it('refuses a package that does not export what it declares at all', async () => {
    await expect(loadDeclared('broken', method('broken'), { from: home })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('"broken" exports no method and no features') as string,
    });
  });

  it('runs the code of one that declares what is asked for', async () => {
    const loaded = await loadDeclared('declaring', method('declared'), { from: home });
    expect(loaded?.defaultMethod?.name).toBe('declared');
    expect(ran()).toEqual(['declared']);
  });
});

describe('the conditions of a process', () => {
  it.each([
    [[], undefined, []],
    [
      ['--conditions=a', '--import', 'tsx', '-C', 'b'],
      '--max-old-space-size=10  --conditions c -C=d',
      ['c', 'd', 'a', 'b'],
    ],
    [['--conditions'], '', []],
  ])('are those of %j and NODE_OPTIONS %j', (execArgv, nodeOptions, given) => {
    const env = nodeOptions === undefined ? {} : { NODE_OPTIONS: nodeOptions };
    expect([...processConditions({ execArgv, env })]).toEqual(['node', 'import', ...given]);
  });

  it('decide what a package gives', async () => {
    const { execArgv } = process;
    try {
      process.execArgv = ['--conditions=some-condition'];
      const { methods } = await loadPackage('installed', { from });
      expect(namesOf(methods)).toEqual(['under-condition']);
    } finally {
      process.execArgv = execArgv;
    }
  });
});
