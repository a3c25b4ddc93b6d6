/** @file Folders that may be one thing or another are refused, by the names of what was found. */
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { labeledFolder, listImages, normalFolder, readLabeledFolder } from '@oneclass/core/node';
import { binaryMask } from '../../../src/datasets/pixels/binary-mask.ts';
import { hasFewLevels } from '../../../src/node/image/has-few-levels.ts';
import { image, put, temporaryFolder } from '../temporary-folder.ts';
import { putFiles, type Content } from './put-files.ts';

async function folderOf(files: Readonly<Record<string, Content>>): Promise<string> {
  const dir = await temporaryFolder();
  await putFiles(dir, Object.entries(files));
  return dir;
}
const photos = (...paths: string[]): Record<string, Content> =>
  Object.fromEntries(paths.map((path) => [path, 'photo']));
/** A grey PNG of 8 × 8 values of 16 bits. */
const deep = (values: Uint16Array): Promise<Buffer> =>
  sharp(values, { raw: { width: 8, height: 8, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
const invalid = (message: RegExp): unknown =>
  expect.objectContaining({ code: 'invalid-data', message: expect.stringMatching(message) });

describe('what to fit on', () => {
  it.each([
    [
      'two folders of normal images',
      photos('good/0.png', 'normal/1.png', 'crack/2.png'),
      /has both 'good' and 'normal'/,
    ],
    [
      'a folder of defects without one of normal images',
      photos('2024/0.png', 'crack/1.png'),
      /which of its images are normal\? 'crack' is in it/,
    ],
    [
      'a name of defects beside one that is not known',
      photos('def_front/0.png', 'ok_front/1.png'),
      /'def_front' is in it, and no folder good, ok or normal/,
    ],
    [
      'several sets',
      photos('bottle/train/good/0.png', 'cable/train/good/0.png'),
      /'bottle.train' is in it/,
    ],
    [
      'a part to test with alone',
      photos('test/0.png', 'others/1.png'),
      /has test, but no train\/good/,
    ],
    [
      'masks that call every image anomalous',
      { ...photos('0.png'), '0_mask.png': 'marked' },
      /all 1 images are anomalous by their masks/,
    ],
    [
      'an image without a mask beside empty masks',
      { ...photos('0.png', '1.png', '2.png'), '0_mask.png': 'empty', '1_mask.png': 'marked' },
      /2\.png: is it normal\? It has no mask, while the normal \S+0\.png has an empty one/,
    ],
  ] as const)('%s', async (_, files, message) => {
    await expect(normalFolder(await folderOf(files))).rejects.toThrow(invalid(message));
  });

  it('takes what lies in train itself, and folders whose names say nothing of defects', async () => {
    const flat = await folderOf(photos('train/0.png', 'test/good/1.png', 'test/crack/2.png'));
    expect((await normalFolder(flat)).paths).toHaveLength(1);
    const dates = await folderOf(photos('2024-01/0.png', '2024-02/1.png', 'crackers/2.png'));
    expect((await normalFolder(dates)).paths).toHaveLength(3);
  });
});

describe('what to evaluate on', () => {
  it.each([
    [
      'one mask for images of two kinds',
      { ...photos('good/0.png', 'a/0.png', 'b/0.png'), 'masks/0.png': 'marked' },
      /masks.0\.png: is it the mask of \S+a.0\.png or of \S+b.0\.png\? It fits the names of both/,
    ],
    [
      'masks alone, all of them empty',
      { ...photos('0.png', '1.png'), '0_mask.png': 'empty', '1_mask.png': 'empty' },
      /by their masks, all 2 images are normal\. Expected both/,
    ],
    [
      'masks beside folders of which none is normal',
      { ...photos('a/0.png', 'b/1.png'), 'masks/9.png': 'marked' },
      /expected a folder 'good'.*Received: a, b\./,
    ],
    [
      'a folder of masks alone beside the normal images',
      { ...photos('good/0.png'), 'ground_truth/0.png': 'marked' },
      /expected a folder 'good'.*Received: good\./,
    ],
  ] as const)('%s', async (_, files, message) => {
    await expect(labeledFolder(await folderOf(files))).rejects.toThrow(invalid(message));
  });
});

describe('masks', () => {
  it.each([
    [
      'photographs in a folder label',
      photos('good/0.png', 'cap/0.png', 'label/0.png'),
      /label: are these masks\? The name says so, but its images have more than the few values/,
    ],
    [
      'a folder label of other names',
      { ...photos('good/0.png', 'cap/0.png'), 'label/7.png': 'marked' },
      /label: are these masks\? The name says so, but none of its images has the name of one/,
    ],
    [
      'photographs that are named 0_label',
      photos('good/0.png', 'good/0_label.png', 'cap/0.png'),
      /0_label\.png: is it a mask\? The name says so, but \S+good has such files with more/,
    ],
    [
      'PNG files beside JPEG files of their names, some of them photographs',
      { ...photos('good/0.jpg', 'good/0.png', 'good/1.jpg'), 'good/1.png': 'empty' },
      /0\.png: beside it is a JPEG file of the same name, as of 2 files/,
    ],
    [
      'a mask by its name, far from its image',
      photos('good/0.png', 'cap/1.png', 'other/1_mask.png'),
      /1_mask\.png: is it the mask of \S+cap.1\.png\? Its name says so, its place does not/,
    ],
  ] as const)('%s', async (_, files, message) => {
    const dir = await folderOf(files);
    for (const read of [labeledFolder, listImages])
      await expect(read(dir)).rejects.toThrow(invalid(message));
  });

  it('a folder of masks of no image is refused where it would be left out in silence', async () => {
    const dir = await folderOf({ ...photos('gown/0.png'), ...photos('mask/7.png') });
    for (const read of [listImages, normalFolder])
      await expect(read(dir)).rejects.toThrow(invalid(/mask: are these masks\?.*Name the folders/));
  });

  it('a folder of face_mask is one of images, and so is what is named itself', async () => {
    const dir = await folderOf(photos('good/0.png', 'face_mask/1.png', 'face_mask/2.png'));
    const { kinds, masks } = await labeledFolder(dir);
    expect([kinds, masks]).toEqual([['face_mask', 'face_mask', 'good'], undefined]);
    const named = await folderOf(photos('mask/good/0.png', 'mask/torn/1.png'));
    expect((await labeledFolder(`${named}/mask`)).kinds).toEqual(['good', 'torn']);
  });

  it.each(['label', 'seg'])(
    'of 16 bits in a folder %s are masks, of the same values',
    async (name) => {
      const dir = await folderOf(photos('good/0.png', 'cap/1.png', 'cap/2.png'));
      const values = Uint16Array.from({ length: 64 }, (_, i) => (i % 8 > 5 ? 300 : 256));
      await put(join(dir, name, '1.png'), await deep(values));
      await put(join(dir, name, '2.png'), await deep(values.map((v) => v - 256)));
      const set = await readLabeledFolder(dir);
      expect(set.kinds).toEqual(['cap', 'cap', 'good']);
      const marked = Uint8Array.from({ length: 64 }, (_, i) => Number(i % 8 > 5));
      expect((await set.masks!(0))?.data).toEqual(marked);
      expect((await set.masks!(1))?.data).toEqual(marked);
      const ramp = Uint16Array.from({ length: 64 }, (_, i) => 40_000 + i); // few upper bits
      await put(join(dir, name, '2.png'), await deep(ramp));
      await expect(labeledFolder(dir)).rejects.toThrow(
        invalid(/more than the few values of masks/),
      );
    },
  );

  it('that are damaged say nothing of a folder whose others can be read', async () => {
    const dir = await folderOf({
      ...photos('good/0.png', 'cap/1.png', 'cap/2.png'),
      ...{ 'label/1.png': 'marked', 'label/2.png': 'other' },
    });
    const set = await readLabeledFolder(dir);
    expect((await set.masks!(0))?.data).toContain(1);
    await expect(set.masks!(1)).rejects.toThrow(invalid(/2\.png: not an image/));
    await put(join(dir, 'label/1.png'), 'no image either');
    await expect(labeledFolder(dir)).rejects.toThrow(invalid(/label.1\.png: not an image/));
  });

  it('are known by few values where two humps would not do, as of a dark part', async () => {
    const grey = (i: number): number => (i % 16 < 8 ? i % 21 : 230 + (i % 23));
    const data = Uint8Array.from({ length: 256 }, (_, i) => grey(i));
    const path = await put(
      join(await temporaryFolder(), 'part.png'),
      await image([...data], [16, 16, 1])
        .toColourspace('b-w')
        .png()
        .toBuffer(),
    );
    expect(binaryMask({ height: 16, width: 16, data }, 'part').data).toContain(1);
    expect(await hasFewLevels(path)).toBe(false);
  });

  it('the same image twice, as PNG and as JPEG, is two images', async () => {
    const dir = await folderOf(photos('0.jpg', '0.png'));
    expect((await listImages(dir)).paths).toHaveLength(2);
  });
});
