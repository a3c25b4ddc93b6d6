/** @file What commands say of the images that they take from a folder. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOneclass, type Called } from './call-oneclass.ts';
import { twoHalves } from './two-halves.ts';

let folder: string;
const oneclass = (...args: string[]): Promise<Called> => callOneclass(args, folder);
const linesOf = ({ stderr }: Called): string[] => stderr.trimEnd().split('\n');

/** A grey image of a value, but for masks of two halves, or a coloured one. */
async function putImage(
  path: string,
  value: number,
  { side = 8, colour = false }: { side?: number; colour?: boolean } = {},
): Promise<void> {
  const background = { r: value, g: value, b: colour ? 255 - value : value };
  const isMask = path.includes('masks');
  const create = { width: side, height: side, channels: 3, background } as const;
  const made = isMask ? sharp({ create }) : twoHalves(side, background);
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await (colour ? made : made.toColourspace('b-w')).png().toFile(join(folder, path));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-folder-'));
  for (let i = 0; i < 4; i++) {
    const name = `${String(i)}.png`;
    await putImage(`parts/normal/${name}`, 100 + 9 * i);
    await putImage(`parts/abnormal/${name}`, 200 + 9 * i);
    await putImage(`parts/masks/abnormal/${name}`, 255);
    await putImage(`parts/.thumbnails/${name}`, 255);
    await putImage(`others/${name}`, 101 + 9 * i);
  }
  await writeFile(join(folder, 'parts/normal/4.heic'), 'no image that is read');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a folder with normal and abnormal images, masks and previews', () => {
  it('is fitted, calibrated and evaluated on, and scored; a line says what was taken', async () => {
    const fitted = await oneclass(
      'fit',
      'parts',
      '--method',
      'pca',
      '-o',
      'parts.oneclass',
      '--size',
      '8',
    );
    expect(linesOf(fitted)).toContain(
      '4 images of parts/normal; left out: 4 masks, 1 HEIC, 4 in other folders, 4 previews',
    );
    // The same images are not measured on.
    await oneclass('fit', 'others', '--method', 'pca', '-o', 'parts.oneclass', '--size', '8');
    const scored = await oneclass('score', 'parts.oneclass', 'parts', '--json');
    expect(linesOf(scored)).toContain('8 images; left out: 4 masks, 1 HEIC, 4 previews');
    expect((JSON.parse(scored.stdout) as { images: unknown[] }).images).toHaveLength(8);
    const evaluated = await oneclass('evaluate', 'parts.oneclass', 'parts', '--json');
    expect(linesOf(evaluated)).toContain(
      '8 images of parts: 4 abnormal, 4 normal, with masks; left out: 1 HEIC, 4 previews',
    );
    expect(JSON.parse(evaluated.stdout)).toMatchObject({
      counts: { normal: 4, anomalous: 4 },
      pixelCounts: { regions: 4 },
    });
    const calibrated = await oneclass(
      ...['calibrate', 'parts.oneclass', 'parts/normal', '--threshold', 'k-sigma=3'],
    );
    expect(linesOf(calibrated)).toContain('4 images of parts/normal; left out: 1 HEIC');
  });

  it('says in which folders images lie that are all taken as normal', async () => {
    await putImage('days/monday/0.png', 1);
    await putImage('days/tuesday/0.png', 9);
    await putImage('days/friday/0.png', 99);
    const fitted = await oneclass(
      'fit',
      'days',
      '--method',
      'pca',
      '-o',
      'days.oneclass',
      '--size',
      '8',
    );
    expect(linesOf(fitted)).toContain('3 images of days, in its folders friday, monday, tuesday');
  });
});

describe('images of different channels and sizes', () => {
  const fit = async (...flags: string[]): Promise<string[]> =>
    linesOf(await oneclass('fit', 'mixed', '--method', 'pca', '-o', 'mixed.oneclass', ...flags));

  it('are read as most of them are, with a line that says how to choose', async () => {
    await putImage('mixed/0.png', 10);
    for (let i = 1; i < 5; i++) await putImage(`mixed/${String(i)}.png`, 40 * i, { colour: true });
    await putImage('mixed/5.png', 90, { colour: true, side: 16 });
    const lines = await fit();
    expect(lines).toContain(
      '1 of 6 images are grey, 5 colour: read as colour; --channels 1 for grey',
    );
    expect(lines).toContain(
      'Sizes differ, from 8 × 8 to 16 × 16 pixels, 5 of 6 images have 8 × 8: read as 8 × 8; ' +
        '--size for another',
    );
    expect(lines).toContain('pca on 6 normal images of 8×8×3');
  });

  it('nothing is said where flags choose', async () => {
    const lines = await fit('--size', '4', '--channels', '1');
    expect(lines.filter((line) => /grey|differ/.test(line))).toEqual([]);
    expect(lines).toContain('pca on 6 normal images of 4×4×1');
  });
});
