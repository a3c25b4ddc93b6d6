import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InputSpec } from '@oneclass/core';
import { pixelRange, pixelSet, resizeImages, type ImageFacts } from '@oneclass/core/datasets';
import { imageRange, images } from '@oneclass/core/node';
import { plain, put, temporaryFolder } from '../temporary-folder.ts';
import { tiff } from './tiff-file.ts';

const deep = (...values: number[]): Buffer =>
  tiff({
    ...{ width: values.length, height: 1, bits: 16 },
    pixels: new Uint8Array(Uint16Array.from(values).buffer),
  });
const frame = (...values: number[]) => ({
  ...{ data: Uint16Array.from(values), width: values.length, height: 1 },
  channels: 1 as const,
});
const input = (minimum: number, maximum: number, width = 4): InputSpec => ({
  ...{ height: 1, width, channels: 1, resize: 'area' },
  range: { minimum, maximum },
});
const refused = (message: RegExp): unknown =>
  expect.objectContaining({ code: 'invalid-data', message: expect.stringMatching(message) });

describe('the range of 16-bit images', () => {
  it('is that of all of them, and of all channels', async () => {
    const colours = {
      data: Uint16Array.of(900, 40, 2000),
      width: 1,
      height: 1,
      channels: 3,
    } as const;
    const sources = [deep(500, 700), frame(600, 800), colours];
    const progress: number[] = [];
    const onProgress = (done: number): number => progress.push(done);
    expect(await imageRange(sources, { onProgress })).toEqual({ minimum: 40, maximum: 2000 });
    expect(progress).toEqual([1, 2, 3]);
    expect(pixelRange([frame(600, 800), colours])).toEqual({ minimum: 40, maximum: 2000 });
  });

  it('is of what is shown: on black where an image is transparent', () => {
    const data = Uint16Array.of(800, 900, 1000, 0xffff, 800, 900, 1000, 0);
    expect(pixelRange([{ data, width: 2, height: 1 }])).toEqual({ minimum: 0, maximum: 1000 });
  });

  it('is none of images of 8 bits, of which no more than a header is read', async () => {
    const png = await plain(7, 30, 30);
    expect(await imageRange([png])).toBeUndefined();
    expect(await imageRange([png.subarray(0, -20)])).toBeUndefined();
    const bytes = { data: Uint8Array.of(1, 2), width: 2, height: 1, channels: 1 } as const;
    expect(await imageRange([bytes])).toBeUndefined();
    expect(pixelRange([bytes])).toBeUndefined();
  });

  it('is refused where some have 8 bits, naming one of each', async () => {
    const dir = await temporaryFolder();
    const [a, b] = [
      await put(join(dir, 'a.tif'), deep(1, 2)),
      await put(join(dir, 'b.png'), await plain(7, 1, 1)),
    ];
    await expect(imageRange([a, b])).rejects.toThrow(
      refused(/b\.png has 8 bits a value, and .*a\.tif 16: .*Expected one depth/),
    );
    const bytes = { data: Uint8Array.of(1, 2), width: 2, height: 1, channels: 1 } as const;
    expect(() => pixelRange([bytes, frame(1)])).toThrow(refused(/sources\[0\] has 8.*\[1\] 16/));
  });

  it('is of one image at least, and stops when it is told to', async () => {
    await expect(imageRange([])).rejects.toThrow(refused(/at least one/));
    expect(() => pixelRange([])).toThrow(refused(/at least one/));
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(imageRange([deep(1, 2)], { signal })).rejects.toThrow('enough');
    await expect(imageRange([deep(1, 2)], { maxPixels: 1 })).rejects.toThrow('the limit of 1');
  });
});

