import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import type { InputSpec, SampleShape } from '@oneclass/core';
import { resizeImage } from '@oneclass/core/datasets';
import { imageShape, images, type ImageSource } from '@oneclass/core/node';
import { image, plain, put, temporaryFolder } from '../temporary-folder.ts';
import { claimingJpeg, claimingPng, claimingWebp, losslessWebp } from './claiming-header.ts';

const input = (height: number, width: number, channels: 1 | 3): InputSpec => ({
  height,
  width,
  channels,
  resize: 'area',
});
const numbers = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => (i * 37) % 256);

/** Shape and pixels of a file read at its natural shape. */
async function natural(path: string): Promise<{ shape: SampleShape; bytes: number[] }> {
  const shape = await imageShape(path);
  const { bytes } = await images([path], input(shape[0], shape[1], shape[2] as 1 | 3));
  return { shape, bytes: [...bytes] };
}

describe('an image file', () => {
  const rgb = numbers(3 * 4 * 3);

  it('is read to the byte from a lossless format', async () => {
    const dir = await temporaryFolder();
    const png = await put(join(dir, 'a.png'), await image(rgb, [3, 4, 3]).png().toBuffer());
    const webp = await put(
      join(dir, 'a.webp'),
      await image(rgb, [3, 4, 3]).webp({ lossless: true }).toBuffer(),
    );
    const grey = await put(
      join(dir, 'g.png'),
      await image(numbers(12), [3, 4, 1]).toColourspace('b-w').png().toBuffer(),
    );
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

  it('keeps the values of the file whatever colour profile it names', async () => {
    const dir = await temporaryFolder();
    const wide = await image(rgb, [3, 4, 3])
      .withIccProfile('p3', { attach: true })
      .png()
      .toBuffer();
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
      'drawing.png':
        '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" ' +
        'height="8"/></svg>',
    };
    const good = await put(join(dir, 'good.png'), png);
    for (const [name, bytes] of Object.entries(files)) {
      const path = await put(join(dir, name), bytes);
      await expect(images([good, path], input(8, 8, 3)), name).rejects.toThrow(
        expect.objectContaining({
          code: 'invalid-data',
          argument: path,
          message: expect.stringContaining(path),
        }),
      );
    }
    await expect(imageShape(join(dir, 'text.png'))).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-data' }),
    );
    await expect(imageShape(join(dir, 'none.png'))).rejects.toThrow(
      expect.objectContaining({ code: 'not-found', argument: join(dir, 'none.png') }),
    );
    await expect(imageShape(dir)).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-data', argument: dir }),
    );
  });

  it('is refused before it is decoded when it has too many pixels', async () => {
    const dir = await temporaryFolder();
    const path = await put(join(dir, 'a.png'), await plain(7, 10, 11));
    expect((await images([path], input(2, 2, 1), { maxPixels: 110 })).size).toBe(1);
    await expect(images([path], input(2, 2, 1), { maxPixels: 109 })).rejects.toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        message: expect.stringMatching(/a\.png: 11 × 10 pixels, more than the limit of 109/),
      }),
    );
    expect((await images([path], undefined, { maxPixels: 110 })).size).toBe(1);
    await expect(images([path], undefined, { maxPixels: 109 })).rejects.toThrow(
      'more than the limit of 109',
    );
    await expect(images([path], undefined, { maxPixels: NaN })).rejects.toThrow(
      'more than the limit of NaN',
    );
  });

  it('is refused when its header claims too much, and not decoded', async () => {
    const claims = [
      claimingPng(100_000, 100_000),
      await claimingJpeg(65_500, 65_500),
      claimingWebp(16_000, 16_000),
      losslessWebp(16_383, 16_383),
    ];
    const before = process.memoryUsage().rss;
    for (const bytes of claims) {
      for (const spec of [undefined, input(2, 2, 1)]) {
        await expect(images([bytes], spec)).rejects.toThrow(
          expect.objectContaining({
            code: 'invalid-data',
            message: expect.stringMatching(
              /\d{5,} × \d{3,} pixels, more than the limit of 100000000/,
            ),
          }),
        );
      }
      await expect(imageShape(bytes)).rejects.toThrow('more than the limit');
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
  });
});

