import { mkdir, rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InputSpec } from '@oneclass/core';
import { findCategories, findCategory, images } from '@oneclass/core/node';
import { bmp } from '../image/bmp-file.ts';
import { image, plain, put, temporaryFolder } from '../temporary-folder.ts';
import { putMvtecCategory, putVisa } from './industrial-folder.ts';

const input: InputSpec = { height: 2, width: 4, channels: 1, resize: 'area' };
const failed = (code: string, message: RegExp): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });
/** A grey PNG of one row. */
const picture = (values: readonly number[]): Promise<Buffer> =>
  image(values, [1, values.length, 1]).toColourspace('b-w').png().toBuffer();
const within = (dir: string, paths: readonly string[]): string[] =>
  paths.map((path) => relative(dir, path).replaceAll('\\', '/'));

describe('findCategory', () => {
  it.each([
    ['mvtec-ad', 'screw', 'data', 'data/mvtec-ad'],
    ['mvtec-ad', 'screw', 'data', 'data/mvtec_anomaly_detection'],
    ['mvtec-ad', 'screw', 'data', 'data/mvtec/mvtec_anomaly_detection'],
    ['mvtec-ad', 'screw', 'data/MVTec', 'data/MVTec'],
    ['mvtec-loco', 'pushpins', 'data', 'data/mvtec-loco'],
    ['mvtec-loco', 'pushpins', 'data', 'data/mvtec_loco_anomaly_detection'],
    ['mvtec-loco', 'pushpins', 'data/MVTec_LOCO', 'data/MVTec_LOCO'],
    ['mvtec-ad-2', 'can', 'data', 'data/mvtec-ad-2'],
    ['mvtec-ad-2', 'can', 'data', 'data/mvtec_ad_2'],
    ['btad', '02', 'data', 'data/btad'],
    ['btad', '02', 'data', 'data/btad/BTech_Dataset_transformed'],
    ['btad', '02', 'data', 'data/BTech_Dataset_transformed'],
    ['visa', 'candle', 'data', 'data/visa'],
    ['visa', 'candle', 'data', 'data/VisA_20220922'],
    ['visa', 'candle', 'data/VisA', 'data/VisA/VisA_20220922'],
  ])('finds %s:%s, given %s, in %s', async (set, category, folder, place) => {
    const dir = await temporaryFolder();
    await (set === 'visa'
      ? putVisa(join(dir, place))
      : putMvtecCategory(join(dir, place, category)));
    const found = await findCategory(set, category, {
      folders: [join(dir, 'elsewhere'), join(dir, folder)],
    });
    expect(found.folder).toBe(join(dir, place, category));
    expect((await found.normalPaths()).paths.length).toBeGreaterThan(1);
  });

  it('gives the normal images to fit on, and the labelled ones with their masks at their own size', async () => {
    const dir = await temporaryFolder();
    await putMvtecCategory(join(dir, 'mvtec-ad/screw'));
    const screw = await findCategory('mvtec-ad', 'screw', { folders: [dir] });
    const normal = await images((await screw.normalPaths()).paths, input);
    expect([...normal.bytes].filter((_, i) => i % 8 === 0)).toEqual([0, 10, 20]);
    const { paths, labels, kinds } = await screw.labeledPaths();
    expect([within(screw.folder, paths), [...labels], kinds]).toEqual([
      ['test/crack/000.png', 'test/crack/001.png', 'test/good/000.png'],
      [1, 1, 0],
      ['crack', 'crack', 'good'],
    ]);
    const test = await screw.readLabeled({ ...input, height: 4 });
    expect([test.samples.sampleShape, [...test.labels], test.ids]).toEqual([
      [4, 4, 1],
      [1, 1, 0],
      paths,
    ]);
    expect((await test.masks!(0))?.data).toEqual(
      Uint8Array.from({ length: 8 }, (_, i) => Number(i % 4 > 1)),
    );
    expect(await test.masks!(2)).toBeUndefined();
  });

  it("reads MVTec LOCO's layout, several masks of an image united, without its validation images", async () => {
    const dir = await temporaryFolder();
    const folder = join(dir, 'mvtec-loco/pushpins');
    const mask = (left: boolean): Promise<Buffer> =>
      picture([0, 1, 2, 3].map((x) => ((x === 0) === left ? 255 : 0)));
    for (const path of ['train/good/000', 'validation/good/000', 'test/good/000'])
      await put(join(folder, `${path}.png`), await picture([9, 8, 7, 6]));
    for (const kind of ['logical_anomalies', 'structural_anomalies'])
      await put(join(folder, `test/${kind}/000.png`), await picture([9, 8, 7, 6]));
    const truth = join(folder, 'ground_truth');
    await put(join(truth, 'logical_anomalies/000/000.png'), await mask(true));
    await put(join(truth, 'logical_anomalies/000/001.png'), await mask(false));
    await put(join(truth, 'structural_anomalies/000/000.png'), await mask(true));

    const found = await findCategory('mvtec-loco', 'pushpins', { folders: [dir] });
    expect(within(folder, (await found.normalPaths()).paths)).toEqual(['train/good/000.png']);
    const test = await found.readLabeled();
    expect([[...test.labels], test.kinds]).toEqual([
      [0, 1, 1],
      ['good', 'logical_anomalies', 'structural_anomalies'],
    ]);
    expect((await test.masks!(1))?.data).toEqual(Uint8Array.of(1, 1, 1, 1));
    expect((await test.masks!(2))?.data).toEqual(Uint8Array.of(1, 0, 0, 0));
  });

  it("reads MVTec AD 2's layout: its public test images, and none without labels", async () => {
    const dir = await temporaryFolder();
    const folder = join(dir, 'mvtec_ad_2/can');
    const photo = await picture([9, 8, 7, 6]);
    for (const path of [
      ...['train/good/000_regular', 'validation/good/000_regular', 'test_private/000_regular'],
      ...['test_private_mixed/000_mixed', 'test_public/good/000_regular'],
      ...['test_public/bad/000_regular', 'test_public/bad/001_overexposed'],
    ])
      await put(join(folder, `${path}.png`), photo);
    for (const name of ['000_regular', '001_overexposed'])
      await put(
        join(folder, `test_public/ground_truth/bad/${name}_mask.png`),
        await picture([0, 0, 255, 255]),
      );

    const found = await findCategory('mvtec-ad-2', 'can', { folders: [dir] });
    expect(within(folder, (await found.normalPaths()).paths)).toEqual([
      'train/good/000_regular.png',
    ]);
    const test = await found.readLabeled();
    expect([within(folder, test.ids), [...test.labels]]).toEqual([
      [
        'test_public/bad/000_regular.png',
        'test_public/bad/001_overexposed.png',
        'test_public/good/000_regular.png',
      ],
      [1, 1, 0],
    ]);
    expect((await test.masks!(1))?.data).toEqual(Uint8Array.of(0, 0, 1, 1));

    await rm(join(folder, 'test_public'), { recursive: true });
    await expect(found.labeledPaths()).rejects.toThrow(
      failed('not-found', /has no folder 'test_public'\. Expected \S+can.test_public/),
    );
  });

  it("reads BTAD's layout, whose third product and its masks are BMP files", async () => {
    const dir = await temporaryFolder();
    const folder = join(dir, 'btad/03');
    for (const path of ['train/ok/0000.bmp', 'test/ok/0001.bmp', 'test/ko/0000.bmp'])
      await put(join(folder, path), bmp({ width: 4, height: 2, depth: 24 }));
    await put(
      join(folder, 'ground_truth/ko/0000.bmp'),
      bmp({
        width: 4,
        height: -2,
        depth: 8,
        rows: [
          [0, 0, 255, 255],
          [0, 0, 0, 0],
        ],
      }),
    );
    const found = await findCategory('btad', '03', { folders: [dir] });
    expect(within(folder, (await found.normalPaths()).paths)).toEqual(['train/ok/0000.bmp']);
    const test = await found.readLabeled();
    expect([[...test.labels], test.kinds, (await test.masks!(0))?.data]).toEqual([
      [1, 0],
      ['ko', 'ok'],
      Uint8Array.of(0, 0, 1, 1, 0, 0, 0, 0),
    ]);
  });

  it('takes each category from the first data folder that has it', async () => {
    const dir = await temporaryFolder();
    await mkdir(join(dir, 'a/mvtec-ad/tile'), { recursive: true });
    await mkdir(join(dir, 'b/mvtec/tile'), { recursive: true });
    await mkdir(join(dir, 'b/mvtec/bottle'), { recursive: true });
    await put(join(dir, 'b/mvtec/license.txt'));
    await put(join(dir, 'b/mvtec/screw'), 'a file');
    const folders = [join(dir, 'a'), join(dir, 'b')];
    expect(await findCategories('mvtec-ad', folders)).toEqual([
      { category: 'bottle', folder: join(dir, 'b/mvtec/bottle') },
      { category: 'tile', folder: join(dir, 'a/mvtec-ad/tile') },
    ]);
    expect(await findCategories('visa', folders)).toEqual([]);
  });

  it('says where it looked, how to get the set, and what is there instead', async () => {
    const dir = await temporaryFolder();
    await expect(findCategory('visa', 'pcb1', { folders: [dir, '/no/data'] })).rejects.toThrow(
      failed(
        'not-found',
        new RegExp(
          /^Data set 'visa' .* by hand.*licence \(CC BY 4\.0.*https:.*FOLDER\/visa.*/.source +
            /ONECLASS_DATA_DIR=FOLDER.*Looked in .*, \/no\/data /.source +
            /for a folder visa, VisA_20220922, VisA with pcb1 in it\.$/.source,
        ),
      ),
    );
    await mkdir(join(dir, 'mvtec-ad/leather'), { recursive: true });
    await expect(findCategory('mvtec-ad', 'screw', { folders: [dir] })).rejects.toThrow(
      failed('not-found', /with screw in it\. There are only \S+mvtec-ad.leather\.$/),
    );
    await expect(findCategory('btad', '01', { folders: [] })).rejects.toThrow(
      failed('not-found', /No data folder is set\.$/),
    );
  });

  it('lists the names when there is none such', async () => {
    await expect(findCategory('mnist', '5', { folders: [] })).rejects.toThrow(
      failed(
        'unknown-name',
        /'mnist'\. Expected one of: mvtec-ad, mvtec-loco, mvtec-ad-2, btad, visa\.$/,
      ),
    );
    await expect(findCategory('btad', '04', { folders: [] })).rejects.toThrow(
      failed('unknown-name', /no category '04'\. Expected one of: 01, 02, 03\.$/),
    );
    await expect(findCategories('mnist', [])).rejects.toThrow(failed('unknown-name', /'mnist'/));
    await expect(
      findCategory('btad', '01', { folders: [], splitFile: '1cls.csv' }),
    ).rejects.toThrow(failed('invalid-argument', /'btad' has no split files.*Leave splitFile out/));
  });

  it('does not take a half of a category for all of it', async () => {
    const dir = await temporaryFolder();
    const folder = join(dir, 'mvtec-ad/screw');
    await putMvtecCategory(folder);
    const screw = await findCategory('mvtec-ad', 'screw', { folders: [dir] });
    await rm(join(folder, 'train'), { recursive: true });
    await expect(screw.normalPaths()).rejects.toThrow(
      failed('not-found', /has no folder 'train'\. Expected \S+screw.train/),
    );
    expect((await screw.labeledPaths()).paths).toHaveLength(3);
    await rm(join(folder, 'test'), { recursive: true });
    await expect(screw.labeledPaths()).rejects.toThrow(failed('not-found', /has no folder 'test'/));
    await expect(screw.readLabeled()).rejects.toThrow(failed('not-found', /has no folder 'test'/));
  });
});

describe('VisA', () => {
  it('is read by its split file, masks with the numbers of their defects', async () => {
    const dir = await temporaryFolder();
    await putVisa(join(dir, 'visa'));
    const candle = await findCategory('visa', 'candle', { folders: [dir] });
    const within = (paths: readonly string[]): string[] =>
      paths.map((path) => path.slice(join(dir, 'visa/candle/Data/Images/').length));
    expect(within((await candle.normalPaths()).paths)).toEqual([
      'Normal/0002.JPG',
      'Normal/0000.JPG',
    ]);
    const test = await candle.readLabeled(input);
    expect([within(test.ids), [...test.labels], test.kinds]).toEqual([
      ['Normal/0001.JPG', 'Anomaly/000.JPG', 'Anomaly/001.JPG'],
      [0, 1, 1],
      ['normal', 'anomaly', 'anomaly'],
    ]);
    const half = Uint8Array.of(0, 0, 1, 1, 0, 0, 1, 1);
    expect([
      await test.masks!(0),
      (await test.masks!(1))?.data,
      (await test.masks!(2))?.data,
    ]).toEqual([undefined, half, half]);
  });

  it('takes another split, of which anomalous images to train on are left out', async () => {
    const dir = await temporaryFolder();
    await putVisa(join(dir, 'visa'));
    const candle = await findCategory('visa', 'candle', {
      folders: [dir],
      splitFile: '2cls_fewshot.csv',
    });
    expect((await candle.normalPaths()).paths.map((path) => basename(path))).toEqual(['0001.JPG']);
    expect((await candle.labeledPaths()).paths.map((path) => basename(path))).toEqual([
      '0000.JPG',
      '001.JPG',
    ]);
    await expect(
      findCategory('visa', 'candle', { folders: [dir], splitFile: '2cls.csv' }),
    ).rejects.toThrow(
      failed(
        'not-found',
        /split_csv has no split file 2cls\.csv.*It has 1cls\.csv, 2cls_fewshot\.csv\./,
      ),
    );
    await rm(join(dir, 'visa/split_csv'), { recursive: true });
    await expect(findCategory('visa', 'candle', { folders: [dir] })).rejects.toThrow(
      failed('not-found', /split_csv has no split file 1cls\.csv.*It comes with the set: https:/),
    );
  });

  it('names images that are missing before it reads any, and masks when they are asked for', async () => {
    const dir = await temporaryFolder();
    const data = join(dir, 'visa/candle/Data');
    await putVisa(join(dir, 'visa'));
    const candle = await findCategory('visa', 'candle', { folders: [dir] });
    await rm(join(data, 'Masks/Anomaly/001.png'));
    const test = await candle.readLabeled(input);
    expect((await test.masks!(1))?.data).toHaveLength(8);
    await expect(test.masks!(2)).rejects.toThrow(
      failed('not-found', /001\.png: there is no such file\. It is the mask of .*001\.JPG/),
    );
    await put(join(data, 'Masks/Anomaly/001.png'), await plain(1, 4, 2));
    await expect(test.masks!(2)).rejects.toThrow(
      failed(
        'invalid-shape',
        /001\.png: a mask of 2 × 4 pixels, but its image .*001\.JPG has 4 × 2/,
      ),
    );
    await rm(join(data, 'Images/Normal/0001.JPG'));
    await rm(join(data, 'Images/Anomaly'), { recursive: true });
    await expect(candle.readLabeled(input)).rejects.toThrow(
      failed(
        'not-found',
        new RegExp(
          /0001\.JPG: there is no such file, though .*1cls\.csv lists it /.source +
            /\(3 of 3 images are missing\)/.source,
        ),
      ),
    );
    expect((await candle.normalPaths()).paths).toHaveLength(2);
  });
});
