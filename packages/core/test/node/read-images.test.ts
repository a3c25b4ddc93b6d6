import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import type { InputSpec, SampleShape } from '@oneclass/core';
import { resizeImage } from '@oneclass/core/datasets';
import { imageShape, readImages } from '@oneclass/core/node';
import { image, plain, put, temporaryFolder } from './folder.ts';

const input = (height: number, width: number, channels: 1 | 3): InputSpec => ({ height, width, channels, resize: 'area' });
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => (i * 37) % 256);

/** Shape and pixels of a file read at its natural shape. */
async function natural(path: string): Promise<{ shape: SampleShape; bytes: number[] }> {
  const shape = await imageShape(path);
  const { bytes } = await readImages([path], input(shape[0], shape[1], shape[2] as 1 | 3));
  return { shape, bytes: [...bytes] };
}

describe('an image file', () => {
  const rgb = numbers(3 * 4 * 3);

  it('is read to the byte from a lossless format', async () => {
    const dir = await temporaryFolder();
    const png = await put(join(dir, 'a.png'), await image(rgb, [3, 4, 3]).png().toBuffer());
    const webp = await put(join(dir, 'a.webp'), await image(rgb, [3, 4, 3]).webp({ lossless: true }).toBuffer());
    const grey = await put(join(dir, 'g.png'), await image(numbers(12), [3, 4, 1]).toColourspace('b-w').png().toBuffer());
    expect(await natural(png)).toEqual({ shape: [3, 4, 3], bytes: rgb });
    expect(await natural(webp)).toEqual({ shape: [3, 4, 3], bytes: rgb });
    expect(await natural(grey)).toEqual({ shape: [3, 4, 1], bytes: numbers(12) });
  });

  it('has one channel when it is a grey JPEG, and about its values', async () => {
    const dir = await temporaryFolder();
    const jpeg = await image(Array(64).fill(100), [8, 8, 1]).toColourspace('b-w').jpeg().toBuffer();
    const { shape, bytes } = await natural(await put(join(dir, 'a.jpg'), jpeg));
    expect(shape).toEqual([8, 8, 1]);
    expect(bytes.every((value) => Math.abs(value - 100) <= 1)).toBe(true);
  });

  it('is turned as its EXIF orientation says', async () => {
    const dir = await temporaryFolder();
    const grey = (values: readonly number[]): number[] => values.flatMap((v) => [v, v, v]);
    const turned = await image(grey([10, 20, 30, 40, 50, 60]), [2, 3, 3])
      .png()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    // Orientation 6: the first row is at the right.
    expect(await natural(await put(join(dir, 'a.png'), turned))).toEqual({
      shape: [3, 2, 3],
      bytes: grey([40, 10, 50, 20, 60, 30]),
    });
  });

  it('is laid on black where it is transparent', async () => {
    const dir = await temporaryFolder();
    const rgba = await image([200, 100, 50, 255, 200, 100, 50, 0], [1, 2, 4]).png().toBuffer();
    expect(await natural(await put(join(dir, 'a.png'), rgba))).toEqual({ shape: [1, 2, 3], bytes: [200, 100, 50, 0, 0, 0] });
    const greyAlpha = await image([200, 255, 200, 0], [1, 2, 2]).toColourspace('b-w').png().toBuffer();
    expect(await natural(await put(join(dir, 'b.png'), greyAlpha))).toEqual({ shape: [1, 2, 1], bytes: [200, 0] });
  });

  it('is brought from 16 bits to 8', async () => {
    const dir = await temporaryFolder();
    const deep = sharp(Uint16Array.from([0, 65535, 0x8000, 0x0110]), { raw: { width: 4, height: 1, channels: 1 } });
    const path = await put(join(dir, 'a.png'), await deep.toColourspace('grey16').png().toBuffer());
    expect((await sharp(path).metadata()).depth).toBe('ushort');
    expect(await natural(path)).toEqual({ shape: [1, 4, 1], bytes: [0, 255, 0x80, 0x01] });
  });

  it('keeps the values of the file whatever colour profile it names', async () => {
    const dir = await temporaryFolder();
    const wide = await image(rgb, [3, 4, 3]).withIccProfile('p3', { attach: true }).png().toBuffer();
    const stored = await sharp(wide, { ignoreIcc: true }).raw().toBuffer();
    expect((await sharp(wide).metadata()).hasProfile).toBe(true);
    expect((await natural(await put(join(dir, 'a.png'), wide))).bytes).toEqual([...stored]);
  });

  it('is refused when it is cut off, not an image, another format, or not there', async () => {
    const dir = await temporaryFolder();
    const png = await image(numbers(60 * 60 * 3), [60, 60, 3])
      .png()
      .toBuffer();
    const jpeg = await image(numbers(60 * 60 * 3), [60, 60, 3])
      .jpeg()
      .toBuffer();
    const files: Record<string, Uint8Array | string> = {
      'cut.png': png.subarray(0, png.length / 2),
      'cut.jpg': jpeg.subarray(0, jpeg.length / 2),
      'head.png': png.subarray(0, 20),
      'text.png': 'not an image',
      'empty.png': '',
      'drawing.png': '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>',
    };
    const good = await put(join(dir, 'good.png'), png);
    for (const [name, bytes] of Object.entries(files)) {
      const path = await put(join(dir, name), bytes);
      await expect(readImages([good, path], input(8, 8, 3)), name).rejects.toThrow(
        expect.objectContaining({ code: 'invalid-data', argument: path, message: expect.stringContaining(path) }),
      );
    }
    await expect(imageShape(join(dir, 'text.png'))).rejects.toThrow(expect.objectContaining({ code: 'invalid-data' }));
    await expect(imageShape(join(dir, 'none.png'))).rejects.toThrow(
      expect.objectContaining({ code: 'not-found', argument: join(dir, 'none.png') }),
    );
    await expect(imageShape(dir)).rejects.toThrow(expect.objectContaining({ code: 'invalid-data', argument: dir }));
  });

  it('is refused before it is decoded when it has too many pixels', async () => {
    const dir = await temporaryFolder();
    const path = await put(join(dir, 'a.png'), await plain(7, 10, 11));
    expect((await readImages([path], input(2, 2, 1), { maxPixels: 110 })).size).toBe(1);
    await expect(readImages([path], input(2, 2, 1), { maxPixels: 109 })).rejects.toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        message: expect.stringMatching(/a\.png: 11 × 10 pixels, more than the limit of 109/),
      }),
    );
    const large = await sharp({ create: { width: 10_001, height: 10_000, channels: 3, background: 'black' } })
      .png()
      .toBuffer();
    await expect(readImages([await put(join(dir, 'b.png'), large)], input(2, 2, 1))).rejects.toThrow(
      'more than the limit of 100000000',
    );
  });
});

