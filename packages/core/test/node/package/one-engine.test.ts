import { mkdir, realpath, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadDeclared, loadPackage } from '@oneclass/core/node';
import { put, temporaryFolder } from '../temporary-folder.ts';
import { methodText } from './method-text.ts';

const CORE = join(import.meta.dirname, '../../..');
const TFJS = '@tensorflow/tfjs';
const TFJS_CORE = '@tensorflow/tfjs-core';

const ran = globalThis as { ranHere?: string[] };
let from: string;

beforeEach(async () => {
  ran.ranHere = [];
  from = await realpath(await temporaryFolder());
});

const noting = (name: string): string => `(globalThis.ranHere ??= []).push('${name}');\n`;

/** A package at `place` whose method notes that it ran. */
async function putMethod(place: string): Promise<void> {
  const content = {
    name: 'own-method',
    type: 'module',
    exports: './src/index.js',
    oneclass: { methods: ['own'] },
  };
  await put(join(from, place, 'package.json'), JSON.stringify(content));
  const source = `${noting('method')}export default ${methodText('own')};`;
  await put(join(from, place, 'src/index.js'), source);
}

/** A package of this name, for code in `place`; its folder. */
async function putCopy(place: string, name: string): Promise<string> {
  const folder = join(from, place, 'node_modules', name);
  await put(join(folder, 'package.json'), JSON.stringify({ name, main: 'index.js' }));
  await put(join(folder, 'index.js'), noting('copy'));
  return folder;
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path, 'junction');
}

const programs = (name: string): Promise<string> =>
  name === TFJS
    ? realpath(join(CORE, 'node_modules', TFJS))
    : programs(TFJS).then((tfjs) => realpath(join(tfjs, '../..', name)));

async function expectRefused(loading: Promise<unknown>, copy: string, name: string): Promise<void> {
  const start = ' would start a second TensorFlow.js: it has ';
  await expect(loading).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringMatching(/^".*peer dependency.*remove its own copy or put a link.*$/),
  });
  await expect(loading).rejects.toThrow(
    `${start}${copy}, and this program ${await programs(name)}.`,
  );
  expect(ran.ranHere).toEqual([]);
}

describe('a module with a TensorFlow.js of its own', () => {
  it.each([
    ['a path', './own', 'own'],
    ['the path of its module', './own/src/index.js', 'own'],
    ['its name', 'own-method', 'node_modules/own-method'],
  ])('is refused before it runs, given by %s', async (_, specifier, place) => {
    await putMethod(place);
    const copy = await putCopy(place, TFJS);
    await expectRefused(loadPackage(specifier, { from }), copy, TFJS);
  });

  it('is refused also where a file of a detector names it', async () => {
    await putMethod('node_modules/own-method');
    const copy = await putCopy('node_modules/own-method', TFJS);
    const declared = { kind: 'methods', name: 'own' } as const;
    await expectRefused(loadDeclared('own-method', declared, { from }), copy, TFJS);
  });

  it('is refused where the copy lies above it', async () => {
    await putMethod('deep/down/own');
    const copy = await putCopy('deep', TFJS);
    await expectRefused(loadPackage('./deep/down/own', { from }), copy, TFJS);
  });

  it('is refused where the copy is of tfjs-core alone', async () => {
    await putMethod('own');
    const copy = await putCopy('own', TFJS_CORE);
    await link(await programs(TFJS), join(from, 'node_modules', TFJS));
    await expectRefused(loadPackage('./own', { from }), copy, TFJS_CORE);
  });

  it.each([TFJS, TFJS_CORE])('is refused where %s is a link to another copy', async (name) => {
    await putMethod('own');
    const store = await putCopy('store', name);
    const linked = join(from, 'own/node_modules', name);
    await link(store, linked);
    await expectRefused(loadPackage('./own', { from }), linked, name);
  });

  it.each(['own-method', './node_modules/own-method/src/index.js'])(
    'is refused by what lies beside its real file, where %s is a link',
    async (specifier) => {
      await putMethod('elsewhere/own');
      const copy = await putCopy('elsewhere', TFJS);
      await link(join(from, 'elsewhere/own'), join(from, 'node_modules/own-method'));
      await expectRefused(loadPackage(specifier, { from }), copy, TFJS);
    },
  );
});

describe("a module with the program's TensorFlow.js", () => {
  const expectLoaded = async (specifier: string): Promise<void> => {
    const { methods } = await loadPackage(specifier, { from });
    expect(methods.map(({ name }) => name)).toEqual(['own']);
    expect(ran.ranHere).toEqual(['method']);
  };

  it.each([TFJS, TFJS_CORE])('is loaded where %s is a link to it', async (name) => {
    await putMethod('own');
    await link(await programs(name), join(from, 'own/node_modules', name));
    await expectLoaded('./own');
  });

  it('is loaded where another copy lies beside a link to the module alone', async () => {
    const elsewhere = relative(from, await realpath(await temporaryFolder()));
    await putMethod(elsewhere);
    await putCopy('.', TFJS);
    await link(join(from, elsewhere), join(from, 'own'));
    await expectLoaded('./own/src/index.js');
  });

  it('is loaded beside a tfjs-core that others brought', async () => {
    await putMethod('node_modules/own-method');
    await link(await programs(TFJS), join(from, 'node_modules', TFJS));
    await putCopy('.', TFJS_CORE);
    await expectLoaded('own-method');
  });

  it.each([TFJS, TFJS_CORE])('is loaded where pnpm hides a %s of others', async (name) => {
    await putMethod('node_modules/.pnpm/own-method@1.0.0/node_modules/own-method');
    await putCopy('node_modules/.pnpm', name);
    await link(
      join(from, 'node_modules/.pnpm/own-method@1.0.0/node_modules/own-method'),
      join(from, 'node_modules/own-method'),
    );
    await expectLoaded('own-method');
  });
});
