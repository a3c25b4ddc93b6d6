import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { images, imageShape, listImages } from '@oneclass/core/node';
import { image, plain, put, temporaryFolder } from '../temporary-folder.ts';
import { tiff } from './tiff-file.ts';

const refused = (message: RegExp): unknown =>
  expect.objectContaining({ code: 'invalid-data', message: expect.stringMatching(message) });

const latin1 = (text: string): Buffer => Buffer.from(text.padEnd(400, '\0'), 'latin1');
const box = (brands: string): Buffer => latin1(`\0\0\0\x20ftyp${brands}`);

describe('a file that is not read is refused by the name of its format', () => {
  it.each<[string, Buffer]>([
    ['HEIC', box('heic\0\0\0\0mif1heic')],
    ['HEIC', box('mif1\0\0\0\0mif1heic')],
    ['HEIF', box('mif1\0\0\0\0mif1miaf')],
    ['an AVIF animation', box('avis\0\0\0\0avifmif1')],
    ['a video (MP4 or QuickTime)', box('isom\0\0\0\0mp41')],
    ['a camera’s raw image', latin1('II*\0\x10\0\0\0CR\x02\0')],
    ['JPEG XL', latin1('\xff\x0a\x10')],
    ['JPEG XL', latin1('\0\0\0\x0cJXL \x0d\x0a\x87\x0a')],
    ['JPEG 2000', latin1('\0\0\0\x0cjP  \x0d\x0a\x87\x0a')],
    ['SVG', latin1('\xef\xbb\xbf <?xml version="1.0"?>\n<svg xmlns="" width="8" height="8"/>')],
    // Where WebP has its mark.
    ['SVG', latin1("<svg a='WEBPVP8' width='8' height='8'/>")],
    ['PDF', latin1('%PDF-1.7')],
    ['DICOM', latin1(`${'\0'.repeat(128)}DICM`)],
    ['Photoshop (PSD)', latin1('8BPS')],
    ['OpenEXR', latin1('\x76\x2f\x31\x01')],
    ['PGM or PPM', latin1('P5\n8 8\n255\n')],
    ['a NumPy array', latin1('\x93NUMPY')],
    ['a ZIP archive', latin1('PK\x03\x04')],
    ['a web page (HTML)', latin1('<!DOCTYPE html><title>404</title>')],
    [
      'a Git LFS pointer, whose file was not fetched',
      latin1('version https://git-lfs.github.com/spec/v1'),
    ],
  ])('%s', async (format, bytes) => {
    const dir = await temporaryFolder();
    const path = await put(join(dir, 'a.png'), bytes);
    for (const read of [imageShape, (source: string) => images([source])]) {
      await expect(read(path)).rejects.toThrow(refused(/a\.png: this is .*, which is not read/));
      await expect(read(path)).rejects.toThrow(`this is ${format}, which`);
    }
  });

  const square = { width: 4, height: 4, pixels: new Uint8Array(512) };
  it.each<[string, Buffer]>([
    ['a TIFF of floating-point numbers', tiff({ ...square, bits: 32, tags: { 339: 3 } })],
    ['a TIFF of floating-point numbers', tiff({ ...square, bits: 64, tags: { 339: 3 } })],
    ['a TIFF of numbers with a sign', tiff({ ...square, bits: 16, tags: { 339: 2 } })],
    ['a TIFF of complex numbers', tiff({ ...square, bits: 64, tags: { 339: 6 } })],
    ['a TIFF of 12 bits a value', tiff({ ...square, bits: 12 })],
    ['a TIFF of 32 bits a value', tiff({ ...square, bits: 32 })],
    ['a TIFF compressed by Zstandard', tiff({ ...square, bits: 8, tags: { 259: 50000 } })],
    ['a TIFF compressed by way 65000', tiff({ ...square, bits: 8, tags: { 259: 65000 } })],
    ['a TIFF of CIELAB colours', tiff({ ...square, bits: 8, bands: 3, tags: { 262: 8 } })],
    [
      'a TIFF whose first page is a smaller copy of another',
      tiff({ ...square, bits: 8, tags: { 254: 1 } }),
    ],
    ['an image of 5 values a pixel', tiff({ ...square, bits: 8, bands: 5 })],
  ])('%s', async (kind, bytes) => {
    for (const read of [imageShape, (source: Buffer) => images([source])])
      await expect(read(bytes)).rejects.toThrow(
        refused(new RegExp(`this is ${kind}, which is not read`)),
      );
  });
});

describe('a TIFF', () => {
  const numbers = Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 31 + i * 97) % 256);

  it.each(['none', 'lzw', 'deflate'] as const)(
    'in tiles is refused where some of them are not there or damaged: %s',
    async (compression) => {
      const whole = await image(numbers, [64, 64, 3])
        .tiff({ compression, tile: true, tileWidth: 16, tileHeight: 16, predictor: 'none' })
        .toBuffer();
      expect([...(await images([whole])).bytes]).toEqual(numbers);
      // Its directory is at the end or at the start; the tiles are where the values are.
      const damaged = Buffer.from(whole);
      damaged.fill(0xff, whole.length / 2, whole.length / 2 + 40);
      if (compression !== 'none')
        await expect(images([damaged])).rejects.toThrow(refused(/damaged/));
      await expect(images([whole.subarray(0, whole.length / 2)])).rejects.toThrow(
        refused(/damaged/),
      );
    },
  );

  it('is refused before it is decoded when its header claims too much, or leads nowhere', async () => {
    const page = { bits: 8, pixels: new Uint8Array(16) };
    const large = tiff({ ...page, width: 100_000, height: 100_000 });
    await expect(images([large])).rejects.toThrow(refused(/100000 × 100000 pixels, more than/));
    const lost = tiff({ ...page, width: 4, height: 4 });
    lost.writeUInt32LE(2 ** 31, 4);
    await expect(imageShape(lost)).rejects.toThrow(refused(/damaged/));
  });
});

describe('a GIF and an AVIF', () => {
  it('are refused when they are cut off', async () => {
    const some = image(
      Array.from({ length: 48 * 48 * 3 }, (_, i) => (i * 37) % 256),
      [48, 48, 3],
    );
    for (const bytes of [await some.gif().toBuffer(), await some.avif().toBuffer()]) {
      expect(await imageShape(bytes)).toEqual([48, 48, 3]);
      for (const share of [0.3, 0.6, 0.95])
        await expect(images([bytes.subarray(0, bytes.length * share)])).rejects.toThrow(
          refused(/damaged/),
        );
    }
  });
});

it('folders list every format that is read, in any case of letters', async () => {
  const dir = await temporaryFolder();
  const names = [
    'a.AVIF',
    'b.bmp',
    'c.gif',
    'd.JPEG',
    'e.jpg',
    'f.png',
    'g.tif',
    'h.TIFF',
    'i.webp',
  ];
  for (const name of [...names, 'j.heic', 'k.txt'])
    await put(join(dir, name), await plain(1, 1, 1));
  expect((await listImages(dir)).paths).toEqual(names.map((name) => join(dir, name)));
});
