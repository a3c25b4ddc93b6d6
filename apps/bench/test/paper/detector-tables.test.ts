import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestsOf, drawnTextures } from '@oneclass/core/datasets';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tables } from '../../src/paper/index.ts';
import { cellsOf } from '../../src/table/check-cells.ts';
import type { Cell, Table } from '../../src/table/table.ts';

const tableOf = (name: string): Table => tables.find((table) => table.name === name) as Table;
const cells = (name: string, seeds = [0]) => cellsOf(tableOf(name), { size: 'full', seeds });
const cellAt = async (name: string, row: string): Promise<Cell> =>
  (await cells(name)).find((cell) => cell.row === row) as Cell;
const { signal } = new AbortController();
let folder: string;

/** 8 × 8 pixels, of which the first `marked` rows are white. */
async function draw(path: string, marked: number): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  const pixels = Uint8Array.from({ length: 64 }, (_, i) => (i < 8 * marked ? 255 : 0));
  const bytes = await sharp(pixels, { raw: { width: 8, height: 8, channels: 1 } })
    .png()
    .toBuffer();
  await writeFile(join(folder, path), bytes);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-sets-'));
  const loco = 'mvtec_loco_anomaly_detection/pushpins';
  for (const path of ['train/good', 'validation/good', 'test/good', 'test/logical_anomalies'])
    await draw(`${loco}/${path}/000.png`, 1);
  await draw(`${loco}/ground_truth/logical_anomalies/000/000.png`, 2);
  await draw(`${loco}/ground_truth/logical_anomalies/000/001.png`, 4);
  const can = 'mvtec_ad_2/can';
  for (const path of ['train/good', 'validation/good', 'test_public/good', 'test_public/bad'])
    await draw(`${can}/${path}/000_regular.png`, 1);
  await draw(`${can}/test_private/000_regular.png`, 1);
  await draw(`${can}/test_public/ground_truth/bad/000_regular_mask.png`, 3);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('tables of methods on features', () => {
  it.each([
    ['mvtec-loco', 'pushpins, padim, efficientnet-lite0', 'logical_anomalies', 4],
    ['mvtec-ad-2', 'can, patchcore, vgg19', 'bad', 3],
  ])('%s is read from its published folder: %s', async (name, row, kind, marked) => {
    const { data } = await cellAt(name, row);
    expect(await data.missing?.({ folders: [folder] })).toBeUndefined();
    const { train, test } = await data.load({ folders: [folder], signal });
    expect([train.size, train.sampleShape]).toEqual([1, [224, 224, 3]]);
    expect(test.kinds).toEqual(name === 'mvtec-ad-2' ? [kind, 'good'] : ['good', kind]);
    const mask = await test.masks?.(test.kinds.indexOf(kind));
    expect(mask?.data.reduce((sum, value) => sum + value, 0)).toBe(8 * marked);
  });

  it('leave out categories that are not there', async () => {
    const { data } = await cellAt('mvtec-loco', 'screw_bag, padim, vgg19');
    expect(await data.missing?.({ folders: [folder] })).toContain("'mvtec-loco'");
  });

  it('have a place of their own in their grids, and numbers of others only for rows there are', async () => {
    for (const name of ['mvtec-ad', 'mvtec-loco', 'mvtec-ad-2', 'textures', 'few-shot'])
      await expect(cells(name, [0, 1])).resolves.toHaveLength(2 * (await cells(name)).length);
    const { published, references = [] } = tableOf('mvtec-ad');
    const ofScrew = 'screw, padim, efficientnet-lite0';
    expect(published?.figures[ofScrew]).toEqual({ testAuroc: 0.845, testPixelAuroc: 0.988 });
    expect(published?.unchecked).not.toContain(ofScrew);
    expect(references[0]?.figures['grid, patchcore, vgg19']?.testAuroc).toBe(0.947);
  });
});

describe('the table of few images', () => {
  it('fits on so many of the same drawn surfaces, and evaluates on all of the test ones', async () => {
    const quick = await cellsOf(tableOf('few-shot'), { size: 'quick', seeds: [0] });
    const { data } = quick.find(({ row }) => row === 'weave, padim, 4 images') as Cell;
    const { train, test } = await data.load({ folders: [], signal });
    const whole = drawnTextures({
      kind: 'weave',
      train: 16,
      good: 8,
      defective: 8,
      size: 128,
      seed: 0,
    });
    expect(train.size).toBe(4);
    expect([...(await digestsOf(test.samples))]).toEqual([
      ...(await digestsOf(whole.test.samples)),
    ]);
    const normal = await digestsOf(whole.normal);
    expect((await digestsOf(train)).every((digest) => normal.includes(digest))).toBe(true);
    expect(data.description).toMatchObject({ kind: 'weave', shots: { images: 4, seed: 0 } });
  });
});