describe('images over a range', () => {
  const values = [999, 1000, 1006, 1021];

  it('clip what is beyond it, and say of which share of their pixels they did', async () => {
    const facts: ImageFacts[] = [];
    const onImage = (image: ImageFacts): number => facts.push(image);
    const set = await images([deep(...values), frame(...values)], input(1000, 1020), { onImage });
    // 6 of 20 levels are 76.5 of 255.
    expect([...set.bytes]).toEqual([0, 0, 77, 255, 0, 0, 77, 255]);
    expect(facts.map(({ clipped, bits, pages }) => [clipped, bits, pages])).toEqual([
      [0.5, 16, 1],
      [0.5, 16, 1],
    ]);
    facts.length = 0;
    expect((await pixelSet([frame(...values)], input(1000, 1020), { onImage })).bytes).toEqual(
      set.bytes.subarray(0, 4),
    );
    expect(facts).toEqual([
      { position: 0, name: 'sources[0]', shape: [1, 4, 1], bits: 16, clipped: 0.5, pages: 1 },
    ]);
  });

  it('count a pixel once, however many of its channels are beyond', async () => {
    const data = Uint16Array.of(1, 500, 2000, 500, 500, 500);
    const colours = { data, width: 2, height: 1, channels: 3 } as const;
    const facts: ImageFacts[] = [];
    const spec = { ...input(100, 1000, 2), channels: 3 } as const;
    await pixelSet([colours], spec, { onImage: (image) => facts.push(image) });
    expect(facts.map(({ clipped }) => clipped)).toEqual([0.5]);
  });

  it('clip before they are resized, so that one hot pixel is one pixel', async () => {
    const hot = await images([deep(1000, 1000, 1000, 65535)], input(1000, 1020, 1));
    expect([...hot.bytes]).toEqual([64]);
  });

  it('use the whole of 16 bits', async () => {
    const set = await images([deep(0, 32768, 65534, 65535)], input(0, 65535));
    expect([...set.bytes]).toEqual([0, 128, 255, 255]);
  });

  it('of one value are black there, and white above it', async () => {
    const facts: ImageFacts[] = [];
    const onImage = (image: ImageFacts): number => facts.push(image);
    const set = await images([deep(0, 7, 8, 65535)], input(7, 7), { onImage });
    expect([...set.bytes]).toEqual([0, 0, 255, 255]);
    expect(facts.map(({ clipped }) => clipped)).toEqual([0.75]);
  });

  it('are refused where they have 8 bits, whatever they are', async () => {
    const message = /has 8 bits a value\. Expected 16, as the images had whose values, 1 to 9/;
    await expect(images([await plain(7, 1, 4)], input(1, 9))).rejects.toThrow(refused(message));
    const bytes = { data: new Uint8Array(4), width: 4, height: 1, channels: 1 } as const;
    await expect(images([bytes], input(1, 9))).rejects.toThrow(refused(message));
    await expect(pixelSet([bytes], input(1, 9))).rejects.toThrow(
      refused(/^sources\[0\]: has 8 bits/),
    );
    const set = await images([bytes]);
    expect(() => resizeImages(set, input(1, 9))).toThrow(refused(/The set of images: has 8 bits/));
  });

  it.each([
    [0.5, 9],
    [-1, 9],
    [9, 8],
    [0, 65536],
    [0, NaN],
    [undefined as unknown as number, 9],
  ])('are refused with a range of %s to %s', async (minimum, maximum) => {
    await expect(images([deep(1)], input(minimum, maximum))).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'range' }),
    );
  });
});

describe('images without a range', () => {
  it('of files have the upper 8 of 16 bits, and say so; of pixels they are refused', async () => {
    const facts: ImageFacts[] = [];
    const onImage = (image: ImageFacts): number => facts.push(image);
    const { range: _, ...plainInput } = input(0, 1);
    const set = await images([deep(255, 256, 4095, 65535)], plainInput, { onImage });
    expect([...set.bytes]).toEqual([0, 1, 15, 255]);
    expect(facts.map(({ bits, clipped }) => [bits, clipped])).toEqual([[16, 0]]);
    const message = /^sources\[0\]: has 16 bits a value/;
    await expect(images([frame(1, 2, 3, 4)], plainInput)).rejects.toThrow(refused(message));
    await expect(pixelSet([frame(1, 2, 3, 4)], plainInput)).rejects.toThrow(refused(message));
  });
});
