import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMapDetector, readArtifact, unpack, isFeatureMethod } from '@oneclass/core';
import { aupro, evaluatePixels, pixelScores } from '@oneclass/core/metrics';
import { readLabeledFolder } from '@oneclass/core/node';
import { pca } from '@oneclass/baselines';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledMethods } from '@oneclass/inspection/node';
import { places } from '../src/saved-detector.ts';
import { brightnessModule } from './brightness-method.ts';
import { callOneclass, type Called } from './call-oneclass.ts';

let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);
const oneclass = (...args: string[]): Promise<Called> => callOneclass(args, folder);
async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await oneclass(...args, '--json');
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}
interface Saved {
  readonly value: number;
  readonly rule: string;
  readonly promise: string;
}
const calibrationsOf = async (file: string) => {
  const { calibration, pixelCalibration } = readArtifact(await readFile(at(file))).artifact;
  return { calibration, pixelCalibration };
};

const SIDE = 24;
const INPUT = { height: SIDE, width: SIDE, channels: 1, resize: 'area' } as const;
const isSpot = (x: number, y: number): boolean => x >= 6 && x < 12 && y >= 4 && y < 14;

/** A pattern in changing light; with a spot of another one. */
function drawing(i: number, spot: boolean): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE }, (_, pixel) => {
    const [x, y] = [pixel % SIDE, Math.floor(pixel / SIDE)];
    return spot && isSpot(x, y)
      ? 250 - 3 * i
      : 100 + 4 * i + 20 * Math.sin(x / 2) + 3 * ((7 * pixel * (i + 1)) % 5);
  });
}
const grey = (data: Uint8Array, side = SIDE) =>
  sharp(data, { raw: { width: side, height: side, channels: 1 } })
    .toColourspace('b-w')
    .png();

/** MVTec's layout: 20 to fit on; 10 good ones, and 6 with a spot and its mask, to evaluate on. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-pixel-'));
  for (const [path, count, spot] of [
    ['parts/train/good', 20, false],
    ['parts/test/good', 10, false],
    ['parts/test/spot', 6, true],
    ['few', 9, false],
  ] as const) {
    await mkdir(at(path), { recursive: true });
    for (let i = 0; i < count; i++)
      await grey(drawing(i + Number(path.includes('test')) * 0.5, spot)).toFile(
        at(path, `${String(i).padStart(3, '0')}.png`),
      );
  }
  await mkdir(at('parts/ground_truth/spot'), { recursive: true });
  const mask = Uint8Array.from({ length: SIDE * SIDE }, (_, pixel) =>
    isSpot(pixel % SIDE, Math.floor(pixel / SIDE)) ? 255 : 0,
  );
  for (let i = 0; i < 6; i++)
    await grey(mask).toFile(at('parts/ground_truth/spot', `00${String(i)}_mask.png`));
  await writeFile(at('bright.mjs'), brightnessModule('bright'));
  for (const args of [
    ['pca', '-o', 'pca.oneclass'],
    ['kde', '-o', 'kde.oneclass'],
  ]) {
    const { code, stderr } = await oneclass(
      'fit',
      args[0] as string,
      'parts',
      ...args.slice(1),
      '--threshold',
      'fpr=0.2',
      '--hold-out',
      '0.3',
    );
    if (code !== 0) throw new Error(stderr);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * Maps of the saved detector for the images to evaluate on, with their masks, by the library alone.
 */
async function pixelsOf(file: string) {
  const { detector } = unpack(await readFile(at(file)), [pca]);
  try {
    const { samples, labels, masks } = await readLabeledFolder(at('parts'), INPUT);
    if (!isMapDetector(detector) || !masks) throw new Error('no maps or no masks');
    return pixelScores(
      await detector.scoreMap(samples),
      await Promise.all([...labels].map((_, i) => masks(i))),
    );
  } finally {
    detector.dispose();
  }
}

