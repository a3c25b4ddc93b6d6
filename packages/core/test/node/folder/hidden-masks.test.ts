/** @file Masks whose names do not say so are found by content; names are compared freely. */
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { labeledFolder, normalFolder, readMask } from '@oneclass/core/node';
import { put, temporaryFolder } from '../temporary-folder.ts';
import { putFiles, type Content } from './put-files.ts';

const SIDE = 8;

/** Grey, of the values that `valueAt` gives for each pixel. */
const grey = (valueAt: (pixel: number) => number) =>
  sharp(
    Uint8Array.from({ length: SIDE * SIDE }, (_, i) => valueAt(i)),
    {
      raw: { width: SIDE, height: SIDE, channels: 1 },
    },
  ).toColourspace('b-w');
const twoLevels = (pixel: number): number => (pixel % SIDE > 3 ? 255 : 0);

/** Photographs, and files of two values. */
async function folderOf(photos: readonly string[], masks: readonly string[]): Promise<string> {
  const dir = await temporaryFolder();
  const files = [...photos, ...masks].map((path): [string, Content] => [path, 'photo']);
  await putFiles(dir, files);
  for (const path of masks) await put(join(dir, path), await grey(twoLevels).png().toBuffer());
  return dir;
}

it.each([
  ['JPEGImages', 'SegmentationClass/', ''],
  ['images', 'masks_v2/', ''],
  ['images', 'new_masks/', ''],
  ['', '', '_segmask'],
  ['', '', '-m'],
])('%j and its masks %j…%j are not fitted on together', async (images, masks, suffix) => {
  const names = ['0', '1', '2', '3'];
  const photos = names.map((name) => join(images, `${name}.png`));
  const dir = await folderOf(
    photos,
    names.map((name) => `${masks}${name}${suffix}.png`),
  );
  await expect(normalFolder(dir)).rejects.toMatchObject({
    code: 'invalid-data',
    message: expect.stringMatching(/are these masks\? .* folder ground_truth/) as string,
  });
  expect((await normalFolder(await folderOf(photos, []))).paths).toHaveLength(4);
});

it('are no kind of anomaly', async () => {
  const dir = await folderOf(
    ['good/0.png', 'good/1.png', 'crack/0.png', 'crack/1.png'],
    ['bin/0.png', 'bin/1.png'],
  );
  await expect(labeledFolder(dir)).rejects.toThrow(/bin: are these masks\?/);
});

it('leaves images of few values alone, where all are such or none has their names', async () => {
  const drawings = await folderOf([], ['good/0.png', 'good/1.png', 'torn/0.png', 'torn/1.png']);
  expect((await labeledFolder(drawings)).kinds).toEqual(['good', 'good', 'torn', 'torn']);
  const apart = await folderOf(['good/0.png', 'good/1.png'], ['torn/a.png', 'torn/b.png']);
  expect((await labeledFolder(apart)).kinds).toEqual(['good', 'good', 'torn', 'torn']);
});

it('pairs names that differ in letters’ case or in how they are composed', async () => {
  const dir = await folderOf(
    ['good/x.png', 'crack/IMG_0.PNG', 'crack/Gl\u0075\u0308h.png'],
    ['crack/img_0_mask.png', 'ground_truth/Crack/Gl\u00fch.png'],
  );
  const { paths, masks } = await labeledFolder(dir);
  const ofEach = Object.fromEntries(
    paths.map((path, i) => [path.slice(dir.length + 1), masks?.[i]]),
  );
  expect(ofEach).toEqual({
    'good/x.png': [],
    'crack/IMG_0.PNG': [join(dir, 'crack/img_0_mask.png')],
    'crack/Glu\u0308h.png': [join(dir, 'ground_truth/Crack/Gl\u00fch.png')],
  });
});

it('prefers the name as it is written', async () => {
  const dir = await folderOf(
    ['good/x.png', 'crack/a.png', 'crack/A.png'],
    ['ground_truth/crack/a.png', 'ground_truth/crack/A.png'],
  );
  const { paths, masks } = await labeledFolder(dir);
  for (const [i, path] of paths.entries()) {
    if (path.includes('good')) continue;
    expect(masks?.[i]).toEqual([path.replace('crack', 'ground_truth/crack')]);
  }
});

it.each(['gut/schlecht', 'normal/no_good', '正常/不良', 'good/rework'])(
  'tells the folders of %s apart',
  async (names) => {
    const [normal, anomalous] = names.split('/') as [string, string];
    const dir = await folderOf([`${normal}/0.png`, `${anomalous}/1.png`], []);
    expect((await normalFolder(dir)).paths).toEqual([join(dir, normal, '0.png')]);
  },
);

it('counts links that lead nowhere', async () => {
  const dir = await folderOf(['0.png'], []);
  await symlink(join(dir, 'gone.png'), join(dir, '1.png'));
  expect((await normalFolder(dir)).leftOut).toEqual({ brokenLink: 1 });
});

it('cuts a dark mask of JPEG at half of its range, as its ripples are no kinds', async () => {
  const dir = await temporaryFolder();
  const dark = sharp({
    create: { width: 64, height: 64, channels: 3, background: '#000' },
  }).composite([
    {
      input: {
        create: { width: 16, height: 16, channels: 3, background: { r: 12, g: 12, b: 12 } },
      },
      left: 21,
      top: 21,
    },
  ]);
  const path = await put(join(dir, 'dark.jpg'), await dark.jpeg({ quality: 95 }).toBuffer());
  const { data } = await readMask(path);
  expect(data.filter(Boolean)).toHaveLength(256);
  const kinds = await put(
    join(dir, 'kinds.png'),
    await grey((i) => i % 3)
      .png()
      .toBuffer(),
  );
  expect((await readMask(kinds)).data.filter(Boolean)).toHaveLength(42);
});
