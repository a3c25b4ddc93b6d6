import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRng } from '@oneclass/core';
import {
  ANSWER_SCHEMA,
  regionsOf,
  UNANSWERED_SCHEMA,
  type Answer,
  type Region,
} from '@oneclass/inspection';
import { Ajv2020 } from 'ajv/dist/2020.js';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOneclass, type Called } from './call-oneclass.ts';

let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);
const oneclass = (...args: string[]): Promise<Called> => callOneclass(args, folder);
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const isAnswer = ajv.compile(ANSWER_SCHEMA);
const isUnanswered = ajv.compile(UNANSWERED_SCHEMA);
const linesOf = ({ stdout }: Called): Answer[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);

/** As it is to be looked at. */
const SIZE = { width: 60, height: 36 };
const DEFECT = { x: 33, y: 14, width: 12, height: 9 };

/** Stored turned, as cameras do, with an orientation that turns it back. */
async function write(path: string, seed: number, defect: boolean): Promise<void> {
  const { width, height } = SIZE;
  const rng = createRng(seed);
  const data = Uint8Array.from({ length: width * height }, () => 90 + 20 * rng.uniform());
  if (defect)
    for (let y = DEFECT.y; y < DEFECT.y + DEFECT.height; y++)
      data.fill(250, y * width + DEFECT.x, y * width + DEFECT.x + DEFECT.width);
  const turned = await sharp(data, { raw: { width, height, channels: 1 } })
    .rotate(270)
    .toColourspace('b-w')
    .png()
    .toBuffer();
  await sharp(turned).withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toFile(path);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-answers-'));
  await mkdir(at('good'));
  await mkdir(at('new'));
  for (let i = 0; i < 70; i++) await write(at('good', `${String(i)}.jpg`), i, false);
  await write(at('new', 'a-scratch.jpg'), 100, true);
  await write(at('new', 'b-good.jpg'), 101, false);
  const fitted = await oneclass(
    ...[
      'fit',
      'good',
      '--method',
      'pca',
      '-o',
      'parts.oneclass',
      '--size',
      '18x30',
      '--hold-out',
      '0.45',
    ],
    ...['--threshold', 'fpr=0.1,confidence=0.95', '--uncertain-threshold', 'fpr=0.5'],
    ...['--pixel-threshold', 'fpr=0.001'],
  );
  if (fitted.code !== 0) throw new Error(fitted.stderr);
  const bare = await oneclass(
    'fit',
    'good',
    '--method',
    'kde',
    '-o',
    'kde.oneclass',
    '--size',
    '8',
  );
  if (bare.code !== 0) throw new Error(bare.stderr);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('oneclass score', () => {
  it('prints answers by their schema, of --jsonl and of --json the same', async () => {
    await writeFile(at('no.png'), 'no image');
    const args = ['parts.oneclass', 'new', 'no.png', '--regions'];
    const lines = linesOf(await oneclass('score', ...args, '--jsonl'));
    const [scratch, good, left] = lines as [Answer, Answer, unknown];
    for (const answer of [scratch, good])
      expect(isAnswer(answer), JSON.stringify(isAnswer.errors)).toBe(true);
    expect(isUnanswered(left)).toBe(true);
    const whole = JSON.parse((await oneclass('score', ...args, '--json')).stdout) as {
      images: Answer[];
      unreadable: unknown[];
    };
    expect([...whole.images, ...whole.unreadable]).toEqual(lines);
    expect(scratch).toMatchObject({
      ...{ schema: 1, path: join('new', 'a-scratch.jpg'), size: SIZE },
      ...{ anomalous: true, verdict: 'anomalous', picture: null },
    });
    // 32 of 70 are held out.
    expect(scratch.pValue).toBe(1 / 33);
    expect(scratch.confidence).toBeGreaterThan(0.95);
    expect(good.confidence).toBeLessThan(0.5);
  });

  it('gives regions where the defect is, in pixels of the image as it is looked at', async () => {
    const [scratch] = linesOf(
      await oneclass(
        ...['score', 'parts.oneclass', 'new', '--jsonl', '--regions'],
        ...['--least-area', '9', '--pixel-threshold', '0.05'],
      ),
    ) as [Answer];
    const [{ box }] = scratch.regions as [Region];
    for (const [found, drawn] of [
      [box.x, DEFECT.x],
      [box.y, DEFECT.y],
      [box.x + box.width, DEFECT.x + DEFECT.width],
      [box.y + box.height, DEFECT.y + DEFECT.height],
    ] as const)
      expect(Math.abs(found - drawn)).toBeLessThanOrEqual(2);
  });

  it('shows the same regions on the page, and writes maps that give them', async () => {
    const scored = await oneclass(
      ...['score', 'parts.oneclass', 'new', '--jsonl', '--regions', '--maps', 'maps'],
      ...['--maps-format', 'float32,png16,mask,overlay'],
    );
    expect(scored.code).toBe(0);
    const [scratch] = linesOf(scored) as [Answer];
    expect(scratch.picture).toBe(join('maps', 'images', '00001-a-scratch.png'));
    const [{ box, area }] = scratch.regions as [Region];
    const html = await readFile(at('maps', 'index.html'), 'utf8');
    expect(html).toContain(
      `<dt>region 1</dt><dd>${String(box.width)} × ${String(box.height)} at (${String(box.x)}, ` +
        `${String(box.y)}), area ${String(area)}</dd>`,
    );
    const names = (await readdir(at('maps', 'images'))).sort();
    expect(names).toEqual([
      ...['00001-a-scratch', '00002-b-good'].flatMap((name) =>
        ['.map16.png', '.mask.png', '.npy', '.overlay.png', '.png'].map((end) => name + end),
      ),
      'map16.json',
    ]);
    const picture = (end: string) => sharp(at('maps', 'images', `00001-a-scratch${end}`));
    expect(await picture('.overlay.png').metadata()).toMatchObject(SIZE);
    const mask = await picture('.mask.png')
      .extractChannel(0)
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(mask.info).toMatchObject({ ...SIZE, channels: 1 });
    for (const [i, value] of mask.data.entries()) {
      const [x, y] = [i % SIZE.width, Math.floor(i / SIZE.width)];
      const inside = scratch.regions?.some(
        ({ box: { x: left, y: top, width, height } }) =>
          x >= left && x < left + width && y >= top && y < top + height,
      );
      if (value > 0) expect(inside).toBe(true);
    }
    const file = await readFile(at('maps', 'images', '00001-a-scratch.npy'));
    expect(file.toString('latin1', 10, 128)).toContain("'shape': (18, 30)");
    const scores = new Float32Array(Uint8Array.from(file.subarray(-4 * 18 * 30)).buffer);
    const { pixelCalibration } = JSON.parse(
      (await oneclass('inspect', 'parts.oneclass', '--json')).stdout,
    ) as { pixelCalibration: { value: number } };
    const { value: threshold } = pixelCalibration;
    const map = { data: scores, shape: [18, 30] };
    expect(regionsOf(map, { threshold, size: SIZE })).toEqual(scratch.regions);
    const scale = JSON.parse(await readFile(at('maps', 'images', 'map16.json'), 'utf8')) as {
      minimum: number;
      maximum: number;
    };
    const step = (scale.maximum - scale.minimum) / 65535;
    const grey = await picture('.map16.png')
      .toColourspace('grey16')
      .raw({ depth: 'ushort' })
      .toBuffer();
    const values = new Uint16Array(Uint8Array.from(grey).buffer);
    for (const [i, score] of scores.entries())
      expect(Math.abs(scale.minimum + (values[i] as number) * step - score)).toBeLessThan(
        0.51 * step,
      );
  });

  it('calls what lies between two thresholds uncertain, in every format and on the page', async () => {
    const [, good] = linesOf(await oneclass('score', 'parts.oneclass', 'new', '--jsonl')) as [
      Answer,
      Answer,
    ];
    const args = [
      ...['score', 'parts.oneclass', at('new', 'b-good.jpg')],
      ...['--threshold', String(good.score * 2)],
      ...['--uncertain-threshold', String(good.score / 2)],
    ];
    expect(linesOf(await oneclass(...args, '--jsonl'))[0]).toMatchObject({
      verdict: 'uncertain',
      anomalous: false,
    });
    expect((await oneclass(...args, '--csv')).stdout).toMatch(/,false,uncertain,0\.\d+,0\.\d+\n/);
    expect((await oneclass(...args, '--maps', 'band')).stdout).toMatch(/ uncertain /);
    expect(await readFile(at('band', 'index.html'), 'utf8')).toContain('Uncertain (1)');
  });

  it.each<[string, string[], number]>([
    ['an anomalous image', ['new', '--fail-on-anomaly'], 3],
    ['a normal one', ['new/b-good.jpg', '--fail-on-anomaly'], 0],
    ['an anomalous one that nobody asks about', ['new'], 0],
    ['an anomalous one beside one that can’t be read', ['new', 'no.png', '--fail-on-anomaly'], 4],
    ['a run that fails', ['no.png', '--fail-on-anomaly'], 1],
    [
      'an uncertain one',
      ['new', '--threshold', '1e9', '--uncertain-threshold', '0', '--fail-on-anomaly'],
      0,
    ],
  ])('ends after %s as --help says', async (_, args, code) => {
    await writeFile(at('no.png'), 'no image');
    expect((await oneclass('score', 'parts.oneclass', ...args)).code).toBe(code);
  });

  it.each<[string, string[], RegExp]>([
    ['--regions for people', ['parts.oneclass', '--regions'], /--regions goes with --json or/],
    ['an area without regions', ['parts.oneclass', '--least-area', '3'], /--least-area is of/],
    [
      'a negative area',
      ['parts.oneclass', '--json', '--regions', '--least-area=-3'],
      /Invalid --least-area "-3"/,
    ],
    [
      'an area that is no number, before anything is scored',
      ['parts.oneclass', '--maps', 'x', '--least-area', 'some'],
      /Invalid --least-area "some"/,
    ],
    ['a format without maps', ['parts.oneclass', '--maps-format', 'mask'], /give --maps DIR too/],
    [
      'an unknown format',
      ['parts.oneclass', '--maps', 'x', '--maps-format', 'tiff'],
      /expected some of float32, png16, mask, overlay/,
    ],
    ['regions of a method without maps', ['kde.oneclass', '--json', '--regions'], /kde gives none/],
    ['no threshold to fail by', ['kde.oneclass', '--fail-on-anomaly'], /needs a threshold/],
    [
      'an uncertain threshold alone',
      ['kde.oneclass', '--uncertain-threshold', '1'],
      /there is no threshold/,
    ],
    [
      'an uncertain threshold above the other',
      ['parts.oneclass', '--uncertain-threshold', '1e9'],
      /lies above the threshold/,
    ],
  ])('%s is one clear error', async (_, [file = '', ...options], message) => {
    const { code, stdout, stderr } = await oneclass('score', file, 'new', ...options);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n').filter((line) => line.startsWith('error:'))).toEqual([
      expect.stringMatching(message),
    ]);
  });
});

