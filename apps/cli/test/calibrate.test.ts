import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArtifact } from '@oneclass/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOneclass, type Called } from './call-oneclass.ts';
import { twoHalves } from './two-halves.ts';

let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);
const SMALL = [
  '--size',
  '32',
  '--set',
  'encoder=[2,4]',
  '--set',
  'decoder=[4,2]',
  '--set',
  'epochs=2',
  '--set',
  'batchSize=10',
];
const oneclass = (...args: string[]): Promise<Called> => callOneclass(args, folder);
const calibrate = async (
  ...args: string[]
): Promise<{
  images: number;
  old: { value: number } | null;
  threshold: { value: number; rule: string; promise: string };
}> => {
  const { code, stdout, stderr } = await oneclass(
    'calibrate',
    'gray.oneclass',
    ...args,
    '-o',
    'new.oneclass',
    '--json',
  );
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as never;
};
const scoresOf = async (...paths: string[]): Promise<number[]> => {
  const { stdout } = await oneclass('score', 'gray.oneclass', ...paths, '--json');
  return (JSON.parse(stdout) as { images: { score: number }[] }).images
    .map(({ score }) => score)
    .sort((a, b) => a - b);
};

/** Grey images, in MVTec's layout: 20 to fit on, 19 unseen good ones, 10 bright ones. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-calibrate-'));
  for (const [path, count, value] of [
    ['parts/train/good', 20, 100],
    ['parts/test/good', 19, 102],
    ['parts/test/bright', 10, 200],
    ['flat', 9, 110],
  ] as const) {
    await mkdir(at(path), { recursive: true });
    for (let i = 0; i < count; i++)
      await twoHalves(32, { r: value + i, g: value, b: value })
        .png()
        .toFile(at(path, `${String(i).padStart(2, '0')}.png`));
  }
  const fitted = await oneclass(
    'fit',
    'parts',
    '--method',
    'conv-autoencoder',
    '-o',
    'gray.oneclass',
    ...SMALL,
    '--threshold',
    '7',
  );
  if (fitted.code !== 0) throw new Error(fitted.stderr);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('oneclass calibrate', () => {
  it('takes the normal images of a test split, not those of the training split', async () => {
    const { images, old, threshold } = await calibrate('parts', '--threshold', 'conformal=0.05');
    expect(images).toBe(19);
    expect(old).toMatchObject({ value: 7 });
    // (19 + 1) · 5 % is 1: the largest.
    expect(threshold.value).toBe((await scoresOf('parts/test/good')).at(-1));
    expect(threshold.promise).toContain('at most 5 %');
  });

  it('takes a plain folder for normal images', async () => {
    const { images, threshold } = await calibrate('flat', '--threshold', 'fpr=0.12');
    expect(images).toBe(9);
    expect(threshold.value).toBe((await scoresOf('flat')).at(-2));
  });

  it('refuses a folder that has only what a fit takes', async () => {
    await cp(at('parts', 'train'), at('unsplit', 'train'), { recursive: true });
    const refused = await oneclass(
      'calibrate',
      'gray.oneclass',
      'unsplit',
      '--threshold',
      'fpr=0.12',
      '-o',
      'new.oneclass',
    );
    expect(refused).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/"unsplit" has train.*but no test/) as string,
    });
  });

  it('takes mean and standard deviations', async () => {
    const scores = await scoresOf('flat');
    const mean = scores.reduce((sum, score) => sum + score, 0) / 9;
    const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / 8);
    expect((await calibrate('flat', '--threshold', 'k-sigma=2')).threshold.value).toBeCloseTo(
      mean + 2 * deviation,
      6,
    );
  });

  it.each([
    ['best-f1', /best F1 on 19 normal and 10 anomalous/],
    ['youden', /Youden index on 19 normal and 10 anomalous/],
  ])('chooses by %s on labelled images', async (rule, said) => {
    const { images, threshold } = await calibrate('parts', '--threshold', rule);
    expect({ images, rule: threshold.rule }).toEqual({
      images: 29,
      rule: expect.stringMatching(said) as string,
    });
    expect(threshold.value).toBeGreaterThanOrEqual(
      (await scoresOf('parts/test/good')).at(-1) ?? NaN,
    );
    expect(threshold.value).toBeLessThan((await scoresOf('parts/test/bright'))[0] ?? NaN);
  });

  it('changes nothing but the threshold, and by default the file itself', async () => {
    const before = await readFile(at('gray.oneclass'));
    await calibrate('--threshold', '0.25');
    expect(await readFile(at('gray.oneclass'))).toEqual(before);
    const [old, changed] = [readArtifact(before), readArtifact(await readFile(at('new.oneclass')))];
    expect(changed.artifact).toEqual({
      ...old.artifact,
      calibration: { value: 0.25, rule: 'fixed', promise: '' },
    });

    const { stdout } = await oneclass('calibrate', 'new.oneclass', '--threshold', '7');
    expect(stdout).toMatch(/old threshold +0\.2500 \(fixed\)\nnew threshold +7\.000 \(fixed\)/);
    expect(await readFile(at('new.oneclass'))).toEqual(before);
  });
});

describe('oneclass evaluate', () => {
  it('gives F1 for either positive class and an interval around the AUROC', async () => {
    await oneclass(
      'calibrate',
      'gray.oneclass',
      'parts',
      '--threshold',
      'best-f1',
      '-o',
      'best.oneclass',
    );
    const { stdout } = await oneclass('evaluate', 'best.oneclass', 'parts', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      auroc: 1,
      aurocInterval: { lower: 1, upper: 1, level: 0.95 },
      bestF1Normal: 1,
      ...{ calibratedOn: 29, f1: null, f1Normal: null },
    });
    const { stdout: all } = await oneclass(
      'evaluate',
      'gray.oneclass',
      'parts',
      '--json',
      '--threshold=-1',
    );
    // All called anomalous: 10 of 29 rightly.
    expect(JSON.parse(all)).toMatchObject({ f1: 20 / 39, f1Normal: 0 });
    const { stdout: text } = await oneclass(
      ...['evaluate', 'best.oneclass', 'parts'],
      ...[
        '--threshold',
        String((JSON.parse(stdout) as { bestF1Threshold: number }).bestF1Threshold),
      ],
    );
    expect(text).toMatch(/AUROC +100\.00 % \(100\.00 to 100\.00 %, 95 % bootstrap interval\)/);
    expect(text).toMatch(/\nF1 +100\.00 %; normal as positive 100\.00 %/);
  });
});

describe('data by name', () => {
  it('are drawn textures too, fitted on good ones and evaluated on both', async () => {
    const fitted = await oneclass(
      'fit',
      'textures:Weave',
      '--method',
      'conv-autoencoder',
      '-o',
      'weave.oneclass',
      ...SMALL,
      '--set',
      'epochs=1',
      '--json',
    );
    expect(JSON.parse(fitted.stdout)).toMatchObject({
      fittedOn: 200,
      input: { height: 32, channels: 3 },
    });
    const { stdout } = await oneclass('evaluate', 'weave.oneclass', 'textures:weave', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      counts: { normal: 50, anomalous: 48 },
      byKind: { hole: { count: 12 }, 'missing-thread': { count: 12 } },
    });
    const calibrated = await oneclass(
      'calibrate',
      'weave.oneclass',
      'textures:weave',
      '--threshold',
      'fpr=0.1',
      '--json',
    );
    expect(JSON.parse(calibrated.stdout)).toMatchObject({ images: 50 });
  });

  it('take their calibration images from the test split', async () => {
    expect((await calibrate('digits:1', '--threshold', 'fpr=0.1')).images).toBe(200);
  });
});
