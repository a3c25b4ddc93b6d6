/** @file The names in the tables of docs/data.md, each by itself. */
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { labeledFolder, listImages, normalFolder } from '@oneclass/core/node';
import { temporaryFolder } from '../temporary-folder.ts';
import { putFiles, type Content } from './put-files.ts';

async function folderOf(files: Readonly<Record<string, Content>>): Promise<string> {
  const dir = await temporaryFolder();
  await putFiles(dir, Object.entries(files));
  return dir;
}
const within = (dir: string, paths: readonly string[]): string[] =>
  paths.map((path) => relative(dir, path).replaceAll('\\', '/'));

describe('folders', () => {
  it.each([
    ...['good', 'ok', 'okay', 'normal', 'pass', 'passed', 'io'],
    ...['no_defect', 'NoDefects', 'defect-free', 'Non Defective'],
    ...['GOOD', 'Ok', '0_normal', 'OK1', '1 - good', 'good_images', 'Normal samples'],
  ])('%s holds normal images', async (name) => {
    const dir = await folderOf({ [`${name}/0.png`]: 'photo', 'other/1.png': 'photo' });
    expect(within(dir, (await normalFolder(dir)).paths)).toEqual([`${name}/0.png`]);
    const { paths, labels } = await labeledFolder(dir);
    expect(within(dir, paths).filter((_, i) => labels[i] === 0)).toEqual([`${name}/0.png`]);
  });

  it.each(['abnormal', 'ng', 'bad', 'fail', 'not ok', 'goodness', 'no_good', 'KO', '傷'])(
    '%s holds a kind of anomaly',
    async (name) => {
      const dir = await folderOf({ [`${name}/0.png`]: 'photo', 'good/1.png': 'photo' });
      expect(within(dir, (await normalFolder(dir)).paths)).toEqual(['good/1.png']);
      expect((await labeledFolder(dir)).kinds.toSorted()).toEqual([name, 'good'].sort());
    },
  );

  it.each([
    ['train', 'test', 'validation'],
    ['Training', 'Testing', 'val'],
    ['TRAIN', 'test_public', 'test_private'],
    ['train', 'test', 'valid'],
    ['train', 'test', 'test_private_mixed'],
  ])('%s and %s are parts, %s is used by neither', async (train, test, other) => {
    const dir = await folderOf({
      [`${train}/good/0.png`]: 'photo',
      [`${test}/good/1.png`]: 'photo',
      [`${test}/crack/2.png`]: 'photo',
      [`${other}/good/3.png`]: 'photo',
    });
    expect(within(dir, (await normalFolder(dir)).paths)).toEqual([`${train}/good/0.png`]);
    expect(within(dir, (await labeledFolder(dir)).paths)).toEqual([
      `${test}/crack/2.png`,
      `${test}/good/1.png`,
    ]);
  });

  it('a part that is used by neither is no kind of anomaly', async () => {
    const dir = await folderOf({
      'good/0.png': 'photo',
      'crack/1.png': 'photo',
      'validation/2.png': 'photo',
    });
    expect((await labeledFolder(dir)).kinds).toEqual(['crack', 'good']);
  });

  it.each(['defects', 'bad', 'ng', 'NOK', 'rejected', 'cracks', 'scratch', 'faulty', 'anomalies'])(
    '%s is not fitted on',
    async (name) => {
      const dir = await folderOf({ [`${name}/0.png`]: 'photo', 'monday/1.png': 'photo' });
      await expect(normalFolder(dir)).rejects.toThrow(`'${name}' is in it`);
    },
  );
});

describe('masks', () => {
  const images = { 'good/0.png': 'photo', 'crack/0.png': 'photo' } as const;

  it.each([
    ...['ground_truth', 'GroundTruth', 'ground truth', 'mask', 'Masks', 'gt', 'GT'].map(
      (name) => `${name}/crack/0.png`,
    ),
    ...['rgb_mask', 'binary-masks', 'Mask_images', 'defect_masks', 'masks_2', 'gt mask'].map(
      (name) => `${name}/crack/0.png`,
    ),
    ...['label', 'Labels', 'annotations', 'anno', 'seg', 'segmentation'].map(
      (name) => `${name}/crack/0.png`,
    ),
    ...['_mask', '-masks', '.gt', ' GT', '_label', '_seg', '_mask_1', '_mask2', '_mask (2)'].map(
      (suffix) => `ground_truth/crack/0${suffix}.bmp`,
    ),
    'ground_truth/crack/mask_0.png',
    'ground_truth/crack/0/anything.png',
    'ground_truth/0.png',
    'crack_mask/0.png',
    'masks-crack/0.png',
    'Crack_GT/0_gt.png',
    'crack/masks/0.png',
    ...['_mask', '-mask', '_GT', '.mask', ' mask', '_groundtruth', '_ground_truth'].map(
      (suffix) => `crack/0${suffix}.png`,
    ),
    ...['_label', '_labels', '_seg', '_annotation', '_mask_3', '_mask3'].map(
      (suffix) => `crack/0${suffix}.png`,
    ),
    'crack/mask_0.png',
  ])('%s is that of crack/0.png', async (mask) => {
    const dir = await folderOf({ ...images, [mask]: 'marked' });
    const { paths, masks, kinds } = await labeledFolder(dir);
    expect([within(dir, paths), kinds]).toEqual([
      ['crack/0.png', 'good/0.png'],
      ['crack', 'good'],
    ]);
    expect(masks?.map((own) => within(dir, own))).toEqual([[mask], []]);
    const { paths: all, leftOut } = await listImages(dir);
    expect([within(dir, all).length, leftOut]).toEqual([2, { mask: 1 }]);
  });

  it.each(['0mask.png', '1_mask.png', '0_masked.png', 'mask.png', '0_gtx.png', '0_thumbs_up.png'])(
    'crack/%s is an image',
    async (name) => {
      const dir = await folderOf({ ...images, [`crack/${name}`]: 'photo' });
      expect((await listImages(dir)).paths).toHaveLength(3);
    },
  );

  it('the clearest name counts, and all of its masks', async () => {
    const dir = await folderOf({
      ...images,
      'masks/crack/0.png': 'marked',
      'masks/crack/0_mask.png': 'marked',
      'masks/crack/0_mask_2.bmp': 'marked',
      'masks/crack/0_mask_2.png': 'marked',
    });
    expect(within(dir, (await labeledFolder(dir)).masks?.[0] ?? [])).toEqual([
      'masks/crack/0_mask.png',
      'masks/crack/0_mask_2.png',
    ]);
  });
});
