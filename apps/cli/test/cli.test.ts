import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { classPositions, strokeDigits } from '@oneclass/core/datasets';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOneclass } from './call-oneclass.ts';
import { oneclass } from './run-oneclass.ts';

let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);
const FIT = [
  '--set',
  'encoder=[4,8]',
  '--set',
  'decoder=[8,4]',
  '--set',
  'batchSize=16',
  '--set',
  'epochs=60',
  '--size',
  '16',
];

/** Drawn ones in good/, zeros in zero/, as PNG files of 28×28. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-cli-'));
  for (const [place, seed, kind, name, count] of [
    ['digits', 2, 'good', '1', 60],
    ['digits', 2, 'zero', '0', 20],
    ['fresh', 3, 'good', '1', 60],
    ['fresh', 3, 'zero', '0', 20],
  ] as const) {
    const { samples, ...classes } = strokeDigits({ perDigit: 60, seed });
    await mkdir(at(place, kind), { recursive: true });
    const positions = [...classPositions({ samples, ...classes }, name)].slice(0, count);
    for (const [i, position] of positions.entries()) {
      const pixels = samples.bytes.subarray(position * 784, (position + 1) * 784);
      await sharp(pixels, { raw: { width: 28, height: 28, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toFile(at(place, kind, `${String(i).padStart(2, '0')}.png`));
    }
  }
  const { code, stderr } = await oneclass([
    'fit',
    at('digits'),
    '--method',
    'conv-autoencoder',
    '-o',
    at('ones.oneclass'),
    '--threshold',
    'fpr=0.1',
    '--hold-out',
    '0.3',
    '--seed',
    '4',
    ...FIT,
  ]);
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('oneclass --help', () => {
  it.each([[[]], [['fit']], [['datasets', 'download']]])(
    'answers for %j on stdout',
    async (command) => {
      const { code, stdout, stderr } = await oneclass([...command, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`Usage: oneclass ${command.join(' ')}`.trim());
      if (command.length > 0) expect(stdout).toContain('Example:');
    },
  );
});

describe('oneclass --version', () => {
  it('is that of the package', async () => {
    const { version } = JSON.parse(
      await readFile(new URL('../package.json', import.meta.url), 'utf8'),
    ) as { version: string };
    expect(await oneclass(['--version'])).toMatchObject({
      code: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });
});

describe('oneclass methods', () => {
  it('lists methods with the defaults of their config', async () => {
    const [text, json] = [await oneclass(['methods']), await oneclass(['methods', '--json'])];
    expect(text.stdout).toContain('--set epochs=50');
    const [, , first = ''] = text.stdout.split('\n');
    expect(first).toMatch(
      /^padim \(default\) +parts that lie alike .+ 100 +\d.* s +16\.2 MB +300 images of 224×224$/,
    );
    expect(JSON.parse(json.stdout)).toMatchObject([
      { name: 'anogan', package: '@oneclass/anogan' },
      {
        name: 'conv-autoencoder',
        package: '@oneclass/autoencoder',
        version: '0.0.0',
        outputs: ['score', 'map', 'reconstruction', 'code'],
        needsFeatures: false,
        defaults: { epochs: 50, seed: 0 },
      },
      { name: 'mlp-autoencoder' },
      { name: 'small-conv-autoencoder' },
      { name: 'pca', package: '@oneclass/baselines' },
      { name: 'isolation-forest' },
      { name: 'kde' },
      { name: 'one-class-svm' },
      {
        name: 'dfr',
        package: '@oneclass/dfr',
        outputs: ['score', 'map'],
        needsFeatures: true,
        defaults: { epochs: 10 },
      },
      {
        name: 'padim',
        package: '@oneclass/padim',
        needsFeatures: true,
        guide: { images: 100, measured: { on: '300 images of 224×224' } },
      },
      { name: 'patchcore', package: '@oneclass/patchcore', needsFeatures: true },
      { name: 'deep-svdd', package: '@oneclass/svdd' },
      { name: 'deep-conv-autoencoder' },
    ]);
  });
});

describe('oneclass fit', () => {
  it('is repeatable: the same seed and data give the same file', async () => {
    const { code, stdout } = await oneclass([
      'fit',
      at('digits'),
      '--method',
      'conv-autoencoder',
      '-o',
      at('again.oneclass'),
      '--threshold',
      'fpr=0.1',
      '--hold-out',
      '0.3',
      '--seed',
      '4',
      '--json',
      ...FIT,
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      method: 'conv-autoencoder',
      fittedOn: 42,
      heldOut: 18,
      input: { height: 16, width: 16, channels: 1 },
    });
    expect(await readFile(at('again.oneclass'))).toEqual(await readFile(at('ones.oneclass')));
  });

  it('keeps results on stdout and progress on stderr', async () => {
    const { stdout, stderr } = await oneclass([
      'fit',
      at('digits'),
      '--method',
      'conv-autoencoder',
      '-o',
      at('fixed.oneclass'),
      '--threshold',
      '0.5',
      ...FIT,
    ]);
    expect(stdout).toMatch(/fitted on +60 images/);
    expect(stdout).toMatch(/threshold +0\.5000 \(fixed\)/);
    expect(stdout).not.toContain('epoch');
    expect(stderr).toContain('fit epoch 60/60');
  });

  it('says what computes and why, unless it was asked for', async () => {
    const fit = [
      'fit',
      at('digits'),
      '--method',
      'conv-autoencoder',
      '-o',
      at('said.oneclass'),
      ...FIT,
      '--set',
      'epochs=1',
    ];
    expect((await oneclass(fit)).stderr).toMatch(/^wasm backend: as ONECLASS_BACKEND asks$/m);
    expect((await oneclass([...fit, '--backend', 'wasm'])).stderr).not.toContain('wasm');
  });

  it('leaves nothing half-written when interrupted', async () => {
    await mkdir(at('interrupted'));
    const args = [
      'fit',
      at('digits'),
      '--method',
      'conv-autoencoder',
      '-o',
      at('interrupted', 'x.oneclass'),
      ...FIT,
      '--set',
      'epochs=100000',
    ];
    const { code, stdout, stderr } = await oneclass(args, { interruptAt: /fit epoch 1\// });
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain('Interrupted.');
    expect(await readdir(at('interrupted'))).toEqual([]);
  });

  it('ends well when nobody reads stderr any more', async () => {
    const { code, stdout } = await oneclass(
      ['fit', at('digits'), '--method', 'conv-autoencoder', '-o', at('unread.oneclass'), ...FIT],
      { leaveAt: /60 normal images/ },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/fitted on +60 images/);
    expect(await readdir(folder)).toContain('unread.oneclass');
  });

  it('says before the fit that too few images are held out for a rate', async () => {
    const rate = (fpr: string): string[] => [
      'fit',
      at('digits'),
      '--method',
      'conv-autoencoder',
      '-o',
      at('rate.oneclass'),
      ...FIT,
      '--set',
      'epochs=1',
      '--hold-out',
      '0.15',
      '--threshold',
      `fpr=${fpr}`,
    ];
    const [few, enough] = [await oneclass(rate('0.05')), await oneclass(rate('0.1'))];
    expect(few.stderr).toMatch(/takes 19 or more held-out images, here are 9[^]*fit epoch 1\//);
    expect(enough).toMatchObject({
      code: 0,
      stderr: expect.not.stringContaining('held-out') as string,
    });
  });

  it('names the files of a set that are not the official ones', async () => {
    const idx = (dimensions: readonly number[], bytes: Uint8Array): Buffer => {
      const header = Buffer.alloc(4 + 4 * dimensions.length);
      header.set([0, 0, 8, dimensions.length]);
      dimensions.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
      return Buffer.concat([header, bytes]);
    };
    const pixels = Uint8Array.from({ length: 4 * 784 }, (_, i) => (7 * i) % 251);
    await mkdir(at('data', 'mnist'), { recursive: true });
    await writeFile(at('data', 'mnist', 'train-images-idx3-ubyte'), idx([4, 28, 28], pixels));
    await writeFile(at('data', 'mnist', 'train-labels-idx1-ubyte'), idx([4], new Uint8Array(4)));
    const { code, stderr } = await oneclass([
      'fit',
      'mnist:0',
      '--method',
      'conv-autoencoder',
      '-o',
      at('unofficial.oneclass'),
      '--data-dir',
      at('data'),
      ...FIT,
      '--set',
      'epochs=1',
    ]);
    expect(code).toBe(0);
    for (const name of ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte']) {
      expect(stderr).toMatch(
        new RegExp(
          `^mnist: ${name} is not known to be the official file \\(MD5 [0-9a-f]{32}\\)$`,
          'm',
        ),
      );
    }
  });

  it('takes a size that fits, however large the one suggested', async () => {
    const args = [
      'fit',
      at('digits'),
      '--method',
      'conv-autoencoder',
      '-o',
      at('large.oneclass'),
      '--set',
      'encoder=[1,1]',
      '--set',
      'decoder=[1,1]',
      '--set',
      'epochs=1',
    ];
    const { code, stderr } = await oneclass([...args, '--size', '160x16']);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining('160×16×1') as string,
    });
  });
});

describe('oneclass score, evaluate and inspect', () => {
  it('give the same scores in every process, and verdicts by the threshold', async () => {
    const [json, csv, evaluated] = await Promise.all([
      oneclass(['score', at('ones.oneclass'), at('fresh', 'good'), at('fresh', 'zero'), '--json']),
      oneclass(['score', at('ones.oneclass'), at('fresh', 'good'), at('fresh', 'zero'), '--csv']),
      oneclass(['evaluate', at('ones.oneclass'), at('fresh'), '--csv']),
    ]);
    const { threshold, images } = JSON.parse(json.stdout) as {
      threshold: number;
      images: { path: string; score: number; anomalous: boolean }[];
    };
    expect(images).toHaveLength(80);
    for (const { score, anomalous } of images) expect(anomalous).toBe(score > threshold);
    const scores = images.map(({ score }) => String(score));
    expect(
      csv.stdout
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[1]),
    ).toEqual(scores);
    expect(
      evaluated.stdout
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[3]),
    ).toEqual(scores);
  });

  it('evaluate prints one object with all metrics, by kind too', async () => {
    const { stdout } = await oneclass(['evaluate', at('ones.oneclass'), at('fresh'), '--json']);
    const evaluation = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.keys(evaluation)).toEqual(
      expect.arrayContaining([
        'auroc',
        'averagePrecision',
        'bestF1',
        'f1',
        'accuracy',
        'threshold',
        'counts',
        'byKind',
      ]),
    );
    expect(evaluation).toMatchObject({
      counts: { normal: 60, anomalous: 20 },
      byKind: { good: { count: 60 }, zero: { count: 20, anomalous: true } },
    });
    expect(evaluation['auroc']).toBeGreaterThan(0.8);
    expect(evaluation['f1']).not.toBeNull();
  });

  it('evaluate has no F1 without a threshold, and takes one', async () => {
    await oneclass([
      'fit',
      at('digits'),
      '--method',
      'conv-autoencoder',
      '-o',
      at('bare.oneclass'),
      ...FIT,
    ]);
    const [none, given] = await Promise.all(
      [[], ['--threshold', '0.01']].map((more) =>
        oneclass(['evaluate', at('bare.oneclass'), at('fresh'), '--json', ...more]),
      ),
    );
    expect(JSON.parse(none?.stdout ?? '')).toMatchObject({
      f1: null,
      accuracy: null,
      threshold: null,
    });
    expect(JSON.parse(given?.stdout ?? '')).toMatchObject({
      threshold: 0.01,
      f1: expect.any(Number) as number,
    });
  });

  it('inspect shows what a file is', async () => {
    const { stdout } = await oneclass(['inspect', at('ones.oneclass'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      format: 2,
      method: 'conv-autoencoder',
      package: { name: '@oneclass/autoencoder', version: '0.0.0' },
      config: { seed: 4, epochs: 60 },
      sampleShape: [16, 16, 1],
      input: { resize: 'area' },
      calibration: { rule: expect.stringContaining('18') as string },
    });
  });
});

describe('wrong use of oneclass', () => {
  const fit = (data: string, ...more: string[]): string[] => [
    'fit',
    data,
    '--method',
    'conv-autoencoder',
    '-o',
    at('never.oneclass'),
    ...more,
  ];
  beforeAll(async () => {
    const bytes = await readFile(at('ones.oneclass'));
    await writeFile(at('truncated.oneclass'), bytes.subarray(0, bytes.length - 100));
    await writeFile(at('foreign.oneclass'), 'not a detector');
    await mkdir(at('broken'), { recursive: true });
    await copyFile(at('digits', 'good', '00.png'), at('broken', 'a.png'));
    await writeFile(
      at('broken', 'b.png'),
      (await readFile(at('digits', 'good', '01.png'))).subarray(0, 120),
    );
    await mkdir(at('empty'), { recursive: true });
    // Weights so large that sums of products overflow: the numbers of a safetensors file are its
    // end.
    const overflowing = Buffer.from(bytes);
    for (let i = 8 + Number(bytes.readBigUInt64LE(0)); i < bytes.length; i += 4)
      overflowing.writeFloatLE(3e38, i);
    await writeFile(at('overflowing.oneclass'), overflowing);
    if (process.platform !== 'win32') execFileSync('mkfifo', [at('pipe')], { stdio: 'ignore' });
    await mkdir(at('locked'), { mode: 0o555 });
    await mkdir(at('unfinished'));
    await writeFile(at('unfinished', 'fit.checkpoint'), 'not a checkpoint');
  });

  it.each<[string, number, () => string[], RegExp]>([
    [
      'an unknown method',
      2,
      () => ['fit', at('digits'), '--method', 'autoencoder', '-o', at('never.oneclass')],
      /no method "autoencoder".*conv-autoencoder/,
    ],
    ['a missing folder', 2, () => fit(at('nowhere')), /no folder ".*nowhere".*mnist:5/],
    [
      'a data set that is not there',
      2,
      () => fit('mnist:5'),
      /'mnist'.*is not there.*ONECLASS_DATA_DIR/,
    ],
    ['an unknown class', 2, () => fit('digits:11'), /11.*0, 1, 2/],
    ['an unknown config key', 2, () => fit(at('digits'), '--set', 'epoch=3'), /`epoch`.*epochs/],
    [
      'a config value out of range',
      2,
      () => fit(at('digits'), '--set', 'epochs=0'),
      /`epochs`.*Received: 0/,
    ],
    ['a setting without =', 2, () => fit(at('digits'), '--set', 'epochs'), /epochs/],
    ['a wrong seed', 2, () => fit(at('digits'), '--seed', '-1'), /--seed "-1"/],
    [
      'a wrong threshold',
      2,
      () => fit(at('digits'), '--threshold', 'fpr=5'),
      /--threshold "fpr=5".*between 0 and 1/,
    ],
    [
      'a size that does not fit',
      2,
      () => fit(at('broken'), '--size', '30'),
      /30×30.*multiples of 32.*--size/,
    ],
    [
      '--hold-out without a rate',
      2,
      () => fit(at('digits'), '--hold-out', '0.2'),
      /A share to hold out.*fpr=.*--hold-out/,
    ],
    [
      '--hold-out with a fixed threshold',
      2,
      () => fit(at('digits'), '--hold-out', '0.2', '--threshold', '3'),
      /A share to hold out.*fpr=.*--hold-out/,
    ],
    [
      'JSON and CSV of scores',
      2,
      () => ['score', at('ones.oneclass'), at('digits'), '--json', '--csv'],
      /--csv.*--json/,
    ],
    [
      'JSON and CSV of an evaluation',
      2,
      () => ['evaluate', at('ones.oneclass'), at('digits'), '--json', '--csv'],
      /--csv.*--json/,
    ],
    [
      'no name to write to',
      2,
      () => ['fit', at('digits'), '--method', 'conv-autoencoder', '-o', ''],
      /output is empty.*-o/,
    ],
    [
      'a folder to write to',
      2,
      () => ['fit', at('digits'), '--method', 'conv-autoencoder', '-o', at('empty')],
      /empty" is a folder/,
    ],
    [
      'a folder as detector',
      2,
      () => ['score', at('empty'), at('digits')],
      /empty" can't be read: it is a folder.*Expected a detector/,
    ],
    [
      'a detector with weights that overflow',
      1,
      () => ['score', at('overflowing.oneclass'), at('digits')],
      /overflowing.*computed Infinity in `score`.*finite.*fit it again/,
    ],
    [
      'an evaluation with weights that overflow',
      1,
      () => ['evaluate', at('overflowing.oneclass'), at('digits')],
      /overflowing.*computed Infinity in `score`.*finite.*fit it again/,
    ],
    [
      'an unknown backend',
      2,
      () => fit(at('digits'), '--backend', 'tpu'),
      /no backend "tpu".*wasm, cpu/,
    ],
    [
      'nowhere to write to',
      2,
      () => [
        'fit',
        at('digits'),
        '--method',
        'conv-autoencoder',
        '-o',
        at('nowhere', 'x.oneclass'),
      ],
      /no folder/,
    ],
    ['an empty folder', 1, () => fit(at('empty')), /empty/],
    ['a damaged image', 1, () => fit(at('broken')), /b\.png/],
    [
      'a missing detector',
      2,
      () => ['score', at('nothing.oneclass'), at('digits')],
      /no file ".*nothing\.oneclass"/,
    ],
    [
      'a missing image',
      2,
      () => ['score', at('ones.oneclass'), at('digits', 'none.png')],
      /no image ".*none\.png"/,
    ],
    [
      'a truncated detector',
      1,
      () => ['score', at('truncated.oneclass'), at('digits')],
      /truncated\.oneclass/,
    ],
    [
      'a file that is no detector',
      1,
      () => ['inspect', at('foreign.oneclass')],
      /foreign\.oneclass/,
    ],
    [
      'a folder without kinds',
      1,
      () => ['evaluate', at('ones.oneclass'), at('digits', 'good')],
      /good.*kind of anomaly/,
    ],
    [
      'a rule that needs labels',
      2,
      () => fit(at('digits'), '--threshold', 'best-f1'),
      /best-f1 needs labelled images.*oneclass calibrate/,
    ],
    [
      'a threshold that is no rule',
      2,
      () => fit(at('digits'), '--threshold', 'fdr=0.05'),
      new RegExp(
        /--threshold "fdr=0\.05".*/.source +
          /fpr=0\.05; .*conformal=0\.05; k-sigma=3; best-f1; youden; or a number/.source,
      ),
    ],
    [
      'a conformal rate out of range',
      2,
      () => fit(at('digits'), '--threshold', 'conformal=0'),
      /--threshold "conformal=0".*conformal=0\.05/,
    ],
    [
      'a negative k',
      2,
      () => fit(at('digits'), '--threshold', 'k-sigma=-1'),
      /--threshold "k-sigma=-1".*k-sigma=3/,
    ],
    [
      'a k that is missing',
      2,
      () => fit(at('digits'), '--threshold', 'k-sigma='),
      /--threshold "k-sigma=".*k-sigma=3/,
    ],
    [
      'too few images for a conformal threshold',
      1,
      () => fit(at('digits'), '--threshold', 'conformal=0.01'),
      /conformal=0\.01 takes 99 or more held-out images, here are 6/,
    ],
    [
      '--resume without a place',
      2,
      () => fit(at('digits'), '--resume'),
      /--resume.*give --checkpoint DIR/,
    ],
    [
      'an empty name of a checkpoint',
      2,
      () => fit(at('digits'), '--checkpoint', ''),
      /folder is empty.*--checkpoint/,
    ],
    [
      'a file as checkpoint',
      2,
      () => fit(at('digits'), '--checkpoint', at('foreign.oneclass')),
      /".*foreign\.oneclass" is a file.*--checkpoint/,
    ],
    [
      'a checkpoint below a file',
      2,
      () => fit(at('digits'), '--checkpoint', at('foreign.oneclass', 'x')),
      /".*x" can't be made.*--checkpoint/,
    ],
    [
      'a checkpoint that is not to be resumed',
      2,
      () => fit(at('digits'), '--checkpoint', at('unfinished')),
      /holds an unfinished fit.*remove ".*fit\.checkpoint".*--resume/,
    ],
    [
      'a checkpoint that is none',
      1,
      () => fit(at('digits'), '--checkpoint', at('unfinished'), '--resume'),
      /checkpoint/,
    ],
    [
      'a calibration without rule',
      2,
      () => ['calibrate', at('ones.oneclass'), at('digits')],
      /Give --threshold RULE, --uncertain-threshold RULE or --pixel-threshold RULE, or several/,
    ],
    [
      'a calibration without data',
      2,
      () => ['calibrate', at('ones.oneclass'), '--threshold', 'fpr=0.05'],
      /fpr=0\.05 takes data/,
    ],
    [
      'data for a fixed threshold',
      2,
      () => ['calibrate', at('ones.oneclass'), at('digits'), '--threshold', '0.5'],
      /0\.5 is a fixed number.*leave ".*digits" out/,
    ],
    [
      'a calibration on too few images',
      1,
      () => ['calibrate', at('ones.oneclass'), at('fresh'), '--threshold', 'conformal=0.01'],
      /60 held-out normal scores are too few.*99/,
    ],
    [
      'a calibration on labels that are not there',
      1,
      () => ['calibrate', at('ones.oneclass'), at('digits', 'good'), '--threshold', 'youden'],
      /good.*kind of anomaly/,
    ],
    [
      'a calibration to nowhere',
      2,
      () => [
        'calibrate',
        at('ones.oneclass'),
        '--threshold',
        '1',
        '-o',
        at('nowhere', 'x.oneclass'),
      ],
      /no folder/,
    ],
    [
      'a calibration of a folder',
      2,
      () => ['calibrate', at('empty'), '--threshold', '1'],
      /empty" can't be read: it is a folder.*Expected a detector/,
    ],
    [
      'a calibration of a missing detector',
      2,
      () => ['calibrate', at('nowhere', 'x.oneclass'), '--threshold', '1'],
      /no file ".*x\.oneclass"/,
    ],
    [
      'a calibration of no detector',
      1,
      () => ['calibrate', at('foreign.oneclass'), '--threshold', '1'],
      /foreign\.oneclass/,
    ],
    [
      'a calibration with weights that overflow',
      1,
      () => ['calibrate', at('overflowing.oneclass'), at('digits'), '--threshold', 'fpr=0.1'],
      /overflowing.*computed Infinity in `score`.*finite.*fit it again/,
    ],
    [
      'a set of image folders without a category',
      2,
      () => fit('btad'),
      /Which category of "btad"\? Expected one of 01, 02, 03, as in btad:01/,
    ],
    [
      'a category of a set that is not there',
      2,
      () => fit('visa:Candle'),
      /by hand.*licence.*FOLDER\/visa.*Looked in .* with candle in it/,
    ],
    [
      'a category that there is not',
      2,
      () => fit('visa:candles'),
      /'visa' has no category 'candles'.*candle, capsules/,
    ],
    [
      'an empty name of a folder to download to',
      2,
      () => ['datasets', 'download', 'mnist', '--folder', ''],
      /--folder is empty/,
    ],
    [
      'an unknown set to download',
      2,
      () => ['datasets', 'download', 'imagenet'],
      /no data set 'imagenet'.*mnist/,
    ],
    [
      'a set that is drawn to download',
      2,
      () => ['datasets', 'download', 'digits'],
      /drawn by code/,
    ],
    ['drawn textures to download', 2, () => ['datasets', 'download', 'textures'], /drawn by code/],
    [
      'a set to be fetched by hand',
      2,
      () => ['datasets', 'download', 'mvtec-ad'],
      /by hand.*licence.*mvtec\.com/,
    ],
    [
      'a drawn texture that there is not',
      2,
      () => fit('textures:wood'),
      /weave, brushed, grain, as in textures:weave/,
    ],
    [
      'drawn textures without one',
      2,
      () => ['evaluate', at('ones.oneclass'), 'textures'],
      /weave, brushed, grain/,
    ],
    [
      'a named set without its normal class',
      2,
      () => ['evaluate', at('ones.oneclass'), 'digits'],
      /Which class.*digits:0/,
    ],
  ])('%s is one clear error', (_, expected, args, message) =>
    expectError(expected, args(), message),
  );

  // A pipe stands for whatever never ends.
  it.skipIf(process.platform === 'win32').each<[string, () => string[], RegExp]>([
    [
      'image',
      () => ['score', at('ones.oneclass'), at('pipe')],
      /pipe" is neither a regular file nor a folder/,
    ],
    ['detector', () => ['inspect', at('pipe')], /pipe" can't be read: it is a FIFO/],
    [
      'target',
      () => ['fit', at('digits'), '--method', 'conv-autoencoder', '-o', at('pipe')],
      /pipe" can't be written: it is no regular file/,
    ],
  ])('a pipe as %s is one clear error', (_, args, message) => expectError(2, args(), message));

  // Root may write everywhere.
  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'a folder without permission is one clear error',
    () =>
      expectError(
        2,
        ['fit', at('digits'), '--method', 'conv-autoencoder', '-o', at('locked', 'x.oneclass')],
        /no permission for folder ".*locked"/,
      ),
  );

  async function expectError(
    expected: number,
    args: readonly string[],
    message: RegExp,
  ): Promise<void> {
    const { code, stdout, stderr } = await callOneclass(args);
    const errors = stderr
      .trimEnd()
      .split('\n')
      .filter((line) => line.startsWith('error:'));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(message);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(await readdir(folder)).not.toContain('never.oneclass');
  }

  it('an unknown command or option exits 2', async () => {
    for (const args of [['fly'], ['score', '--speed'], ['fit', 'parts']]) {
      const { code, stderr } = await callOneclass(args);
      expect(code).toBe(2);
      expect(stderr).toContain('error:');
    }
  });

  it('shows a stack trace with --debug only', async () => {
    const { code, stderr } = await oneclass(['--debug', 'inspect', at('foreign.oneclass')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/\n\s+at /);
  });
});
