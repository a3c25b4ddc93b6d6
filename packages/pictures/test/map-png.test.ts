import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { colorMap, mapPng, maskPng } from '../src/index.ts';

/** Two rows of three. */
const map = { data: Float32Array.of(0, 1, 2, 3, 4, 5), shape: [2, 3] };

async function decode(png: Uint8Array) {
  const { format, channels, depth } = await sharp(png).metadata();
  // Grey would be decoded to RGB.
  const { data, info } = await sharp(png)
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: [...data], file: { format, channels, depth, size: [info.height, info.width] } };
}
/** What `colorMap` makes of these values. */
const colorsOf = (values: readonly number[], minimum: number, maximum: number) => [
  ...colorMap(
    { data: Float32Array.from(values), shape: [1, 1, values.length] },
    { minimum, maximum },
  ).data,
];

describe('a PNG of a map', () => {
  it('has the colours of pages, from its own lowest to its highest score', async () => {
    const { pixels, file } = await decode(await mapPng(map));
    expect(file).toEqual({ format: 'png', channels: 3, depth: 'uchar', size: [2, 3] });
    expect(pixels).toEqual(colorsOf([0, 1, 2, 3, 4, 5], 0, 5));
    // Inferno's first and last colour, of Matplotlib.
    expect(pixels.slice(0, 3)).toEqual([0, 0, 4]);
    expect(pixels.slice(-3)).toEqual([252, 255, 164]);
  });

  it('has one range with others where it is given', async () => {
    const { pixels } = await decode(await mapPng(map, { range: { minimum: 1, maximum: 9 } }));
    expect(pixels).toEqual(colorsOf([0, 1, 2, 3, 4, 5], 1, 9));
  });

  it('is as large as asked, without smoothing', async () => {
    const larger = await decode(await mapPng(map, { size: [4, 5] }));
    expect(larger.file.size).toEqual([4, 5]);
    const rows = [
      [0, 0, 1, 2, 2],
      [3, 3, 4, 5, 5],
    ] as const;
    expect(larger.pixels).toEqual(colorsOf([...rows[0], ...rows[0], ...rows[1], ...rows[1]], 0, 5));
    // The range is still the whole map's.
    expect((await decode(await mapPng(map, { size: [1, 1] }))).pixels).toEqual(colorsOf([4], 0, 5));
  });

  it('is the same of a map as a detector gives it of one image, and each time', async () => {
    const png = await mapPng(map);
    expect(await mapPng({ data: map.data, shape: [1, 2, 3] })).toEqual(png);
    expect(await mapPng(map)).toEqual(png);
  });

  it.each([[[0, 3]], [[2.5, 3]], [[2, Number.NaN]], [[4]]])('refuses the size %j', (size) =>
    expect(mapPng(map, { size: size as unknown as [number, number] })).rejects.toMatchObject({
      code: 'invalid-argument',
      argument: 'size',
    }),
  );

  it.each([
    [{ minimum: 1, maximum: 0 }, 'invalid-argument'],
    [{ minimum: 0, maximum: Infinity }, 'invalid-data'],
  ])('refuses the range %j', (range, code) =>
    expect(mapPng(map, { range })).rejects.toMatchObject({ code, argument: 'range' }),
  );
});

describe('a PNG of a mask', () => {
  it('is white where the score is above the threshold, and black where it equals it', async () => {
    const { pixels, file } = await decode(await maskPng(map, { threshold: 3 }));
    expect(file).toEqual({ format: 'png', channels: 1, depth: 'uchar', size: [2, 3] });
    expect(pixels).toEqual([0, 0, 0, 0, 255, 255]);
  });

  it('is black where nothing is found', async () => {
    const png = await maskPng({ data: map.data, shape: [1, 2, 3] }, { threshold: Infinity });
    expect(new Set((await decode(png)).pixels)).toEqual(new Set([0]));
  });

  it.each([
    ['NaN', { threshold: Number.NaN }],
    ['a text', { threshold: '3' }],
    ['none', {}],
    ['no options', undefined],
  ])('refuses %s as a threshold', (_, options) =>
    expect(maskPng(map, options as never)).rejects.toMatchObject({
      code: 'invalid-argument',
      argument: 'threshold',
      message: expect.stringMatching(
        /threshold of pixels: expected a number\. Received: /,
      ) as string,
    }),
  );
});

describe.each([
  ['mapPng', mapPng],
  ['maskPng', (maps: typeof map) => maskPng(maps, { threshold: 0 })],
])('%s', (_, draw) => {
  it.each([
    ['several maps', [2, 2, 3]],
    ['four axes', [1, 1, 2, 3]],
    ['another number of values', [3, 3]],
    ['a list', [6]],
    ['a channel', [2, 3, 1]],
    ['sides that are not whole', [0.5, 12]],
    ['sides below 0', [-2, -3]],
  ])('refuses %s', (__, shape) =>
    expect(draw({ data: map.data, shape })).rejects.toMatchObject({
      code: 'invalid-shape',
      argument: 'map',
    }),
  );

  it('refuses a map without pixels', () =>
    expect(draw({ data: new Float32Array(0), shape: [0, 3] })).rejects.toThrow(
      'Invalid map: expected one map, [height, width] or [1, height, width], and as many values. ' +
        'Received shape [0, 3] and 0 values.',
    ));

  it.each([Number.NaN, Infinity])('refuses a score of %d', (score) =>
    expect(draw({ data: Float32Array.of(0, score), shape: [1, 2] })).rejects.toThrow(
      `Invalid map: expected finite numbers. Received ${score} at position 1.`,
    ),
  );
});
