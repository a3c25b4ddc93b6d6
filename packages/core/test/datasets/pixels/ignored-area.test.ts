import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng, type InputSpec } from '../../../src/index.ts';
import { ignoredArea, ignoredPixels, resizeImage } from '../../../src/datasets/index.ts';
import { imageRange, images, meanLevel } from '../../../src/node/index.ts';

const masks = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, height }) =>
    fc
      .uint8Array({ min: 0, max: 1, minLength: width * height, maxLength: width * height })
      .map((data) => ({ width, height, data })),
  )
  .filter(({ data }) => data.includes(0) && data.includes(1));
const error = (message: RegExp, code: string): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string });

describe('an area to ignore', () => {
  it('is its mask, at its own size', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const area = ignoredArea(mask, 7);
        expect(area.runs.reduce((sum, run) => sum + run, 0)).toBe(mask.data.length);
        expect(ignoredPixels(area, mask)).toEqual(mask.data);
      }),
    );
  });

  it('is stretched to another size: a pixel is ignored where its middle lies in it', () => {
    const area = ignoredArea({ width: 3, height: 1, data: Uint8Array.of(0, 1, 0) }, 0);
    expect([...ignoredPixels(area, { width: 6, height: 2 })]).toEqual([
      ...[0, 0, 1, 1, 0, 0],
      ...[0, 0, 1, 1, 0, 0],
    ]);
    expect([...ignoredPixels(area, { width: 2, height: 1 })]).toEqual([0, 0]);
    expect([...ignoredPixels(area, { width: 1, height: 1 })]).toEqual([1]);
  });

  it('counts in nothing that an image is brought to, in every channel and size', () => {
    fc.assert(
      fc.property(
        masks,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(1 as const, 3 as const),
        fc.constantFrom(1 as const, 3 as const),
        fc.constantFrom('area' as const, 'bilinear' as const),
        (mask, height, width, own, channels, resize) => {
          const rng = createRng(mask.data.length);
          const input: InputSpec = {
            ...{ height, width, channels, resize },
            ignore: ignoredArea(mask, 99),
          };
          const shape = [mask.height, mask.width, own] as const;
          const a = Uint8Array.from({ length: own * mask.data.length }, () => 256 * rng.uniform());
          const b = a.map((value, i) =>
            mask.data[Math.floor(i / own)] === 1 ? Math.floor(256 * rng.uniform()) : value,
          );
          const before = b.slice();
          const resized = resizeImage(b, shape, input);
          expect(b).toEqual(before);
          expect(resized).toEqual(resizeImage(a, shape, input));
        },
      ),
    );
  });

  it('is filled with a level of grey, and the rest is as it was', () => {
    const ignore = ignoredArea({ width: 2, height: 1, data: Uint8Array.of(0, 1) }, 9);
    const input = { height: 1, width: 2, channels: 3, resize: 'area', ignore } as const;
    expect([...resizeImage(Uint8Array.of(1, 2, 3, 4, 5, 6), [1, 2, 3], input)]).toEqual([
      ...[1, 2, 3],
      ...[9, 9, 9],
    ]);
  });

  it.each([
    ['nothing', Uint8Array.of(0, 0), /ignores nothing/],
    ['everything', Uint8Array.of(1, 1), /ignores the whole image/],
  ])('does not ignore %s', (_, data, message) => {
    expect(() => ignoredArea({ width: 2, height: 1, data }, 0)).toThrow(
      error(message, 'invalid-data'),
    );
  });

  it('is no noise', () => {
    const data = Uint8Array.from({ length: 200_002 }, (_, i) => i % 2);
    expect(() => ignoredArea({ width: 200_002, height: 1, data }, 0)).toThrow(
      error(/too many small parts/, 'invalid-data'),
    );
  });

  it.each([
    ['too few pixels', { runs: [1] }],
    ['a run of none', { runs: [1, 0, 1] }],
    ['half a pixel', { runs: [0.5, 1.5] }],
    ['a level that is no byte', { fill: 256 }],
    ['no width', { width: 0, runs: [] }],
  ])('is refused with %s', (_, more) => {
    const ignore = { width: 2, height: 1, runs: [1, 1], fill: 0, ...more };
    expect(() =>
      resizeImage(Uint8Array.of(1, 2), [1, 2, 1], {
        ...{ height: 1, width: 2, channels: 1, resize: 'area', ignore },
      }),
    ).toThrow(error(/Invalid area to ignore/, 'invalid-argument'));
  });
});

describe('what is not ignored', () => {
  const ignore = ignoredArea({ width: 3, height: 1, data: Uint8Array.of(0, 1, 0) }, 0);
  const grey = (...data: number[]) => ({
    ...{ data: Uint8Array.from(data), width: 3, height: 1, channels: 1 as const },
  });
  const deep = (...data: number[]) => ({
    ...{ data: Uint16Array.from(data), width: 3, height: 1, channels: 1 as const },
  });

  it('gives the mean level', async () => {
    const sources = [grey(10, 255, 20), grey(30, 0, 41)];
    expect(await meanLevel(sources, { ignore })).toBe(25);
    expect(await meanLevel(sources)).toBe(59);
  });

  it('gives the range of 16-bit values', async () => {
    const sources = [deep(100, 60_000, 200), deep(300, 0, 250)];
    expect(await imageRange(sources, { ignore })).toEqual({ minimum: 100, maximum: 300 });
    expect(await imageRange(sources)).toEqual({ minimum: 0, maximum: 60_000 });
  });

  it('is what images are read as', async () => {
    const input = { height: 1, width: 3, channels: 1, resize: 'area', ignore } as const;
    expect([...(await images([grey(1, 2, 3)], input)).bytes]).toEqual([1, 0, 3]);
  });
});