describe('images', () => {
  it('takes files, their contents, ImageData and raw pixels, mixed', async () => {
    const dir = await temporaryFolder();
    const png = await image([200, 100, 50, 255, 200, 100, 51, 127, 3, 2, 1, 0], [1, 3, 4])
      .png()
      .toBuffer();
    const path = await put(join(dir, 'a.png'), png);
    const rgba = [200, 100, 50, 255, 200, 100, 51, 127, 3, 2, 1, 0];
    const shown = [200, 100, 50, 100, 50, 25, 0, 0, 0];
    const imageData = {
      data: Uint8ClampedArray.from(rgba),
      width: 3,
      height: 1,
      colorSpace: 'srgb',
    };
    const set = await images([
      path,
      png,
      new Uint8Array(png),
      imageData,
      { data: Uint8Array.from(shown), width: 3, height: 1, channels: 3 },
      { data: Uint8ClampedArray.from(shown), width: 3, height: 1, channels: 3 },
    ]);
    expect(set.ids).toEqual([path, '1', '2', '3', '4', '5']);
    expect([...set.bytes]).toEqual(Array(6).fill(shown).flat());
    expect([...imageData.data]).toEqual(rgba);
    const grey = await images([{ data: Uint8Array.of(9, 8), width: 1, height: 2, channels: 1 }]);
    expect([grey.sampleShape, [...grey.bytes]]).toEqual([
      [2, 1, 1],
      [9, 8],
    ]);
  });

  it('copies pixels, which stay the caller’s', async () => {
    const data = Uint8Array.of(1, 2, 3, 4);
    const set = await images([{ data, width: 2, height: 2, channels: 1 }]);
    data.fill(0);
    expect([...set.bytes]).toEqual([1, 2, 3, 4]);
  });

  it('without an input takes the shape of the first, and names an image of another', async () => {
    const [a, b, turned] = [await plain(7, 3, 4), await plain(9, 4, 3), await plain(7, 3, 4)];
    expect(await images([a, turned])).toMatchObject({ sampleShape: [3, 4, 1] });
    await expect(images([a, turned, b])).rejects.toThrow(
      expect.objectContaining({
        code: 'invalid-shape',
        argument: 'sources[2]',
        message: expect.stringMatching(
          /^sources\[2\]: \[4, 3, 1\], but the first image is \[3, 4, 1\].*Give input/,
        ),
      }),
    );
    const colour = { data: new Uint8Array(36), width: 4, height: 3, channels: 3 as const };
    await expect(images([a, colour])).rejects.toThrow(/sources\[1\]: \[3, 4, 3\]/);
    expect((await images([a, b, colour], input(2, 2, 1))).size).toBe(3);
  });

  it.each<[string, unknown, string, RegExp]>([
    ['a number', 5, 'invalid-argument', /^sources\[1\]: expected a path.*Received: Number/],
    ['nothing', undefined, 'invalid-argument', /Received: undefined/],
    ['null', null, 'invalid-argument', /Received: null/],
    ['an object of no class', Object.create(null), 'invalid-argument', /Received: object/],
    ['a URL', new URL('file:///a.png'), 'invalid-argument', /Received: URL/],
    ['an ArrayBuffer', new ArrayBuffer(8), 'invalid-argument', /Received: ArrayBuffer/],
    [
      'floats',
      { data: new Float32Array(4), width: 1, height: 1 },
      'invalid-argument',
      /as Uint8Array or Uint8ClampedArray.*Uint16Array.*Received: Float32Array/,
    ],
    [
      '16 bits',
      { data: new Uint16Array(4), width: 1, height: 1 },
      'invalid-data',
      /has 16 bits a value, and the input has no range/,
    ],
    ['no data', { data: null, width: 1, height: 1 }, 'invalid-argument', /Received: null/],
    [
      'too little data',
      { data: new Uint8Array(3), width: 1, height: 1 },
      'invalid-data',
      /Received: 3 values, 1 × 1 × 4/,
    ],
    ['no width', { data: new Uint8Array(4), height: 1 }, 'invalid-data', /undefined × 1 × 4/],
    [
      'no pixels',
      { data: new Uint8Array(0), width: 0, height: 0 },
      'invalid-data',
      /width and height 1 or more/,
    ],
    [
      '2 channels',
      { data: new Uint8Array(2), width: 1, height: 1, channels: 2 },
      'invalid-data',
      /channels 1, 3 or 4/,
    ],
    [
      'a method of Object',
      { data: new Uint8Array(2), width: 1, height: 1, channels: 'toString' },
      'invalid-data',
      /× toString/,
    ],
  ])('names the position of %s among the sources', async (_, wrong, code, message) => {
    const good = await plain(7, 2, 2);
    for (const shape of [undefined, input(2, 2, 1)]) {
      await expect(images([good, wrong as ImageSource], shape)).rejects.toThrow(
        expect.objectContaining({
          code,
          argument: 'sources[1]',
          message: expect.stringMatching(message),
        }),
      );
    }
    await expect(images([wrong as ImageSource])).rejects.toThrow(
      expect.objectContaining({ code, argument: 'sources[0]' }),
    );
  });

  it('refuses one image that is not in a list', async () => {
    await expect(images('a.png' as unknown as string[])).rejects.toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringContaining('images([image])'),
      }),
    );
  });

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
    const set = await images(paths, spec, {
      onProgress: (done, total) => progress.push(done, total),
    });
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
      images(Array<string>(50).fill(path), input(4, 4, 1), {
        signal: controller.signal,
        onProgress,
      }),
    ).rejects.toThrow('enough');
    const then = last;
    // Each worker ends what it has begun.
    expect(then).toBeLessThan(25);
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
    await expect(
      images(paths, input(4, 4, 1), { onProgress: (done) => progress.push(done) }),
    ).rejects.toThrow('bad.png');
    expect(progress.length).toBeLessThan(30);
  });

  it('refuses no paths, a wrong input, and more than memory holds', async () => {
    await expect(images([], input(4, 4, 1))).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-data', argument: 'sources' }),
    );
    await expect(images(['a.png'], { ...input(4, 4, 1), height: NaN })).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-shape' }),
    );
    await expect(images(['a.png'], input(1e8, 1e8, 3))).rejects.toThrow(
      /1 images of 30000000000000000 bytes are more than memory holds/,
    );
  });

  it('says what to install where sharp is not there', async () => {
    vi.doMock('sharp', () => {
      throw new Error("Cannot find package 'sharp'");
    });
    vi.resetModules();
    const { images: withoutSharp } = await import('../../../src/node/index.ts');
    await expect(withoutSharp([await plain(7, 2, 2)], input(4, 4, 1))).rejects.toThrow(
      expect.objectContaining({
        code: 'missing-package',
        message: expect.stringContaining('npm i sharp'),
      }),
    );
    vi.doUnmock('sharp');
  });
});
