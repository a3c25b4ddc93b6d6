import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadMethods } from '../../src/node/index.ts';
import { processConditions } from '../../src/node/process-conditions.ts';

let from: string;

const methodText = (name: string): string =>
  `{ name: '${name}', summary: 'Nothing.', defaults: { seed: 0 }, nearestShape: (shape) => ` +
  "shape, fit: async () => { throw new Error('unused'); }, restore: () => { throw new " +
  "Error('unused'); } }";
const manifest = (name: string, exported: unknown = './index.js'): string =>
  JSON.stringify({ name, type: 'module', exports: exported });
const several =
  `export const zeta = ${methodText('zeta')};\nexport const alpha = ` +
  `${methodText('alpha')};\nexport default alpha;\nexport const version = 3;\nexport class ` +
  'Fits { fit() {} }\n';

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
      '...rest, defaults: {} };',
    'several/package.json': manifest('several'),
    'several/index.js': several,
    'unnamed/package.json': '{}',
    'damaged/package.json': '{',
    'plain/readme.txt': '',
    'node_modules/installed/package.json': manifest('installed', {
      '.': { 'some-condition': './some.js', types: './index.d.ts', default: './index.js' },
    }),
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

describe('loadMethods', () => {
  it.each([
    ['a path', () => './one.mjs', undefined, ['one'], 'one'],
    ['a path without a dot', () => 'one.mjs', undefined, ['one'], 'one'],
    ['an absolute path', () => join(from, 'one.mjs'), undefined, ['one'], 'one'],
    ['a module without default', () => './named.mjs', undefined, ['three', 'two'], undefined],
    ['a folder', () => './several', 'several', ['alpha', 'zeta'], 'alpha'],
    ['an installed package', () => 'installed', 'installed', ['installed'], 'installed'],
    ['a module in a package', () => 'open/deep.js', undefined, ['deep'], 'deep'],
    [
      'a folder named as a package is',
      () => 'named-like-a-folder',
      'other',
      ['from-folder'],
      'from-folder',
    ],
  ])(
    'loads %s, the default export first',
    async (_, specifier, packageName, names, defaultName) => {
      const loaded = await loadMethods(specifier(), { from });
      expect(loaded.package).toBe(packageName);
      expect(loaded.methods.map(({ name }) => name)).toEqual(names);
      expect(loaded.defaultMethod?.name).toBe(defaultName);
    },
  );

  it('takes a name for a package only, where asked to', async () => {
    const { methods } = await loadMethods('named-like-a-folder', { from, packagesOnly: true });
    expect(methods.map(({ name }) => name)).toEqual(['from-package']);
    await expect(loadMethods('several', { from, packagesOnly: true })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(loadMethods('open/deep.js', { from, packagesOnly: true })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('is no npm package') as string,
    });
    await expect(loadMethods('./one.mjs', { from, packagesOnly: true })).rejects.toMatchObject({
      code: 'invalid-argument',
    });
    await expect(
      loadMethods(join(from, 'one.mjs'), { from, packagesOnly: true }),
    ).rejects.toMatchObject({ code: 'invalid-argument' });
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
      /exports no method.*fit, restore.*It exports: answer, fit/,
    ],
    [
      'an empty module',
      './empty.mjs',
      'invalid-argument',
      /exports no method.*It exports: nothing/,
    ],
    [
      'half a method',
      './half.mjs',
      'invalid-argument',
      new RegExp(
        /Export `default`.*lacks `defaults` \(an object with a number `seed`\), /.source +
          /`nearestShape` \(a function\), `restore`/.source,
      ),
    ],
  ])('refuses %s', async (_, specifier, code, message) => {
    await expect(loadMethods(specifier, { from })).rejects.toMatchObject({
      name: 'OneClassError',
      code,
      message: expect.stringMatching(message) as string,
    });
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
      const { methods } = await loadMethods('installed', { from });
      expect(methods.map(({ name }) => name)).toEqual(['under-condition']);
    } finally {
      process.execArgv = execArgv;
    }
  });
});
