import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSafetensors, writeSafetensors } from '@oneclass/core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brightnessModule } from './brightness-method.ts';
import { callOneclass, type Called } from './call-oneclass.ts';
import { oneclass as runOneclass } from './run-oneclass.ts';

/** Leaves some normal images to evaluate on. */
const HALF = ['--evaluation-share', '0.5'];

let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);
const oneclass = (...args: string[]): Promise<Called> => callOneclass(args, folder);
const wasRun = (): unknown => Reflect.get(globalThis, 'trapWasRun');

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'oneclass-other-')));
  for (const [kind, value] of [
    ['good', 100],
    ['bright', 250],
  ] as const) {
    await mkdir(at('images', kind), { recursive: true });
    for (let i = 0; i < 12; i++) {
      const data = Uint8Array.from({ length: 192 }, (_, k) => value - (k % 3 === 0 ? i : k % 5));
      await sharp(data, { raw: { width: 8, height: 8, channels: 3 } })
        .png()
        .toFile(at('images', kind, `${String(i)}.png`));
    }
  }
  await mkdir(at('my-package'));
  await writeFile(
    at('my-package', 'package.json'),
    JSON.stringify({
      name: 'oneclass-brightness',
      version: '1.0.0',
      type: 'module',
      exports: './index.js',
      oneclass: { methods: ['brightness'] },
    }),
  );
  await writeFile(at('my-package', 'index.js'), brightnessModule('brightness'));
  await writeFile(at('loose.mjs'), brightnessModule('loose'));
  await writeFile(
    at('undecided.mjs'),
    brightnessModule('first', 'second').replace('export default', 'export const method0 ='),
  );
  await writeFile(at('broken.mjs'), "throw new RangeError('no luck');");
  await writeFile(at('half.mjs'), "export default { name: 'half', fit() {} };");
  await writeFile(at('trap.mjs'), `globalThis.trapWasRun = true;\n${brightnessModule('trap')}`);
  await mkdir(at('trap-folder'));
  await writeFile(
    at('trap-folder', 'package.json'),
    JSON.stringify({ name: 'trap-folder', type: 'module', exports: '../trap.mjs' }),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A detector whose file says that its method is in `from`. */
async function withPackage(source: string, target: string, from: string): Promise<void> {
  const { tensors, metadata } = readSafetensors(await readFile(at(source)));
  const info = JSON.parse(metadata['oneclass'] ?? '') as object;
  await writeFile(
    at(target),
    writeSafetensors({
      tensors,
      metadata: { oneclass: JSON.stringify({ ...info, package: { name: from } }) },
    }),
  );
}

describe('a method of one’s own', () => {
  it('is fitted, given by the path of its package, and found again where that is installed', async () => {
    const fitted = await oneclass(
      'fit',
      'images',
      '--method',
      './my-package',
      '-o',
      'own.oneclass',
      '--set',
      'scale=2',
      '--threshold',
      'fpr=0.4',
      '--hold-out',
      '0.3',
    );
    expect(fitted).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('own.oneclass') as string,
    });
    const inspected = await oneclass('inspect', 'own.oneclass', '--json');
    expect(JSON.parse(inspected.stdout)).toMatchObject({
      method: 'brightness',
      package: { name: 'oneclass-brightness', version: '1.0.0' },
      config: { scale: 2 },
    });

    const missing = await oneclass('score', 'own.oneclass', 'images/bright');
    expect(missing).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /own\.oneclass.*"brightness" of package oneclass-brightness.*\(--method\)/,
      ) as string,
    });

    const named = await oneclass(
      'score',
      'own.oneclass',
      'images/bright',
      '--csv',
      '--method',
      './my-package',
    );
    expect(named).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /(images\/bright\/\d+\.png,1\.\d+,true,anomalous,0\.\d+,0\.2\n){12}/,
      ) as string,
    });

    await cp(at('my-package'), at('node_modules', 'oneclass-brightness'), { recursive: true });
    expect(await oneclass('score', 'own.oneclass', 'images/bright', '--csv')).toEqual(named);
    const evaluated = await oneclass('evaluate', 'own.oneclass', 'images', '--json');
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ auroc: 1 });
    const again = await oneclass(
      'fit',
      'images',
      '--method',
      'oneclass-brightness',
      '-o',
      'again.oneclass',
      '--set',
      'scale=2',
      '--threshold',
      'fpr=0.4',
      '--hold-out',
      '0.3',
    );
    expect(again.code).toBe(0);
    expect(await readFile(at('again.oneclass'))).toEqual(await readFile(at('own.oneclass')));
  });

  it('of another version than saved the detector is said so in one line', async () => {
    await cp(at('my-package'), at('newer'), { recursive: true });
    const manifest = JSON.parse(await readFile(at('newer', 'package.json'), 'utf8')) as object;
    const newer = JSON.stringify({ ...manifest, version: '2.0.0' });
    await writeFile(at('newer', 'package.json'), newer);
    await oneclass('fit', 'images', '--method', './my-package', '-o', 'older.oneclass');
    const args = ['score', 'older.oneclass', 'images/good', '--method'];
    expect(await oneclass(...args, './newer')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(
        /"older\.oneclass": saved by oneclass-brightness 1\.0\.0, and 2\.0\.0 is here: scores/,
      ) as string,
    });
    const same = await oneclass(...args, './my-package');
    expect(same.stderr).not.toContain('is here');
  });

  it('that fits in one go takes no checkpoint, and says so', async () => {
    const fit = [
      'fit',
      'images',
      '--method',
      './my-package',
      '-o',
      'whole.oneclass',
      '--checkpoint',
      'state',
    ];
    expect(await oneclass(...fit, '--resume')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('brightness fits in one go: --checkpoint saves') as string,
    });
  });

  it('of a module without a package is named every time', async () => {
    expect(
      await oneclass('fit', 'images', '--method', 'loose.mjs', '-o', 'loose.oneclass', ...HALF),
    ).toMatchObject({ code: 0 });
    expect(await oneclass('evaluate', 'loose.oneclass', 'images')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/"loose", which is not here.*--method/) as string,
    });
    expect(
      await oneclass('evaluate', 'loose.oneclass', 'images', '--method', 'loose.mjs'),
    ).toMatchObject({ code: 0 });
    expect(
      await oneclass('calibrate', 'loose.oneclass', '--threshold', '3', '--method', 'loose.mjs'),
    ).toMatchObject({ code: 0 });
  });

  it('is chosen by its name among several', async () => {
    expect(
      await oneclass(
        ...[
          'fit',
          'images',
          '--method',
          './undecided.mjs#second',
          '-o',
          'second.oneclass',
          '--json',
          ...HALF,
        ],
      ),
    ).toMatchObject({ code: 0, stdout: expect.stringContaining('"method": "second"') as string });
    expect(
      await oneclass('evaluate', 'second.oneclass', 'images', '--method', 'undecided.mjs#second'),
    ).toMatchObject({ code: 0 });
  });

  it('is found where its path holds what a URL would cut off', async () => {
    await cp(at('undecided.mjs'), at('ä #1?.mjs'));
    await cp(at('loose.mjs'), at('loose#1.mjs'));
    // In a process of its own: the loader of the tests knows no such names.
    const fit = (method: string) =>
      runOneclass(['fit', at('images'), '--method', method, '-o', at('odd.oneclass'), ...HALF]);
    expect(await fit(at('ä #1?.mjs#second'))).toMatchObject({ code: 0 });
    expect(await fit(at('loose#1.mjs'))).toMatchObject({ code: 0 });
    expect(
      await runOneclass([
        'evaluate',
        at('odd.oneclass'),
        at('images'),
        '--method',
        at('loose#1.mjs'),
      ]),
    ).toMatchObject({ code: 0 });
  });

  it('is listed with its defaults', async () => {
    const { stdout } = await oneclass('methods', './my-package', '--json');
    expect(JSON.parse(stdout)).toEqual([
      {
        name: 'brightness',
        summary: 'Distance from the mean brightness.',
        package: 'oneclass-brightness',
        version: '1.0.0',
        outputs: ['score'],
        needsFeatures: false,
        guide: null,
        defaults: { seed: 0, scale: 1 },
      },
    ]);
    expect(await oneclass('methods', './undecided.mjs')).toMatchObject({
      stdout: expect.stringMatching(
        /^first .*undecided\.mjs\)\n.*--set scale=1\nsecond /s,
      ) as string,
    });
  });

  it.each<[string, string[], RegExp]>([
    [
      'a path where nothing is',
      ['fit', 'images', '--method', './nowhere.mjs', '-o', 'never.oneclass'],
      /no file or folder ".*nowhere\.mjs"/,
    ],
    [
      'several methods and no choice',
      ['fit', 'images', '--method', './undecided.mjs', '-o', 'never.oneclass'],
      /several methods.*first, second, as in \.\/undecided\.mjs#first/,
    ],
    [
      'a method that its module has not',
      ['fit', 'images', '--method', './undecided.mjs#third', '-o', 'never.oneclass'],
      /no method "third".*first, second/,
    ],
    [
      'half a method',
      ['fit', 'images', '--method', './half.mjs', '-o', 'never.oneclass'],
      /`default`.*lacks `summary`/,
    ],
    [
      'a module that does not load',
      ['methods', './broken.mjs'],
      /broken\.mjs" fails to load. RangeError: no luck/,
    ],
    [
      'methods of a package that is not here',
      ['methods', 'nothing-here'],
      /no package "nothing-here".*npm install/,
    ],
    [
      '--method with another method',
      ['score', 'second.oneclass', 'images/good', '--method', './my-package'],
      /"\.\/my-package" has brightness.*"second"/,
    ],
    [
      '--method where nothing is',
      ['evaluate', 'second.oneclass', 'images', '--method', './nowhere.mjs'],
      /no file or folder/,
    ],
    [
      '--method of half a method',
      [
        'calibrate',
        'second.oneclass',
        'images',
        '--threshold',
        'fpr=0.1',
        '--method',
        './half.mjs',
      ],
      /lacks `summary`/,
    ],
  ])('%s is one clear error', async (_, args, message) => {
    const { code, stdout, stderr } = await oneclass(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    './trap.mjs',
    'trap.mjs',
    'trap-folder',
    '../x',
    'node:fs',
    'data:text/javascript,globalThis.trapWasRun=1',
  ])('is never loaded from the path %s that a file names', async (from) => {
    await oneclass('fit', 'images', '--method', './my-package', '-o', 'honest.oneclass');
    await withPackage('honest.oneclass', 'forged.oneclass', from);
    const { code, stderr } = await oneclass('score', 'forged.oneclass', 'images/good');
    expect(code).toBe(2);
    expect(stderr).toMatch(/forged\.oneclass/);
    expect(wasRun()).toBeUndefined();
  });

  it('is never loaded from a package that does not declare it, nor from the working directory', async () => {
    const trap = `globalThis.trapWasRun = true;\n${brightnessModule('brightness')}`;
    const undeclared = { name: 'undeclared', type: 'module', exports: './index.js' };
    await mkdir(at('node_modules', 'undeclared'), { recursive: true });
    await writeFile(at('node_modules', 'undeclared', 'package.json'), JSON.stringify(undeclared));
    await writeFile(at('node_modules', 'undeclared', 'index.js'), trap);
    const own = { ...undeclared, name: 'own-name', oneclass: { methods: ['brightness'] } };
    await writeFile(at('package.json'), JSON.stringify(own));
    await writeFile(at('index.js'), trap);
    await oneclass('fit', 'images', '--method', './my-package', '-o', 'honest.oneclass');
    for (const from of ['undeclared', 'own-name']) {
      await withPackage('honest.oneclass', 'forged.oneclass', from);
      const { code, stderr } = await oneclass('score', 'forged.oneclass', 'images/good');
      expect({ from, code }).toEqual({ from, code: 2 });
      expect(stderr).toMatch(/whose package\.json declares it/);
      expect(wasRun()).toBeUndefined();
    }
  });
});