describe('readImages', () => {
  it("keeps the order of the paths, makes them the ids, and resizes as core's own function does", async () => {
    const dir = await temporaryFolder();
    const sizes = Array.from({ length: 20 }, (_, i) => (i % 5 === 0 ? 300 : 5 + i));
    const paths: string[] = [];
    for (const [i, size] of sizes.entries()) {
      paths.push(
        await put(
          join(dir, `${i}.png`),
          await image(numbers(size * size), [size, size, 1])
            .toColourspace('b-w')
            .png()
            .toBuffer(),
        ),
      );
    }
    const spec = input(4, 6, 1);
    const progress: number[] = [];
    const set = await readImages(paths, spec, { onProgress: (done, total) => progress.push(done, total) });
    expect(set).toMatchObject({ size: 20, sampleShape: [4, 6, 1], ids: paths });
    for (const [i, size] of sizes.entries()) {
      expect(set.bytes.subarray(i * 24, (i + 1) * 24)).toEqual(
        resizeImage(Uint8Array.from(numbers(size * size)), [size, size, 1], spec),
      );
    }
    expect(progress).toEqual(sizes.flatMap((_, i) => [i + 1, 20]));
  });

  it("rejects with the signal's reason, and nothing goes on after it", async () => {
    const dir = await temporaryFolder();
    const path = await put(join(dir, 'a.png'), await plain(7, 10, 10));
    const controller = new AbortController();
    let last = 0;
    const onProgress = (done: number): void => {
      last = done;
      if (done === 3) controller.abort(new Error('enough'));
    };
    await expect(
      readImages(Array<string>(50).fill(path), input(4, 4, 1), { signal: controller.signal, onProgress }),
    ).rejects.toThrow('enough');
    const then = last;
    expect(then).toBeLessThan(10);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(last).toBe(then);
  });

  it('stops at the first file that is refused', async () => {
    const dir = await temporaryFolder();
    const [bad, good] = [
      await put(join(dir, 'bad.png'), 'not an image'),
      await put(join(dir, 'good.png'), await plain(7, 10, 10)),
    ];
    const progress: number[] = [];
    const paths = [bad, ...Array<string>(100).fill(good)];
    await expect(readImages(paths, input(4, 4, 1), { onProgress: (done) => progress.push(done) })).rejects.toThrow('bad.png');
    expect(progress.length).toBeLessThan(30);
  });

  it('refuses no paths, a wrong input, and more than memory holds', async () => {
    await expect(readImages([], input(4, 4, 1))).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-data', argument: 'paths' }),
    );
    await expect(readImages(['a.png'], { ...input(4, 4, 1), height: NaN })).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-shape' }),
    );
    await expect(readImages(['a.png'], input(1e8, 1e8, 3))).rejects.toThrow(
      /1 images of 30000000000000000 bytes are more than memory holds/,
    );
  });

  it('says what to install where sharp is not there', async () => {
    vi.doMock('sharp', () => {
      throw new Error("Cannot find package 'sharp'");
    });
    vi.resetModules();
    const { readImages: withoutSharp } = await import('../../src/node/index.ts');
    await expect(withoutSharp(['a.png'], input(4, 4, 1))).rejects.toThrow(
      expect.objectContaining({ code: 'missing-package', message: expect.stringContaining('npm i sharp') }),
    );
    vi.doUnmock('sharp');
  });
});
