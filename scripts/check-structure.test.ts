import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkStructure } from './check-structure.ts';
import { importsOf } from './structure/imports.ts';

type Tree = Record<string, string>;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** What check-structure says about a repository of these files; an empty text leaves a file out. */
function problemsOf(tree: Tree): string[] {
  const root = mkdtempSync(join(tmpdir(), 'check-structure-'));
  folders.push(root);
  for (const [file, text] of Object.entries(tree)) {
    if (text === '') continue;
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return checkStructure(root).map(({ file, what, instead }) => `${file} ${what}. ${instead}`);
}

const manifest = (folder: string, changes: object = {}): string =>
  JSON.stringify({
    name: `@oneclass/${folder}`,
    version: '0.0.0',
    description: 'A package',
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20.19' },
    exports: {
      '.': {
        '@oneclass/source': './src/index.ts',
        types: './dist/index.d.ts',
        default: './dist/index.js',
      },
    },
    files: ['dist'],
    scripts: { build: 'tsc -p tsconfig.json' },
    ...changes,
  });

const app = (folder: string, changes: object): string =>
  manifest(folder, { exports: undefined, ...changes });

const member = (path: string, files: Tree): Tree => ({
  [`${path}/README.md`]: '# It',
  [`${path}/tsconfig.json`]: '{}',
  [`${path}/test/it.test.ts`]: "import { it } from 'vitest';",
  ...files,
});

const siblings = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [`@oneclass/${name}`, 'workspace:^']));

const good: Tree = {
  'package.json': JSON.stringify({ devDependencies: { vitest: '4' } }),
  'pnpm-workspace.yaml':
    'packages:\n  - packages/*\n\ncatalog:\n  ranged: ^4.5.0\n  # Tools.\n' +
    "  '@scope/fixed': 1.2.3\n",
  ...member('packages/core', {
    'packages/core/package.json': manifest('core', {
      peerDependencies: { '@tensorflow/tfjs': '^4' },
    }),
    'packages/core/src/index.ts':
      "export { a } from './a.ts'; import type { Tensor } from '@tensorflow/tfjs'; import " +
      "'node:fs';",
    'packages/core/src/a.ts': 'export const a = 1;',
  }),
  ...member('packages/nn', {
    'packages/nn/package.json': manifest('nn', {
      dependencies: siblings('core'),
      devDependencies: { 'fast-check': '4' },
    }),
    'packages/nn/src/index.ts': "export { a } from '@oneclass/core';",
    'packages/nn/test/it.test.ts':
      "import 'vitest'; import 'fast-check'; import '@oneclass/nn'; import '../src/index.ts';",
  }),
  ...member('packages/autoencoder', {
    'packages/autoencoder/package.json': manifest('autoencoder', { dependencies: siblings('nn') }),
    'packages/autoencoder/src/index.ts': "import '@oneclass/nn';",
    'packages/autoencoder/src/conv/config.ts': 'export {};',
    'packages/autoencoder/src/conv/network.ts': 'export {};',
    'packages/autoencoder/src/conv/objective.ts': 'export {};',
    'packages/autoencoder/src/conv/method.ts': 'export {};',
  }),
  ...member('apps/cli', {
    'apps/cli/package.json': app('cli', {
      bin: { oneclass: './dist/main.js' },
      dependencies: siblings('core', 'autoencoder'),
    }),
    'apps/cli/src/main.ts':
      "#!/usr/bin/env node\nimport '@oneclass/core'; import '@oneclass/autoencoder';",
  }),
};

const core = (changes: object) => ({
  'packages/core/package.json': manifest('core', {
    peerDependencies: { '@tensorflow/tfjs': '^4' },
    ...changes,
  }),
});
const nn = (changes: object = {}) => ({
  'packages/nn/package.json': manifest('nn', {
    dependencies: siblings('core'),
    devDependencies: { 'fast-check': '4' },
    ...changes,
  }),
});
const source = (text: string) => ({ 'packages/nn/src/index.ts': text });
const test = (text: string) => ({ 'packages/nn/test/it.test.ts': text });
const without = (file: string) => ({ [file]: '' });