describe('oneclass evaluate', () => {
  it('compares score maps with masks, at the pixel threshold too', async () => {
    const images = await pixelsOf('pca.oneclass');
    const { pixelCalibration } = await calibrationsOf('pca.oneclass');
    const { counts, ...expected } = evaluatePixels(images, {
      threshold: pixelCalibration?.value ?? NaN,
    });
    const evaluation = await json<object>('evaluate', 'pca.oneclass', 'parts');
    expect(evaluation).toMatchObject({ ...expected, pixelCounts: counts, auroc: 1 });
    expect(counts).toEqual({
      images: 16,
      normal: 16 * SIDE * SIDE - 360,
      anomalous: 360,
      regions: 6,
    });
    expect(aupro(images)).toBeGreaterThan(0.5);
    expect(await json('evaluate', 'pca.oneclass', 'parts', '--pixel-threshold=-1')).toMatchObject({
      pixelThreshold: -1,
      pixelAccuracy: 360 / (16 * SIDE * SIDE),
    });
  });

  it('prints them', async () => {
    const { stdout } = await oneclass('evaluate', 'pca.oneclass', 'parts');
    expect(stdout).toMatch(
      new RegExp(
        /\npixels +8,856 normal, 360 anomalous in 6 regions, at the masks' own size\n/.source +
          /pixel AUROC +[\d.]+ %\npixel average precision +[\d.]+ %\n/.source +
          /AUPRO +[\d.]+ % \(up to 30 % of normal pixels\)\n/.source +
          /pixel threshold +[\d.]+\npixel F1 +[\d.]+ %; accuracy [\d.]+ %/.source,
      ),
    );
  });

  it('has none without masks', async () => {
    await mkdir(at('unmasked'));
    for (const kind of ['good', 'spot']) {
      await mkdir(at('unmasked', kind));
      for (let i = 0; i < 4; i++)
        await grey(drawing(i, kind === 'spot')).toFile(at('unmasked', kind, `${String(i)}.png`));
    }
    const none = {
      pixelAuroc: null,
      pixelAveragePrecision: null,
      aupro: null,
      pixelF1: null,
      pixelCounts: null,
    };
    expect(await json('evaluate', 'pca.oneclass', 'unmasked')).toMatchObject(none);
    const { stdout, stderr } = await oneclass('evaluate', 'pca.oneclass', 'unmasked');
    expect(stdout).not.toMatch(/pixel|AUPRO/);
    expect(stderr).not.toContain('masks');
  });

  it('has none of a detector without maps, and says so where there are masks', async () => {
    const { stdout, stderr } = await oneclass('evaluate', 'kde.oneclass', 'parts', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      pixelAuroc: null,
      pixelAveragePrecision: null,
      aupro: null,
      pixelCounts: null,
      auroc: expect.any(Number) as number,
    });
    expect(stderr).toContain(
      'The data has masks, but kde gives no score maps: no metrics of pixels.',
    );
  });

  it('has masks of drawn textures at the size of the detector', async () => {
    await oneclass(
      'fit',
      'textures:brushed',
      '--method',
      'pca',
      '-o',
      'brushed.oneclass',
      '--size',
      '16',
    );
    expect(await json('evaluate', 'brushed.oneclass', 'textures:brushed')).toMatchObject({
      pixelCounts: { images: 98 },
      pixelAuroc: expect.any(Number) as number,
    });
  });

  it('takes the masks’ own size, or by --map-size the detector’s', async () => {
    await oneclass('fit', 'parts', '--method', 'pca', '-o', 'small.oneclass', '--size', '8');
    const evaluate = (...more: string[]) =>
      json<object>('evaluate', 'small.oneclass', 'parts', ...more);
    expect(await evaluate()).toMatchObject({
      mapSize: 'mask',
      pixelCounts: { images: 16, normal: 16 * SIDE * SIDE - 360, anomalous: 360 },
    });
    expect(await evaluate('--map-size', 'detector')).toMatchObject({
      mapSize: 'detector',
      pixelCounts: { images: 16, normal: 16 * 64 - 48, anomalous: 48 },
      maskProblems: [],
    });
    const { stdout } = await oneclass(
      ...['evaluate', 'small.oneclass', 'parts', '--map-size', 'detector'],
    );
    expect(stdout).toMatch(
      /\npixels +976 normal, 48 anomalous in 6 regions, at the detector's size/,
    );
    expect(
      await oneclass('evaluate', 'small.oneclass', 'parts', '--map-size', 'own'),
    ).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/'own' is invalid.*mask, detector/) as string,
    });
  });

  /** `parts` with these of its masks spoilt. */
  async function spoilt(name: string, masks: readonly string[], spoil: Spoil): Promise<string> {
    await cp(at('parts'), at(name), { recursive: true });
    for (const mask of masks) await spoil(at(name, 'ground_truth', 'spot', mask));
    return name;
  }
  type Spoil = (path: string) => Promise<unknown>;
  const figures = (evaluation: Evaluation) =>
    Object.fromEntries(
      Object.entries(evaluation).filter(([key]) => !/pixel|aupro|map|mask/i.test(key)),
    );
  interface Evaluation {
    readonly maskProblems: readonly { readonly image: string; readonly problem: string }[];
    readonly pixelCounts: { readonly images: number; readonly anomalous: number } | null;
  }

  const TROUBLE: [problem: string, spoil: Spoil, line: RegExp][] = [
    ['missing', (path) => rm(path), /1 anomalous image without a mask: \S+spot.002\.png$/],
    [
      'unreadable',
      (path) => writeFile(path, 'no image'),
      /1 anomalous image with a mask that can't be read: \S+002\.png \(\S+002_mask\.png: not an im/,
    ],
    [
      'wrong-size',
      (path) => grey(new Uint8Array(100).fill(255), 10).toFile(path),
      /with a mask of another size: \S+002\.png \(.*10 × 10 pixels, but its image .* has 24 × 24/,
    ],
    [
      'empty',
      (path) => grey(new Uint8Array(SIDE * SIDE)).toFile(path),
      /1 anomalous image with a mask that marks nothing: \S+spot.002\.png$/,
    ],
  ];

  it.each(TROUBLE)(
    'a mask that is %s costs the pixels of its image, no more',
    async (problem, spoil, line) => {
      const data = await spoilt(problem, ['002_mask.png'], spoil);
      const all = await json<Evaluation>('evaluate', 'pca.oneclass', 'parts');
      const { code, stdout, stderr } = await oneclass('evaluate', 'pca.oneclass', data, '--json');
      expect(code).toBe(0);
      const evaluation = JSON.parse(stdout) as Evaluation;
      expect(figures(evaluation)).toEqual(figures(all));
      expect(evaluation.pixelCounts).toMatchObject({ images: 15, anomalous: 300 });
      expect(evaluation.maskProblems).toMatchObject([
        { image: expect.stringMatching(/002\.png$/) as string, problem },
      ]);
      expect(stderr.split('\n').filter((text) => text.startsWith('Not in'))).toEqual([
        expect.stringMatching(line),
      ]);
    },
  );

  it.each(TROUBLE)(
    'masks that are all %s cost all figures of pixels, no more',
    async (problem, spoil) => {
      const names = await readdir(at('parts', 'ground_truth', 'spot'));
      const data = await spoilt(`all-${problem}`, problem === 'missing' ? [] : names, spoil);
      if (problem === 'missing')
        for (const name of names)
          await rename(
            at(data, 'ground_truth/spot', name),
            at(data, 'ground_truth/spot', `x${name}`),
          );
      const all = await json<Evaluation>('evaluate', 'pca.oneclass', 'parts');
      const { code, stdout, stderr } = await oneclass('evaluate', 'pca.oneclass', data, '--json');
      expect(code).toBe(0);
      const evaluation = JSON.parse(stdout) as Evaluation;
      expect(figures(evaluation)).toEqual(figures(all));
      expect(evaluation).toMatchObject({
        pixelCounts: null,
        pixelAuroc: null,
        aupro: null,
        mapSize: null,
      });
      expect(evaluation.maskProblems.map((one) => one.problem)).toEqual(names.map(() => problem));
      expect(stderr).toMatch(
        /6 anomalous images with[^\n]*004\.png and 1 more.*\nNo figures of pixels/,
      );
      const text = await oneclass('evaluate', 'pca.oneclass', data, '--maps', `maps-${problem}`);
      expect(text.stdout).toMatch(new RegExp(`\nmasks not used +6 ${problem.replace('-', ' ')}\n`));
      const page = await readFile(at(`maps-${problem}`, 'index.html'), 'utf8');
      expect(page).toContain(`<td>6 ${problem.replace('-', ' ')}</td>`);
    },
  );

  it('calibrates whatever the masks are', async () => {
    const data = await spoilt('calibrated', ['002_mask.png'], (path) =>
      writeFile(path, 'no image'),
    );
    const calibrate = ['calibrate', 'pca.oneclass', data, '-o', 'spoilt.oneclass'];
    for (const rule of ['best-f1', 'fpr=0.1'])
      expect(
        await oneclass(...calibrate, '--threshold', rule, '--pixel-threshold', 'fpr=0.01'),
      ).toMatchObject({ code: 0 });
  });

  it('judges by a threshold of pixels no image that it was found on, whatever --threshold says', async () => {
    const args = ['calibrate', 'pca.oneclass', 'parts', '-o', 'on-test.oneclass'];
    await oneclass(...args, '--pixel-threshold', 'fpr=0.05', '--threshold', 'fpr=0.1');
    const evaluate = (...more: string[]) =>
      json<object>('evaluate', 'on-test.oneclass', 'parts', ...more);
    const found = { calibratedOn: 10, f1: null, pixelCalibratedOn: 10, pixelF1: null };
    expect(await evaluate()).toMatchObject(found);
    const number = expect.any(Number) as number;
    expect(await evaluate('--threshold', '0.5')).toMatchObject({
      ...{ ...found, calibratedOn: 0, f1: number },
    });
    expect(await evaluate('--pixel-threshold', '0.5')).toMatchObject({
      ...{ ...found, pixelCalibratedOn: 0, pixelF1: number },
    });
    const { stderr } = await oneclass(
      'evaluate',
      'on-test.oneclass',
      'parts',
      '--threshold',
      '0.5',
    );
    expect(stderr).toContain('Its threshold of pixels was found on 10 of the others');
  });
});