describe('a threshold with confidence', () => {
  it('is found by fit and calibrate, and says how many images it takes', async () => {
    const { stdout } = await oneclass('inspect', 'parts.oneclass', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      calibration: { rule: 'at most 10 % with 95 % confidence of 32 held-out normal scores' },
      uncertainCalibration: { rule: 'quantile 0.5 of 32 held-out normal scores' },
      calibrationScores: 32,
    });
    const fit = ['fit', 'good', '--method', 'kde', '-o', 'x.oneclass', '--size', '8'];
    const few = await oneclass(...fit, '--threshold', 'fpr=0.05,confidence=0.95');
    expect(few).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'fpr=0.05,confidence=0.95 takes 59 or more held-out images, here are 7.',
      ) as string,
    });
    const wrong = await oneclass(...fit, '--threshold', 'fpr=0.05,confidence=95');
    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/as in fpr=0\.05,confidence=0\.95/) as string,
    });
    expect(await readdir(folder)).not.toContain('x.oneclass');
  });

  it('keeps calibration where a number replaces it, and finds it anew on other images', async () => {
    const calibrated = await oneclass(
      ...['calibrate', 'kde.oneclass', 'new', '--threshold', 'fpr=0.5', '-o', 'c.oneclass'],
    );
    expect(calibrated.code).toBe(0);
    await oneclass('calibrate', 'c.oneclass', '--threshold', '1e9');
    const { stdout } = await oneclass('inspect', 'c.oneclass', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ calibration: { value: 1e9 }, calibrationScores: 2 });
    const [answer] = linesOf(await oneclass('score', 'c.oneclass', 'new', '--jsonl'));
    expect(answer?.pValue).toBeGreaterThan(0);
  });
});