describe('check-structure', () => {
  it('has nothing to say about a good tree', () => {
    expect(problemsOf(good)).toEqual([]);
  });

  it('asks a network only of a method that may import nn', () => {
    const names = ['config', 'objective', 'method'];
    const sources = Object.fromEntries(
      names.map((name) => [`packages/baselines/src/${name}.ts`, 'export {};']),
    );
    const baselines = member('packages/baselines', {
      'packages/baselines/package.json': manifest('baselines'),
      'packages/baselines/src/index.ts': 'export {};',
      ...sources,
    });
    expect(problemsOf({ ...good, ...baselines })).toEqual([]);
    expect(problemsOf({ ...good, ...without('packages/autoencoder/src/conv/network.ts') })).toEqual(
      [expect.stringContaining('has no network.ts')],
    );
  });

  it('lets tests compare golden values by one formula', () => {
    expect(
      problemsOf({ ...good, ...test("import '../../../scripts/golden/pattern.ts';") }),
    ).toEqual([]);
  });

  it.each<[rule: string, changes: Tree, problem: string]>([
    [
      'a name like the folder',
      nn({ name: 'nn' }),
      'packages/nn/package.json "name" is "nn". Set it to "@oneclass/nn"',
    ],
    [
      'the common fields',
      core({ license: undefined }),
      'packages/core/package.json "license" is missing. Set it to "MIT"',
    ],
    ['no side effects', core({ sideEffects: true }), '"sideEffects" is true. Set it to false'],
    ['a description', core({ description: undefined }), '"description" is missing'],
    [
      'TensorFlow.js as a peer',
      core({ dependencies: { '@tensorflow/tfjs': '^4' } }),
      '@tensorflow/tfjs is a dependency. Make it a peer',
    ],
    [
      'a range of what it depends on',
      core({ dependencies: { zod: '4.6.7' } }),
      'packages/core/package.json asks for zod in the one version 4.6.7. Give a range, such as ' +
        '^4.6.7; pnpm-lock.yaml has',
    ],
    [
      'a range of a peer',
      core({ peerDependencies: { '@tensorflow/tfjs': '=4.22.0' } }),
      'asks for @tensorflow/tfjs in the one version =4.22.0. Give a range, such as ^4.22.0;',
    ],
    [
      'a range in the catalog',
      core({ dependencies: { '@scope/fixed': 'catalog:', ranged: 'catalog:' } }),
      'asks for @scope/fixed in the one version 1.2.3. Give a range, such as ^1.2.3 in the ' +
        'catalog of pnpm-workspace.yaml; pnpm-lock.yaml has',
    ],
    [
      'a range of a sibling',
      nn({ dependencies: { '@oneclass/core': 'workspace:*' } }),
      'packages/nn/package.json asks for @oneclass/core as "workspace:*". Set it to "workspace:^"',
    ],
    ['the root entry point', core({ exports: {} }), '"exports" has no "."'],
    [
      'a command of an app',
      { 'apps/cli/package.json': app('cli', { dependencies: siblings('core', 'autoencoder') }) },
      '"bin" is missing',
    ],
    [
      'exports of an app to be like those of a package',
      {
        'apps/cli/package.json': app('cli', {
          bin: { oneclass: './dist/main.js' },
          dependencies: siblings('core', 'autoencoder'),
          exports: { '.': './dist/index.js' },
        }),
        'apps/cli/src/index.ts': 'export {};',
      },
      'apps/cli/package.json "exports" of "." is "./dist/index.js". In this order: ' +
        '{"@oneclass/source"',
    ],
    [
      'a README',
      without('packages/nn/README.md'),
      'packages/nn/README.md is missing. Say what it is',
    ],
    [
      'a tsconfig.json',
      without('packages/nn/tsconfig.json'),
      'packages/nn/tsconfig.json is missing',
    ],
    [
      'a test',
      { ...without('packages/core/test/it.test.ts'), 'packages/core/test/golden.ts': 'export {};' },
      'packages/core/test has no *.test.ts',
    ],
    [
      'the file an app starts with',
      without('apps/cli/src/main.ts'),
      'apps/cli/src/main.ts is missing. It starts the app',
    ],
    [
      'a shebang',
      { 'apps/cli/src/main.ts': 'export {};' },
      'apps/cli/src/main.ts does not start with #!/usr/bin/env node',
    ],
    [
      'the files of a method',
      without('packages/autoencoder/src/conv/objective.ts'),
      'packages/autoencoder/src has no objective.ts. A method keeps the loss',
    ],
    [
      'a package to be in the layout',
      member('packages/new', {
        'packages/new/package.json': manifest('new'),
        'packages/new/src/index.ts': 'export {};',
      }),
      'packages/new is not in scripts/layout.js',
    ],
    [
      'an app to be in the layout',
      member('apps/new', {
        'apps/new/package.json': app('new', { bin: { it: './dist/main.js' } }),
        'apps/new/src/main.ts': '#!/usr/bin/env node\n',
      }),
      'apps/new is not in scripts/layout.js',
    ],
    [
      'the arrows',
      {
        ...core({ dependencies: siblings('nn') }),
        'packages/core/src/index.ts': "import '@oneclass/nn';",
      },
      'packages/core/src/index.ts imports @oneclass/nn, against the arrows. @oneclass/core ' +
        'may import no other package',
    ],
    [
      'the arrows in types',
      source("import type { A } from '@oneclass/autoencoder';"),
      'imports @oneclass/autoencoder, against the arrows. @oneclass/nn may import @oneclass/core.',
    ],
    [
      'the arrows in dynamic imports',
      source("await import('@oneclass/autoencoder');"),
      'packages/nn/src/index.ts imports @oneclass/autoencoder, against the arrows',
    ],
    [
      'the arrows in tests',
      test("import '@oneclass/autoencoder';"),
      'packages/nn/test/it.test.ts imports @oneclass/autoencoder, against the arrows',
    ],
    [
      'apps to be left alone',
      source("import '@oneclass/cli';"),
      'imports @oneclass/cli, which is not one of packages/',
    ],
    [
      'entry points',
      source("import '@oneclass/core/src/a.ts';"),
      'imports @oneclass/core/src/a.ts, past its exports. Import one of @oneclass/core.',
    ],
    [
      'declared siblings',
      nn({ dependencies: {} }),
      'imports @oneclass/core, which its package.json does not declare. Add @oneclass/core to ' +
        'its dependencies',
    ],
    [
      'declared names of its own',
      source("import('#it');"),
      'imports #it, which "imports" of its package.json does not have',
    ],
    [
      'declared packages',
      source("import sharp from 'sharp';"),
      'imports sharp, which its package.json does not declare',
    ],
    [
      'more than a devDependency in source',
      source("import 'fast-check/lib/x';"),
      'imports fast-check/lib/x, which its package.json does not declare. Add fast-check to ' +
        'its dependencies or',
    ],
    [
      'declared packages in tests',
      test("import '@scope/it/deep';"),
      'does not declare. Add @scope/it to its devDependencies',
    ],
    [
      'relative imports inside a package',
      source("import '../../core/src/a.ts';"),
      'imports ../../core/src/a.ts, outside of packages/nn/src/',
    ],
    [
      'source to leave golden values alone',
      source("import '../../../scripts/golden/pattern.ts';"),
      'outside of packages/nn/src/',
    ],
    [
      "tests to leave other packages' tests alone",
      test("import '../../core/test/it.ts';"),
      'outside of packages/nn/',
    ],
    [
      'source to leave tests alone',
      source("import '../test/values.ts';"),
      '../test/values.ts, outside of packages/nn/src/',
    ],
    [
      'relative paths to its own files',
      source("import '@oneclass/nn';"),
      'imports @oneclass/nn, its own package',
    ],
    [
      'clear file names',
      { 'packages/core/src/tensor-utils.ts': 'export {};' },
      'packages/core/src/tensor-utils.ts has "utils" in its name',
    ],
    [
      'clear folder names',
      { 'scripts/common/x.ts': 'export {};' },
      'scripts/common/x.ts has "common" in its name',
    ],
  ])('asks for %s', (_rule, changes, problem) => {
    expect(problemsOf({ ...good, ...changes })).toEqual([expect.stringContaining(problem)]);
  });

  it.each<[where: string, changes: Tree, problem: string]>([
    [
      'of a package, types and re-exports among them',
      {
        'packages/core/src/a.ts': "import type { B } from './b.ts'; export const a = 1;",
        'packages/core/src/b.ts': "export * from './c/c.ts';",
        'packages/core/src/c/c.ts': "export type A = typeof import('../a.ts');",
      },
      'packages/core/src/a.ts imports itself by way of packages/core/src/b.ts, ' +
        'packages/core/src/c/c.ts. Move what they share',
    ],
    [
      'the shortest where several share files',
      {
        'packages/core/src/a.ts': "import './b.ts'; import './c.ts'; export const a = 1;",
        'packages/core/src/b.ts': "import './c.ts';",
        'packages/core/src/c.ts': "import './a.ts';",
      },
      'packages/core/src/a.ts imports itself by way of packages/core/src/c.ts. Move',
    ],
    [
      'of one file',
      { 'packages/core/src/a.ts': "import './a.ts'; export const a = 1;" },
      'packages/core/src/a.ts imports itself. Move',
    ],
    [
      'of tests',
      {
        'packages/nn/test/one.ts': "import './two.ts';",
        'packages/nn/test/two.ts': "import './one.ts';",
      },
      'packages/nn/test/one.ts imports itself by way of packages/nn/test/two.ts',
    ],
    [
      'of an example',
      {
        'examples/own/src/one.ts': "import './two.ts';",
        'examples/own/src/two.ts': "import './one.ts';",
      },
      'examples/own/src/one.ts imports itself by way of examples/own/src/two.ts',
    ],
    [
      'of scripts',
      { 'scripts/one.js': "import './two.ts';", 'scripts/two.ts': "import './one.js';" },
      'scripts/one.js imports itself by way of scripts/two.ts',
    ],
  ])('refuses a circle of imports: %s', (_where, changes, problem) => {
    expect(problemsOf({ ...good, ...changes })).toEqual([expect.stringContaining(problem)]);
  });

  it('lets two files import a third', () => {
    const diamond = {
      'packages/core/src/a.ts': "import './b.ts'; import './c.ts'; export const a = 1;",
      'packages/core/src/b.ts': "import './d.ts';",
      'packages/core/src/c.ts': "import './d.ts';",
      'packages/core/src/d.ts': 'export {};',
    };
    expect(problemsOf({ ...good, ...diamond })).toEqual([]);
  });

  it('asks for a manifest', () => {
    expect(problemsOf({ ...good, ...without('packages/core/package.json') })).toContainEqual(
      expect.stringContaining('packages/core/package.json is missing. Copy'),
    );
  });

  it.each([
    [
      'another order',
      {
        types: './dist/index.d.ts',
        '@oneclass/source': './src/index.ts',
        default: './dist/index.js',
      },
      'In this order: {"@oneclass/source"',
    ],
    [
      'no source',
      { types: './dist/index.d.ts', default: './dist/index.js' },
      'In this order: {"@oneclass/source"',
    ],
    [
      'another output',
      { '@oneclass/source': './src/a.ts', types: './dist/a.d.ts', default: './dist/index.js' },
      '"default":"./dist/a.js"',
    ],
    [
      'a missing source',
      { '@oneclass/source': './src/b.ts', types: './dist/b.d.ts', default: './dist/b.js' },
      'names ./src/b.ts, which does not exist',
    ],
  ])('refuses an entry point with %s', (_fault, conditions, problem) => {
    expect(problemsOf({ ...good, ...core({ exports: { '.': conditions } }) })).toEqual([
      expect.stringContaining(problem),
    ]);
  });

  it('lets a test import the backend chooser', () => {
    const tree = {
      ...good,
      ...member('packages/runtime', {
        'packages/runtime/package.json': manifest('runtime'),
        'packages/runtime/src/index.ts': 'export {};',
      }),
      ...nn({ devDependencies: siblings('runtime') }),
      ...test("import '@oneclass/runtime';"),
    };
    expect(problemsOf(tree)).toEqual([]);
  });
});

describe('importsOf', () => {
  it('finds every way to import', () => {
    const text = `
      import a from 'default'; import * as b from 'star'; import { c } from 'named'; import 'bare';
      import type { D } from 'type'; import { type E } from 'inline-type';
      export { f } from 'export'; export * from 'export-star'; export type { G } from 'export-type';
      type H = import('import-type').H; type I = typeof import('import-typeof');
      async function j() {
        if (a) return (await import('dynamic')).j;
        return \`\${await import('in-template')}\`;
      }`;
    expect(importsOf(text)).toEqual([
      'default',
      'star',
      'named',
      'bare',
      'type',
      'inline-type',
      'export',
      'export-star',
      'export-type',
      'import-type',
      'import-typeof',
      'dynamic',
      'in-template',
    ]);
  });

  it('leaves comments and texts alone', () => {
    const text =
      "// import 'comment'\n/* import('block') */ const a = \"import 'text'\"; const b = " +
      "`import('template')`;";
    expect(importsOf(text)).toEqual([]);
  });
});