describe('a pixel threshold', () => {
  it('comes with a rule that holds images out: 5 % of their pixels lie above it', async () => {
    const { pixelThreshold, threshold } = await json<{ pixelThreshold: Saved; threshold: Saved }>(
      'fit',
      'parts',
      '--method',
      'pca',
      '-o',
      'both.oneclass',
      '--threshold',
      'fpr=0.2',
      '--hold-out',
      '0.3',
    );
    expect(pixelThreshold.rule).toBe('quantile 0.95 of the pixels of 6 held-out normal images');
    expect(await calibrationsOf('both.oneclass')).toEqual({
      calibration: threshold,
      pixelCalibration: pixelThreshold,
    });
    const { stdout } = await oneclass('inspect', 'both.oneclass');
    expect(stdout).toMatch(
      new RegExp(
        /\nthreshold +[\d.]+ \(quantile 0\.8 of 6 held-out normal scores\)\n/.source +
          /pixel threshold +[\d.]+ \(quantile 0\.95 of the pixels of 6 held-out normal images\)\n/
            .source,
      ),
    );
    expect(await json('inspect', 'both.oneclass')).toMatchObject({
      pixelCalibration: pixelThreshold,
    });
  });

  it('has a rate of its own, or is a number, with or without one of images', async () => {
    const fit = (...more: string[]) =>
      json<{ threshold: Saved | null; pixelThreshold: Saved | null; heldOut: number }>(
        'fit',
        'parts',
        '--method',
        'pca',
        '-o',
        'own.oneclass',
        ...more,
      );
    expect(await fit('--pixel-threshold', 'fpr=0.01', '--hold-out', '0.2')).toMatchObject({
      threshold: null,
      heldOut: 4,
      pixelThreshold: { rule: 'quantile 0.99 of the pixels of 4 held-out normal images' },
    });
    expect(
      await fit('--threshold', 'fpr=0.2', '--hold-out', '0.3', '--pixel-threshold', '0.25'),
    ).toMatchObject({
      heldOut: 6,
      threshold: { rule: expect.stringContaining('quantile') as string },
      pixelThreshold: { value: 0.25, rule: 'fixed' },
    });
    expect(await fit('--threshold', '3')).toMatchObject({
      heldOut: 0,
      threshold: { value: 3 },
      pixelThreshold: null,
    });
    expect(await fit()).toMatchObject({ threshold: null, pixelThreshold: null });
  });

  it('is not there of a method without maps', async () => {
    expect(await calibrationsOf('kde.oneclass')).toMatchObject({
      calibration: { rule: expect.stringContaining('quantile') as string },
      pixelCalibration: undefined,
    });
    const fit = ['fit', 'parts', '--method', './bright.mjs', '-o', 'bright.oneclass'];
    expect(await oneclass(...fit, '--pixel-threshold', 'fpr=0.1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('needs score maps, and bright gives none') as string,
    });
    expect(await oneclass(...fit)).toMatchObject({ code: 0 });
    expect(await calibrationsOf('bright.oneclass')).toEqual({
      calibration: undefined,
      pixelCalibration: undefined,
    });
  });

  it('is calibrated on other normal images with that of images, or alone', async () => {
    const calibrate = (...args: string[]) =>
      json<Record<'old' | 'threshold' | 'oldPixel' | 'pixelThreshold', Saved | null>>(
        'calibrate',
        'pca.oneclass',
        ...args,
        '-o',
        'new.oneclass',
      );
    const before = await calibrationsOf('pca.oneclass');
    const scores = (await pixelsOf('pca.oneclass'))
      .slice(0, 10)
      .flatMap((image) => [...image.scores])
      .sort((a, b) => a - b);

    const both = await calibrate('parts', '--threshold', 'fpr=0.1');
    expect(both).toMatchObject({
      old: before.calibration,
      oldPixel: before.pixelCalibration,
      pixelThreshold: {
        value: scores[Math.ceil(0.95 * scores.length) - 1],
        rule: 'quantile 0.95 of the pixels of 10 held-out normal images',
      },
    });
    expect(await calibrationsOf('new.oneclass')).toEqual({
      calibration: both.threshold,
      pixelCalibration: both.pixelThreshold,
    });

    const alone = await calibrate('parts', '--pixel-threshold', 'fpr=0.01');
    expect(alone).toMatchObject({
      threshold: before.calibration,
      pixelThreshold: { value: scores[Math.ceil(0.99 * scores.length) - 1] },
    });
    expect(await calibrate('--pixel-threshold', '0.5')).toMatchObject({
      threshold: before.calibration,
      pixelThreshold: { value: 0.5, rule: 'fixed' },
    });
    expect(await calibrate('--threshold', '0.5')).toMatchObject({
      threshold: { value: 0.5 },
      pixelThreshold: before.pixelCalibration,
    });
    // Of labelled images the normal ones, and only when it is asked for.
    expect(await calibrate('parts', '--threshold', 'best-f1')).toMatchObject({
      pixelThreshold: before.pixelCalibration,
    });
    expect(
      await calibrate('parts', '--threshold', 'best-f1', '--pixel-threshold', 'fpr=0.01'),
    ).toMatchObject({
      pixelThreshold: alone.pixelThreshold,
      threshold: { rule: expect.stringContaining('best F1') as string },
    });
    const { stdout } = await oneclass(
      'calibrate',
      'pca.oneclass',
      'parts',
      '--pixel-threshold',
      'fpr=0.01',
      '-o',
      'new.oneclass',
    );
    expect(stdout).toMatch(
      new RegExp(
        /old pixel threshold +[\d.]+ \(quantile 0\.95 [^\n]+\n/.source +
          /new pixel threshold +[\d.]+ \(quantile 0\.99 [^\n]+\nAbout [\d.]+ % \(±/.source,
      ),
    );
    expect(stdout).not.toContain('new threshold');
  });

  it.each<[string, number, string[], RegExp]>([
    [
      'too few images to hold some out',
      1,
      ['fit', 'few', '--method', 'pca', '-o', 'x', '--threshold', 'fpr=0.2'],
      new RegExp(
        /holds normal images out of the fit, and here are 9: too few.*10 or more.*/.source +
          /more images.*calibrate on other.*oneclass calibrate/.source,
      ),
    ],
    [
      'too few to hold some out for pixels',
      1,
      [
        'fit',
        'few',
        '--method',
        'pca',
        '-o',
        'x',
        '--pixel-threshold',
        'fpr=0.2',
        '--hold-out',
        '0.5',
      ],
      /holds .* here are 9.*oneclass calibrate/,
    ],
    [
      'a rate that is none',
      2,
      ['fit', 'parts', '--method', 'pca', '-o', 'x', '--pixel-threshold', 'fpr=2'],
      new RegExp(
        /--pixel-threshold "fpr=2": /.source +
          /expected a rate of pixels between 0 and 1, as in fpr=0\.01, or a number/.source,
      ),
    ],
    [
      'a rule of images',
      2,
      ['fit', 'parts', '--method', 'pca', '-o', 'x', '--pixel-threshold', 'k-sigma=3'],
      /--pixel-threshold "k-sigma=3"/,
    ],
    [
      'one of a method without maps',
      2,
      ['fit', 'parts', '--method', 'kde', '-o', 'x', '--pixel-threshold', 'fpr=0.1'],
      /--pixel-threshold needs score maps, and kde gives none.*anogan, conv-autoencoder.*pca, dfr/,
    ],
    [
      'one of a detector without maps',
      2,
      ['calibrate', 'kde.oneclass', '--pixel-threshold', '3', '-o', 'x'],
      /--pixel-threshold needs score maps, and kde gives none/,
    ],
    [
      'a calibration of nothing',
      2,
      ['calibrate', 'pca.oneclass', 'parts'],
      /Give --threshold RULE, --uncertain-threshold RULE or --pixel-threshold RULE, or several/,
    ],
    [
      'a rate without data',
      2,
      ['calibrate', 'pca.oneclass', '--pixel-threshold', 'fpr=0.1'],
      /--pixel-threshold fpr=0\.1 takes data/,
    ],
    [
      'one for scores alone',
      2,
      ['score', 'pca.oneclass', 'few', '--pixel-threshold', '1'],
      /give --maps DIR or --regions too/,
    ],
  ])('%s is one clear error', async (_, expected, args, message) => {
    const { code, stdout, stderr } = await oneclass(...args);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr.split('\n').filter((line) => line.startsWith('error:'))).toEqual([
      expect.stringMatching(message),
    ]);
    expect(await readdir(folder)).not.toContain('x');
  });

  it('is not missed by few images where none are held out', async () => {
    expect(
      await oneclass('fit', 'few', '--method', 'pca', '-o', 'few.oneclass', '--threshold', '0.5'),
    ).toMatchObject({ code: 0 });
  });
});

describe('the methods that come with the command', () => {
  it('are known to give maps, or not, before a fit', async () => {
    for (const { value: method } of await bundledMethods(places())) {
      const maps = method.outputs.includes('map');
      if (isFeatureMethod(method)) continue; // its own tests see to it
      const least = Object.keys(method.defaults).flatMap(
        (key) =>
          ({
            epochs: ['--set', 'epochs=1'],
            pretraining: ['--set', 'pretraining=null'],
            width: ['--set', 'width=8', '--set', 'encoder=null'],
          })[key] ?? [],
      );
      const small = await oneclass(
        'fit',
        method.name,
        'parts',
        '-o',
        `${method.name}.oneclass`,
        ...least,
      );
      expect(small, method.name).toMatchObject({ code: 0 });
      const { detector } = unpack(await readFile(at(`${method.name}.oneclass`)), [method]);
      expect({ name: method.name, maps: isMapDetector(detector) }).toEqual({
        name: method.name,
        maps,
      });
      detector.dispose();
    }
  });
});
