import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InputSpec, LabeledDataset } from '@oneclass/core';
import { readMasks } from '@oneclass/core/datasets';
import { dataFolders, readLabeledFolder } from '@oneclass/core/node';

const folderOf = (name: string): string | undefined =>
  dataFolders()
    .map((dir) => join(dir, name))
    .find((dir) => existsSync(dir));
const input: InputSpec = { height: 100, width: 90, channels: 1, resize: 'area' };

/** Of the masks at the size of the input. */
const areas = async (set: LabeledDataset): Promise<(number | undefined)[]> =>
  (await readMasks(set))!.map((mask) => mask?.data.reduce((sum, v) => sum + v, 0));

describe('folders of images as they are published', () => {
  const leather = folderOf('mvtec-leather-mini');
  it.skipIf(leather === undefined)('MVTec AD leather: masks of the defective images', async () => {
    const set = await readLabeledFolder(leather as string, input);
    expect([set.samples.size, set.labels.reduce((sum, v) => sum + v, 0)]).toEqual([15, 11]);
    const found = await areas(set);
    set.kinds.forEach((kind, i) => {
      expect(found[i] === undefined, set.ids[i]).toBe(kind === 'good');
    });
    // PyTorch 2.13.0, interpolate(mode='nearest-exact') of what is not 0; Pillow 13.0.0's NEAREST
    // gives the same.
    expect(found.filter((area) => area !== undefined)).toEqual([
      44, 13, 35, 82, 79, 152, 71, 70, 14, 33, 20,
    ]);
  });

  const tile = folderOf('magnetic-tile');
  it.skipIf(tile === undefined)(
    'magnetic tiles: JPEG images of many sizes, each with a mask of its size',
    async () => {
      const set = await readLabeledFolder(tile as string, input);
      expect([set.samples.size, set.labels.reduce((sum, v) => sum + v, 0)]).toEqual([272, 172]);
      const found = (await areas(set)).filter((area) => area !== undefined);
      expect(found).toHaveLength(172);
      // As above: 4740 with PyTorch, 4743 with Pillow, who round differently where a centre lies on
      // a border.
      expect(Math.abs(found.reduce((sum, area) => sum + area, 0) - 4740)).toBeLessThanOrEqual(5);
    },
  );

  const screw = folderOf('mvtec-screw');
  it.skipIf(screw === undefined)('MVTec AD screw without ground truth: no masks', async () => {
    const set = await readLabeledFolder(screw as string, { ...input, height: 16, width: 16 });
    expect([set.samples.size, set.labels.reduce((sum, v) => sum + v, 0), set.masks]).toEqual([
      160,
      119,
      undefined,
    ]);
  });
});
