import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOneclass, type Called } from './call-oneclass.ts';
import { twoHalves } from './two-halves.ts';

let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);
const oneclass = (...args: string[]): Promise<Called> => callOneclass(args, folder);

/** Grey images in VisA's layout: 12 to fit on, 10 good ones, 8 bright ones. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-category-'));
  const lines = ['object,split,label,image,mask'];
  for (const [split, label, count, value] of [
    ['train', 'normal', 12, 100],
    ['test', 'normal', 10, 103],
    ['test', 'anomaly', 8, 200],
  ] as const) {
    const kind = label === 'normal' ? 'Normal' : 'Anomaly';
    for (let i = 0; i < count; i++) {
      const [image, mask] = [
        `candle/Data/Images/${kind}/${split}${String(i)}.JPG`,
        label === 'anomaly' ? `candle/Data/Masks/Anomaly/${String(i)}.png` : '',
      ];
      lines.push(`candle,${split},${label},${image},${mask}`);
      await mkdir(at('data', 'visa', image, '..'), { recursive: true });
      await twoHalves(16, { r: value + i, g: value, b: value })
        .jpeg()
        .toFile(at('data', 'visa', image));
      if (mask === '') continue;
      await mkdir(at('data', 'visa', mask, '..'), { recursive: true });
      // Half of it, marked by the number of its kind of defect.
      await sharp(
        Uint8Array.from({ length: 16 * 16 }, (_, pixel) => (pixel < 128 ? 0 : 3)),
        { raw: { width: 16, height: 16, channels: 1 } },
      )
        .toColourspace('b-w')
        .png()
        .toFile(at('data', 'visa', mask));
    }
  }
  await mkdir(at('data', 'visa', 'split_csv'));
  await writeFile(at('data', 'visa', 'split_csv', '1cls.csv'), lines.join('\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a category of a set of image folders', () => {
  it('is fitted on, evaluated on and calibrated with by its name, in any case of letters', async () => {
    const data = ['--data-dir', 'data'];
    expect(
      await oneclass(
        'fit',
        'visa:candle',
        '--method',
        'pca',
        '-o',
        'candle.oneclass',
        '--size',
        '8',
        ...data,
      ),
    ).toMatchObject({ code: 0 });
    const evaluated = await oneclass(
      'evaluate',
      'candle.oneclass',
      'visa:Candle',
      '--json',
      ...data,
    );
    expect(evaluated).toMatchObject({ code: 0 });
    expect(JSON.parse(evaluated.stdout)).toMatchObject({
      auroc: 1,
      pixelCounts: { images: 18, regions: 8 },
    });
    const calibrated = await oneclass(
      'calibrate',
      'candle.oneclass',
      'visa:candle',
      '--threshold',
      'fpr=0.2',
      '--json',
      ...data,
    );
    expect(JSON.parse(calibrated.stdout)).toMatchObject({ images: 10 });
  });

  it('says what is wrong with its split file, or where it is not', async () => {
    const split = at('data', 'visa', 'split_csv', '1cls.csv');
    await rename(split, `${split}.away`);
    const fit = (): Promise<Called> =>
      oneclass('fit', 'visa:candle', '--method', 'pca', '-o', 'x.oneclass', '--data-dir', 'data');
    expect(await fit()).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/no split file 1cls\.csv/) as string,
    });
    await writeFile(split, 'a,b\n1,2\n');
    expect(await fit()).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/1cls\.csv: has no column object/) as string,
    });
    await rename(`${split}.away`, split);
    expect(
      await oneclass('fit', 'visa:candle', '--method', 'pca', '-o', 'x.oneclass'),
    ).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/by hand.*Looked in/) as string,
    });
  });
});
