import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OneClassError, type InputSpec } from '@oneclass/core';
import { readMasks } from '@oneclass/core/datasets';
import { labeledFolder, normalFolder, readLabeledFolder, readMask } from '@oneclass/core/node';
import { image, plain, put, temporaryFolder } from '../temporary-folder.ts';

const input = (height: number, width: number): InputSpec => ({
  height,
  width,
  channels: 1,
  resize: 'area',
});
const invalid = (message: RegExp): unknown =>
  expect.objectContaining({ code: 'invalid-data', message: expect.stringMatching(message) });

/** A grey PNG. */
const grey = async (rows: readonly (readonly number[])[]): Promise<Buffer> =>
  image(rows.flat(), [rows.length, rows[0]!.length, 1]).toColourspace('b-w').png().toBuffer();
const MASK = [
  [0, 0, 255, 255],
  [0, 0, 0, 255],
];

/** Two normal images and two with a crack, 4 × 2 pixels. */
async function mvtec(
  names: { good: string; mask: (stem: string) => string } = {
    good: 'good',
    mask: (stem) => `${stem}_mask.png`,
  },
): Promise<string> {
  const dir = await temporaryFolder();
  for (const [i, path] of [
    `train/${names.good}/0.png`,
    `test/${names.good}/0.png`,
    'test/crack/0.png',
    'test/crack/1.png',
  ].entries())
    await put(join(dir, path), await plain(10 * i, 2, 4));
  await put(join(dir, 'ground_truth/crack', names.mask('0')), await grey(MASK));
  await put(join(dir, 'ground_truth/crack', names.mask('1')), await plain(0, 2, 4));
  return dir;
}

