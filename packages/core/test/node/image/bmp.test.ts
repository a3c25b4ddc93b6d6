import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { imageShape, images, readLabeledFolder, readMask } from '@oneclass/core/node';
import { plain, put, temporaryFolder } from '../temporary-folder.ts';
import { bmp } from './bmp-file.ts';

const refused = (message: RegExp): unknown =>
  expect.objectContaining({ code: 'invalid-data', message: expect.stringMatching(message) });

/** Blue, green, red. */
const ROWS = [
  [1, 2, 3, 4, 5, 6],
  [7, 8, 9, 10, 11, 12],
];
const UPWARDS = [9, 8, 7, 12, 11, 10, 3, 2, 1, 6, 5, 4];
const DOWNWARDS = [3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10];

describe('a BMP image', () => {
  it.each([
    ['from the bottom up', 2, UPWARDS],
    ['from the top down', -2, DOWNWARDS],
  ])('is read %s', async (_, height, values) => {
    const bytes = bmp({ width: 2, height, depth: 24, rows: ROWS });
    expect(await imageShape(bytes)).toEqual([2, 2, 3]);
    expect([...(await images([bytes])).bytes]).toEqual(values);
  });

  it('has one channel where its palette is grey', async () => {
    const grey = bmp({ width: 3, height: 1, depth: 8, rows: [[0, 7, 255]] });
    expect(await images([grey])).toMatchObject({
      sampleShape: [1, 3, 1],
      bytes: Uint8Array.of(0, 7, 255),
    });
    const palette = [0, 0, 0, 0, 10, 20, 30, 0];
    const coloured = bmp({ width: 3, height: 1, depth: 8, palette, rows: [[0, 1, 0]] });
    expect(await imageShape(coloured)).toEqual([1, 3, 3]);
    for (const bgr of [
      [20, 25, 25],
      [25, 20, 25],
      [25, 25, 20],
    ])
      expect(
        await imageShape(bmp({ width: 3, height: 1, depth: 8, palette: [0, 0, 0, 0, ...bgr, 0] })),
      ).toEqual([1, 3, 3]);
    expect(await images([coloured])).toMatchObject({
      sampleShape: [1, 3, 3],
      bytes: Uint8Array.of(0, 0, 0, 30, 20, 10, 0, 0, 0),
    });
  });

  it('is found in folders, as a mask too', async () => {
    const dir = await temporaryFolder();
    await put(join(dir, 'test/ok/0.bmp'), bmp({ width: 4, height: 2, depth: 24 }));
    await put(join(dir, 'test/ko/0.BMP'), bmp({ width: 4, height: 2, depth: 24 }));
    const mask = await put(
      join(dir, 'ground_truth/ko/0.bmp'),
      bmp({
        width: 4,
        height: 2,
        depth: 8,
        rows: [
          [0, 255, 0, 255],
          [0, 0, 0, 0],
        ],
      }),
    );
    const set = await readLabeledFolder(dir);
    expect([...set.labels]).toEqual([1, 0]);
    expect((await set.masks!(0))?.data).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 1));
    await put(mask, bmp({ width: 8, height: 1, depth: 1, rows: [[0b10000001]] }));
    expect((await readMask(mask)).data).toEqual(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1));
    await put(mask, bmp({ width: 2, height: 4, depth: 1 }));
    await expect(set.masks!(0)).rejects.toThrow(
      /0\.bmp: a mask of 2 × 4 pixels, but its image .*0\.BMP has 4 × 2/,
    );
  });

  it('is refused before anything is allocated when its header says more than there is', async () => {
    const bytes = bmp({ width: 4, height: 4, depth: 24 });
    const claiming = Buffer.from(bytes);
    claiming.writeInt32LE(9000, 18);
    claiming.writeInt32LE(9000, 22);
    const before = process.memoryUsage();
    for (const read of [imageShape, (source: Buffer) => images([source])]) {
      await expect(read(claiming)).rejects.toThrow(
        refused(/not an image that can be read, or a damaged one/),
      );
      await expect(read(bytes.subarray(0, -1))).rejects.toThrow(refused(/damaged/));
    }
    const after = process.memoryUsage();
    expect(after.rss - before.rss).toBeLessThan(50e6);
    claiming.writeInt32LE(-(2 ** 31), 22);
    await expect(images([claiming])).rejects.toThrow(
      refused(/9000 × 2147483648 pixels, more than the limit of 100000000/),
    );
    await expect(images([bytes], undefined, { maxPixels: 15 })).rejects.toThrow(
      refused(/4 × 4 pixels, more than the limit of 15/),
    );
  });

  it.each<[string, (bytes: Buffer) => unknown]>([
    ['no width', (bytes) => bytes.writeInt32LE(0, 18)],
    ['a negative width', (bytes) => bytes.writeInt32LE(-4, 18)],
    ['no height', (bytes) => bytes.writeInt32LE(0, 22)],
    ['another depth', (bytes) => bytes.writeUInt16LE(13, 28)],
    ['another kind of header', (bytes) => bytes.writeUInt32LE(20, 14)],
    ['a header larger than the file', (bytes) => bytes.writeUInt32LE(2 ** 31, 14)],
    ['pixels after its end', (bytes) => bytes.writeUInt32LE(2 ** 31, 10)],
    ['a compression of another depth', (bytes) => bytes.writeUInt32LE(2, 30)],
  ])('is refused with %s', async (_, damage) => {
    const bytes = bmp({ width: 4, height: 4, depth: 24 });
    damage(bytes);
    await expect(images([bytes])).rejects.toThrow(
      refused(
        new RegExp(
          /^sources\[0\]: not an image that can be read, or a damaged one\. /.source +
            /Expected PNG, JPEG, WebP, BMP, TIFF, GIF or AVIF\./.source,
        ),
      ),
    );
  });

  it('says what to install where its decoder is not there', async () => {
    vi.doMock('@napi-rs/image', () => {
      throw new Error("Cannot find package '@napi-rs/image'");
    });
    vi.resetModules();
    const { images: without } = await import('../../../src/node/index.ts');
    await expect(without([bmp({ width: 4, height: 4, depth: 24 })])).rejects.toThrow(
      expect.objectContaining({
        code: 'missing-package',
        message: expect.stringMatching(/npm i @napi-rs\/image.*magick mogrify/),
      }),
    );
    expect(await without([await plain(7, 2, 2)])).toMatchObject({ size: 1 });
    vi.doUnmock('@napi-rs/image');
  });
});
