import { describe, expect, it } from 'vitest';
import { colorMap, rangeOf } from '../src/index.ts';

const map = (...values: number[]) => ({
  data: Float32Array.from(values),
  shape: [1, 1, values.length],
});
const colors = (data: Uint8Array | Float32Array) =>
  Array.from({ length: data.length / 3 }, (_, i) => Array.from(data.subarray(3 * i, 3 * i + 3)));

describe('colorMap', () => {
  // [round(255 * x) for x in matplotlib.colormaps['inferno'](i)[:3]] of Matplotlib 3.11.2, i = 0,
  // 64, 128, 192, 255.
  it("is Matplotlib's inferno", () => {
    const { data, shape } = colorMap(map(0, 64, 128, 192, 255));
    expect(shape).toEqual([1, 1, 5, 3]);
    expect(data).toBeInstanceOf(Uint8Array);
    expect(colors(data)).toEqual([
      [0, 0, 4],
      [87, 16, 110],
      [188, 55, 84],
      [249, 142, 9],
      [252, 255, 164],
    ]);
  });

  it('has one scale for all maps', () => {
    const { data } = colorMap({ data: Float32Array.of(0, 1, 0, 255), shape: [2, 1, 2, 1] });
    expect(colors(data)[1]).not.toEqual([252, 255, 164]);
    expect(colors(data)[3]).toEqual([252, 255, 164]);
  });

  it('clips to a given range', () => {
    expect(colors(colorMap(map(-9, 0, 1, 9), { minimum: 0, maximum: 1 }).data)).toEqual([
      [0, 0, 4],
      [0, 0, 4],
      [252, 255, 164],
      [252, 255, 164],
    ]);
  });

  it('is black for a constant', () => {
    expect(colors(colorMap(map(3, 3)).data)).toEqual([
      [0, 0, 4],
      [0, 0, 4],
    ]);
  });

  it.each([
    ['three channels', { data: new Float32Array(6), shape: [1, 1, 2, 3] }, 'invalid-shape'],
    ['a single map without n', { data: new Float32Array(6), shape: [2, 3] }, 'invalid-shape'],
    ['a shape of another size', { data: new Float32Array(6), shape: [1, 2, 2] }, 'invalid-shape'],
    ['NaN', map(0, Number.NaN), 'invalid-data'],
  ])('refuses %s', (_, maps, code) =>
    expect(() => colorMap(maps)).toThrow(expect.objectContaining({ code })),
  );

  it('refuses a range upside down', () => {
    expect(() => colorMap(map(0, 1), { minimum: 1, maximum: 0 })).toThrow(
      'expected minimum ≤ maximum. Received 1 and 0.',
    );
  });
});

it('finds the range of many values', () => {
  const values = new Float32Array(300_000).fill(0.5);
  values[7] = -1;
  values[299_999] = 2;
  expect(rangeOf(values)).toEqual({ minimum: -1, maximum: 2 });
});
