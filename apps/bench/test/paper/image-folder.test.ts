import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InputSpec } from '@oneclass/core';
import { readMasks } from '@oneclass/core/datasets';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  categoryOf,
  drawn,
  folderNamed,
  imageFolder,
  type ImageFolder,
} from '../../src/paper/image-folder.ts';

const { signal } = new AbortController();
let folder: string;

async function draw(path: string, value: number): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  await sharp({
    create: { width: 8, height: 8, channels: 3, background: { r: value, g: value, b: value } },
  })
    .png()
    .toFile(path);
}

const input: InputSpec = { height: 4, width: 4, channels: 1, resize: 'bilinear' };
const tiles = (more: Partial<ImageFolder> = {}): ImageFolder => ({
  name: 'tiles',
  open: folderNamed('tiles', 'the quarry'),
  ...more,
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-folder-'));
  for (const place of ['tiles', 'mvtec-ad/tile']) {
    await draw(join(folder, place, 'train/good/0.png'), 51);
    await draw(join(folder, place, 'train/good/1.png'), 102);
    await draw(join(folder, place, 'test/good/0.png'), 153);
    await draw(join(folder, place, 'test/crack/0.png'), 204);
    await draw(join(folder, place, 'ground_truth/crack/0_mask.png'), 255);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a folder of images as the data of a cell', () => {
  it('is read with its masks, and says what it was', async () => {
    const { train, test, files, remarks } = await imageFolder(tiles(), { input }).load({
      folders: [join(folder, 'nowhere'), folder],
      signal,
    });
    expect(train).toMatchObject({ size: 2, sampleShape: [4, 4, 1] });
    expect({ kinds: test.kinds, ids: test.ids, labels: [...test.labels] }).toEqual({
      kinds: ['crack', 'good'],
      ids: ['test/crack/0.png', 'test/good/0.png'],
      labels: [1, 0],
    });
    expect((await test.masks?.(0))?.data).toEqual(new Uint8Array(64).fill(1)); // its own size
    expect((await readMasks(test))?.[0]?.data).toEqual(new Uint8Array(16).fill(1));
    expect(files?.map(({ name, official }) => [name, official])).toEqual([
      ['tiles, 2 images to fit on', false],
      ['tiles, 2 test images', false],
    ]);
    expect(remarks).toBeUndefined();
  });

  it('has another hash when a file has another content, or another name', async () => {
    const hashes = async (): Promise<string[]> =>
      ((await imageFolder(tiles(), { input }).load({ folders: [folder], signal })).files ?? []).map(
        ({ md5 }) => md5,
      );
    const [train, test] = await hashes();
    await draw(join(folder, 'tiles/train/good/1.png'), 103);
    expect((await hashes())[0]).not.toBe(train);
    expect((await hashes())[1]).toBe(test);
    await draw(join(folder, 'tiles/train/good/1.png'), 102);
    expect((await hashes())[0]).toBe(train);
  });

  it('is remarked on where the official set has other numbers of images', async () => {
    const official = { train: 2, test: 2 };
    const same = await imageFolder(tiles({ official }), { input }).load({
      folders: [folder],
      signal,
    });
    expect(same).not.toHaveProperty('remarks');
    expect(same.files?.every((file) => file.official)).toBe(true);
    const other = await imageFolder(tiles({ official: { train: 230, test: 117 } }), { input }).load(
      {
        folders: [folder],
        signal,
      },
    );
    expect(other.remarks).toEqual([
      'tiles: 2 images to fit on and 2 test images, where the official set has 230 and 117: ' +
        'not comparable with published figures.',
    ]);
  });

  it('is missing where no data folder has it, and says where it is to be had', async () => {
    expect(await imageFolder(tiles(), { input }).missing?.({ folders: [folder] })).toBeUndefined();
    expect(await imageFolder(tiles(), { input }).missing?.({ folders: ['/none'] })).toContain(
      'There is no "tiles". Looked for it in /none. It is to be had from the quarry',
    );
    expect(await imageFolder(tiles(), { input }).missing?.({ folders: [] })).toContain(
      'No data folder is set',
    );
  });

  it('may be some of its images, of one draw the fewer among the more', async () => {
    const all = [...Array(300).keys()];
    const some = (images: number, seed: number) => drawn(all, { images, seed });
    expect(some(4, 0)).toHaveLength(4);
    expect(new Set(some(32, 0)).size).toBe(32);
    expect(some(32, 0).slice(0, 4)).toEqual(some(4, 0));
    expect(some(4, 1)).not.toEqual(some(4, 0));
    expect(() => some(301, 0)).toThrow(/There are 300 images to fit on, and 301 are to be drawn/);

    const one = imageFolder(tiles({ official: { train: 2, test: 2 } }), {
      input,
      shots: { images: 1, seed: 3 },
    });
    expect(one.description).toMatchObject({ folder: 'tiles', shots: { images: 1, seed: 3 } });
    expect(imageFolder(tiles(), { input }).description).not.toHaveProperty('shots');
    const { train, test, files, remarks } = await one.load({ folders: [folder], signal });
    expect([train.size, test.samples.size]).toEqual([1, 2]);
    expect(files?.[0]?.name).toBe('tiles, 1 of 2 images to fit on');
    expect(remarks).toBeUndefined();
  });

  it('may be a category of MVTec AD', async () => {
    const tile = imageFolder(
      tiles({ name: 'mvtec-ad/tile', open: categoryOf('mvtec-ad', 'tile') }),
      { input },
    );
    expect((await tile.load({ folders: [folder], signal })).train.size).toBe(2);
    expect(
      await imageFolder(tiles({ open: categoryOf('mvtec-ad', 'screw') }), { input }).missing?.({
        folders: [folder],
      }),
    ).toContain('screw');
  });
});
