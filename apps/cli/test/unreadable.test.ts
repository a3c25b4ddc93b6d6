import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOneclass } from './call-oneclass.ts';

let folder: string;
const call = (...args: readonly string[]) => callOneclass(args, folder);

const pngOf = (i: number): Promise<Buffer> => {
  const data = Buffer.from(Array.from({ length: 400 }, (_, k) => (k * (i + 3) * 7) % 251));
  return sharp(data, { raw: { width: 20, height: 20, channels: 1 } })
    .png()
    .toBuffer();
};

async function putParts(name: string, whole: number, broken: number, first = 0): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  for (let i = 0; i < whole + broken; i++) {
    const png = await pngOf(first + i);
    // Of the first two broken ones the header is whole, then they are cut off; a third is empty.
    const kept = i < whole ? png : png.subarray(0, i === whole + 2 ? 0 : png.length - 40);
    await writeFile(join(folder, name, `${String(i).padStart(2, '0')}.png`), kept);
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-unreadable-'));
  await putParts('parts', 21, 0);
  await putParts('new', 5, 3);
  const { code, stderr } = await call(
    'fit',
    'parts',
    '--method',
    'pca',
    '-o',
    'a.oneclass',
    '--threshold',
    '9',
  );
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('score', () => {
  it('goes on past files that can’t be read, names each, and exits with 4', async () => {
    const { code, stdout, stderr } = await call('score', 'a.oneclass', 'new', '--csv');
    expect(code).toBe(4);
    const [, ...rows] = stdout.trim().split('\n');
    expect(rows.map((row) => row.split(',')[0])).toEqual(
      [0, 1, 2, 3, 4].map((i) => `new/0${String(i)}.png`),
    );
    for (const name of ['05', '06', '07'])
      expect(stderr).toMatch(new RegExp(`^Left out: new/${name}\\.png: not an image`, 'm'));
    expect(stderr).toContain("Left out 3 images that can't be used; --strict stops at the first.");
  });

  it('gives the others the scores that they have without them', async () => {
    const scoreOf = async (...paths: readonly string[]) => {
      const { stdout } = await call('score', 'a.oneclass', ...paths, '--json');
      return JSON.parse(stdout) as {
        images: { path: string; score: number }[];
        unreadable: { path: string; error: string }[];
      };
    };
    const mixed = await scoreOf('new/05.png', 'new/03.png', 'new/06.png', 'new/01.png');
    const alone = await scoreOf('new/03.png', 'new/01.png');
    expect(mixed.images).toEqual(alone.images);
    expect(mixed.unreadable.map(({ path }) => path).sort()).toEqual(['new/05.png', 'new/06.png']);
    expect(alone.unreadable).toEqual([]);
  });

  it('stops at the first with --strict, after the results of those before it', async () => {
    const strict = await call('score', 'a.oneclass', 'new', '--csv', '--strict');
    expect(strict.code).toBe(1);
    const { stdout } = await call('score', 'a.oneclass', 'new', '--csv');
    expect(strict.stdout).toBe(stdout);
    expect(strict.stderr).toMatch(/^error: new\/05\.png: not an image/m);
    const paths = ['new/00.png', 'new/06.png', 'new/01.png', 'new/05.png'];
    const between = await call('score', 'a.oneclass', ...paths, '--jsonl', '--strict');
    expect(JSON.parse(between.stdout)).toMatchObject({ path: 'new/00.png' }); // one line
    expect(between.stderr).toMatch(/^error: new\/06\.png/m);
    const first = await call('score', 'a.oneclass', 'new/06.png', 'new/01.png', '--strict');
    expect(first).toMatchObject({ code: 1, stdout: '' });
    expect(first.stderr).toMatch(/^error: new\/06\.png/m);
  });

  it('fails where none can be read', async () => {
    const { code, stderr } = await call('score', 'a.oneclass', 'new/05.png', 'new/06.png');
    expect(code).toBe(1);
    expect(stderr).toContain('None of 2 images can be used.');
  });

  it('prints a line of JSON for each image, and for each that it left out', async () => {
    const { stdout } = await call('score', 'a.oneclass', 'new/00.png', 'new/05.png', '--jsonl');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toEqual([
      expect.objectContaining({
        ...{ path: 'new/00.png', threshold: 9, anomalous: false, verdict: 'normal' },
        score: expect.any(Number) as number,
      }),
      { schema: 1, path: 'new/05.png', error: expect.stringContaining('not an image') as string },
    ]);
  });

  it('draws maps of those that it scored', async () => {
    await call(
      'fit',
      'parts',
      '--method',
      'conv-autoencoder',
      '-o',
      'maps.oneclass',
      '--set',
      'epochs=1',
    );
    const { code, stderr } = await call('score', 'maps.oneclass', 'new', '--maps', 'maps');
    expect(code, stderr).toBe(4);
    const page = await readFile(join(folder, 'maps/index.html'), 'utf8');
    expect(page).toContain('new/04.png');
    expect(page).not.toContain('new/05.png');
  });
});

it('leaves out images of one colour in every command, and says so', async () => {
  const blank = await sharp({
    create: { width: 20, height: 20, channels: 3, background: { r: 90, g: 90, b: 90 } },
  })
    .png()
    .toBuffer();
  await putParts('dark', 20, 0);
  await putParts('seen', 12, 0, 60);
  for (const name of ['dark', 'seen']) await writeFile(join(folder, name, 'lens.png'), blank);
  const rule = ['--threshold', 'k-sigma=3'];
  for (const [command, scored] of [
    [['fit', 'dark', '--method', 'pca', '-o', 'd.oneclass', ...rule], 'dark'],
    [['score', 'd.oneclass', 'seen'], 'seen'],
    [['calibrate', 'd.oneclass', 'seen', ...rule], 'seen'],
  ] as const) {
    const { code, stderr } = await call(...command);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain(`Left out: ${scored}/lens.png: is of one colour and shows nothing.`);
  }
  const strict = await call('score', 'd.oneclass', 'seen/lens.png', '--strict');
  expect(strict.code).toBe(1);
  expect(strict.stderr).toContain('error: seen/lens.png: is of one colour');
});

describe('fit', () => {
  it('goes on without a tenth of its images, and gives what it would without them', async () => {
    await putParts('most', 21, 2);
    await putParts('whole', 21, 0);
    const { code, stderr } = await call('fit', 'most', '--method', 'pca', '-o', 'most.oneclass');
    expect(code).toBe(4);
    expect(stderr).toContain('pca on 21 normal images');
    expect(stderr).toMatch(/^Left out: most\/21\.png: not an image/m);
    await call('fit', 'whole', '--method', 'pca', '-o', 'whole.oneclass');
    const bytes = await Promise.all(
      ['most.oneclass', 'whole.oneclass'].map((file) => readFile(join(folder, file))),
    );
    expect(bytes[0]).toEqual(bytes[1]);
  });

  it('stops where more than a tenth can’t be read, and at the first with --strict', async () => {
    await putParts('few', 21, 3);
    const { code, stderr } = await call('fit', 'few', '--method', 'pca', '-o', 'few.oneclass');
    expect(code).toBe(1);
    expect(stderr).toMatch(/3 of 24 images can't be used, more than a tenth, few\/2\d\.png among/);
    const strict = await call(
      'fit',
      'most',
      '--method',
      'pca',
      '-o',
      'strict.oneclass',
      '--strict',
    );
    expect(strict.code).toBe(1);
    expect(strict.stderr).toMatch(/^error: most\/2[12]\.png: not an image/m);
  });
});

describe('evaluate and calibrate', () => {
  beforeAll(async () => {
    await putParts('labeled/train/good', 21, 0);
    // Others than those that are fitted on.
    for (const kind of ['test/good', 'test/dark', 'ground_truth/dark'])
      await mkdir(join(folder, 'labeled', kind), { recursive: true });
    for (let i = 0; i < 6; i++) {
      const name = `${String(i)}.png`;
      const broken = i === 2;
      const cut = (png: Buffer): Buffer => (broken ? png.subarray(0, 60) : png);
      await writeFile(join(folder, 'labeled/test/good', name), cut(await pngOf(100 + i)));
      await writeFile(join(folder, 'labeled/test/dark', name), cut(await pngOf(200 + i)));
      // Each marks another pixel, so that a mask of another image would show.
      const mask = Buffer.alloc(400);
      mask.fill(255, 40 * i, 40 * i + 20);
      await sharp(mask, { raw: { width: 20, height: 20, channels: 1 } })
        .png()
        .toFile(join(folder, 'labeled/ground_truth/dark', name));
    }
    const settings = ['--set', 'epochs=1', '--threshold', '9'];
    await call('fit', 'labeled', '--method', 'conv-autoencoder', '-o', 'l.oneclass', ...settings);
  });

  it('give figures of the others, each with its own label and mask', async () => {
    const broken = await call('evaluate', 'l.oneclass', 'labeled', '--json');
    expect(broken.code, broken.stderr).toBe(4);
    for (const kind of ['good', 'dark'])
      expect(broken.stderr).toMatch(new RegExp(`^Left out: labeled/test/${kind}/2\\.png:`, 'm'));
    await rm(join(folder, 'labeled/test/good/2.png'));
    await rm(join(folder, 'labeled/test/dark/2.png'));
    await rm(join(folder, 'labeled/ground_truth/dark/2.png'));
    const whole = await call('evaluate', 'l.oneclass', 'labeled', '--json');
    expect(whole.code).toBe(0);
    expect(JSON.parse(broken.stdout)).toEqual(JSON.parse(whole.stdout));
    const { counts, pixelAuroc } = JSON.parse(whole.stdout) as Record<string, unknown>;
    expect(counts).toEqual({ normal: 5, anomalous: 5 });
    expect(pixelAuroc).toEqual(expect.any(Number));
  });

  it('finds a threshold on the others', async () => {
    await putParts('more', 5, 2, 50);
    const { code, stderr } = await call(
      ...['calibrate', 'l.oneclass', 'more', '--threshold', 'k-sigma=3', '-o', 'm.oneclass'],
    );
    expect(code, stderr).toBe(4);
    expect(stderr).toContain("Left out 2 images that can't be used");
    const strict = await call(
      ...['calibrate', 'l.oneclass', 'more', '--threshold', 'k-sigma=3', '--strict'],
    );
    expect(strict.code).toBe(1);
  });
});