describe('readLabeledFolder', () => {
  it('reads images, labels and kinds, and the masks of defective images', async () => {
    const dir = await mvtec();
    const set = await readLabeledFolder(dir);
    expect(set.samples).toMatchObject({ size: 3, sampleShape: [2, 4, 1] });
    expect([...set.labels]).toEqual([1, 1, 0]);
    expect(set.kinds).toEqual(['crack', 'crack', 'good']);
    expect(set.ids).toEqual(
      ['crack/0.png', 'crack/1.png', 'good/0.png'].map((path) => join(dir, 'test', path)),
    );
    expect(await set.masks!(0)).toEqual({
      height: 2,
      width: 4,
      data: Uint8Array.of(0, 0, 1, 1, 0, 0, 0, 1),
    });
    expect(await set.masks!(1)).toEqual({ height: 2, width: 4, data: new Uint8Array(8) });
    expect(await set.masks!(2)).toBeUndefined();
    expect(await set.masks!(3)).toBeUndefined();
  });

  it('has masks of their own size, whatever that of the samples, and says which it is', async () => {
    const dir = await mvtec();
    await put(join(dir, 'test/good/0.png'), await plain(9, 3, 5));
    const set = await readLabeledFolder(dir, input(4, 3));
    expect((await set.masks!(0))?.data).toEqual(Uint8Array.from(MASK.flat(), (v) => v / 255));
    expect(set.sizes).toEqual([
      { height: 2, width: 4 },
      { height: 2, width: 4 },
      { height: 3, width: 5 },
    ]);
    const [mask] = (await readMasks(set))!; // by nearest neighbour
    expect(mask).toEqual({
      height: 4,
      width: 3,
      data: Uint8Array.of(0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1),
    });
  });

  it("understands BTAD's names: ok, and masks named as their images", async () => {
    const dir = await mvtec({ good: 'ok', mask: (stem) => `${stem}.PNG` });
    const set = await readLabeledFolder(dir);
    expect([...set.labels]).toEqual([1, 1, 0]);
    expect(set.kinds).toEqual(['crack', 'crack', 'ok']);
    expect((await set.masks!(0))?.data).toEqual(Uint8Array.of(0, 0, 1, 1, 0, 0, 0, 1));
    expect(await normalFolder(dir)).toEqual({
      root: join(dir, 'train/ok'),
      paths: [join(dir, 'train/ok/0.png')],
      leftOut: { mask: 2, elsewhere: 3 },
    });
  });

  it('finds masks beside good/ and kinds without a test folder, in folders of folders, and behind links', async () => {
    const dir = await temporaryFolder();
    const elsewhere = await put(join(await temporaryFolder(), 'anything.png'), await grey(MASK));
    await put(join(dir, 'good/0.png'), await plain(1, 2, 4));
    await put(join(dir, 'crack/deep/0.jpeg'), await plain(2, 2, 4));
    await put(join(dir, 'ground_truth/crack/deep/other.png'), '');
    await symlink(elsewhere, join(dir, 'ground_truth/crack/deep/0_mask.png'));
    const set = await readLabeledFolder(dir);
    expect(set.kinds).toEqual(['crack', 'good']);
    expect((await set.masks!(0))?.data).toEqual(Uint8Array.of(0, 0, 1, 1, 0, 0, 0, 1));
  });

  it('unites several masks of an image, each of which must have its size', async () => {
    const dir = await mvtec();
    const own = join(dir, 'ground_truth/crack');
    await rm(join(own, '0_mask.png'));
    await put(join(own, '0/000.png'), await grey(MASK));
    const second = [
      [7, 0, 0, 9],
      [0, 0, 0, 0],
    ];
    await put(join(own, '0/001.png'), await grey(second));
    const set = await readLabeledFolder(dir);
    expect((await set.masks!(0))?.data).toEqual(Uint8Array.of(1, 0, 1, 1, 0, 0, 0, 1));
    await put(join(own, '0/001.png'), await plain(1, 4, 2));
    await expect(set.masks!(0)).rejects.toThrow(/001\.png: a mask of 2 × 4 pixels/);
  });

  it('has no masks where there is no ground truth', async () => {
    const dir = await mvtec();
    await rm(join(dir, 'ground_truth'), { recursive: true });
    expect((await readLabeledFolder(dir)).masks).toBeUndefined();
  });

  it('reads a mask only when it is asked for', async () => {
    const dir = await mvtec();
    const set = await readLabeledFolder(dir);
    await put(join(dir, 'ground_truth/crack/0_mask.png'), await plain(9, 2, 4));
    expect((await set.masks!(0))?.data).toEqual(new Uint8Array(8).fill(1));
  });

  it('tells a mask that is missing from one that is damaged or of another size, by name', async () => {
    const dir = await mvtec();
    const [picture, mask] = [
      join(dir, 'test/crack/0.png'),
      join(dir, 'ground_truth/crack/0_mask.png'),
    ];
    const failure = async (): Promise<OneClassError> =>
      (await readLabeledFolder(dir)).masks!(0).then(
        () => new OneClassError('unsupported', 'none'),
        (error: unknown) => error as OneClassError,
      );

    await put(mask, 'not an image');
    expect(await failure()).toEqual(invalid(/damaged/));
    expect((await failure()).message).toContain(picture);
    expect((await failure()).message).toContain(mask);

    await put(mask, await plain(255, 4, 2));
    expect((await failure()).code).toBe('invalid-shape');
    expect((await failure()).message).toBe(
      `${mask}: a mask of 2 × 4 pixels, but its image ${picture} has 4 × 2. Expected the same ` +
        'size. Is it the mask of another image?',
    );

    await rm(mask);
    const { code, message } = await failure();
    expect(code).toBe('not-found');
    expect(message).toMatch(/mask is missing. Expected one as \S+crack.1_mask\.png is that of an/);
    expect(message).toContain(picture);
  });

  it('prefers a mask that can be read, and one that is named so', async () => {
    const dir = await mvtec();
    const folder = join(dir, 'ground_truth/crack');
    await put(join(folder, '0_mask.HEIC'), 'II*');
    await put(join(folder, '0.png'), await plain(9, 2, 4));
    expect((await (await readLabeledFolder(dir)).masks!(0))?.data).toEqual(
      Uint8Array.of(0, 0, 1, 1, 0, 0, 0, 1),
    );
  });

  it("does not guess which is normal where there are 'good' and 'ok'", async () => {
    const dir = await mvtec();
    await put(join(dir, 'test/ok/0.png'), await plain(9, 2, 4));
    await expect(labeledFolder(dir)).rejects.toThrow(invalid(/has both 'good' and 'ok'/));
    await put(join(dir, 'train/ok/0.png'), await plain(9, 2, 4));
    await expect(normalFolder(dir)).rejects.toThrow(invalid(/train: has both 'good' and 'ok'/));
  });

  it('says how to convert images where there are only HEIC files', async () => {
    const dir = await temporaryFolder();
    await put(join(dir, 'test/ok/0.heic'));
    await put(join(dir, 'test/ko/0.heic'));
    await expect(readLabeledFolder(dir)).rejects.toThrow(
      invalid(/ko: no images there.*It holds only: 1 HEIC\. Convert \.heic to PNG/),
    );
  });

  it('gives the signal to the reading of images, and takes their limit for masks too', async () => {
    const dir = await mvtec();
    await expect(
      readLabeledFolder(dir, undefined, { signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
    const set = await readLabeledFolder(dir, undefined, { maxPixels: 8 });
    await writeFile(join(dir, 'ground_truth/crack/0_mask.png'), await plain(0, 3, 3));
    await expect(set.masks!(0)).rejects.toThrow('more than the limit of 8');
  });
});

describe('readMask', () => {
  const marked = async (bytes: Uint8Array): Promise<number[]> => {
    const path = await put(join(await temporaryFolder(), 'm.png'), bytes);
    return [...(await readMask(path)).data];
  };

  it('marks in whatever layout', async () => {
    expect(await marked(await grey([[0, 1, 2, 15]]))).toEqual([0, 1, 1, 1]);
    expect(await marked(await grey([[0, 31, 196, 255]]))).toEqual([0, 0, 1, 1]);
    expect(
      await marked(await image([0, 0, 0, 0, 0, 1, 9, 0, 0], [1, 3, 3]).png().toBuffer()),
    ).toEqual([0, 1, 1]);
    expect(
      await marked(
        await image([0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0], [1, 3, 4])
          .png()
          .toBuffer(),
      ),
    ).toEqual([0, 1, 0]);
  });

  it('marks a 16-bit 1', async () => {
    const { default: sharp } = await import('sharp');
    const deep = sharp(Uint16Array.of(0, 1, 15), {
      raw: { width: 3, height: 1, channels: 1 },
    }).toColourspace('grey16');
    expect(await marked(await deep.png().toBuffer())).toEqual([0, 1, 1]);
  });

  it('says when there is no such file', async () => {
    await expect(readMask('/nowhere/m.png')).rejects.toThrow(
      expect.objectContaining({ code: 'not-found', argument: '/nowhere/m.png' }),
    );
  });
});
