import { describe, expect, it } from 'vitest';
import { colorMap, overlay } from '../src/index.ts';

const range = { minimum: 0, maximum: 4 };

describe('a map over its image', () => {
  it('leaves the image in grey where the score is low, and has the colour of the map where it is high', () => {
    const images = {
      data: Uint8Array.of(200, 100, 50, 200, 100, 50, 200, 100, 50),
      shape: [1, 1, 3, 3],
    };
    const maps = { data: Float32Array.of(0, 2, 4), shape: [1, 1, 3] };
    // 0.299 · 200 + 0.587 · 100 + 0.114 · 50 = 124.2; of the colours of 0, 128 and 255 none, 42.5 %
    // and 85 %.
    const grey = 124.2;
    const colors = colorMap(maps, range).data;
    const mixed = [...colors].map((color, i) =>
      Math.round(
        (1 - [0, 0.425, 0.85][Math.floor(i / 3)]!) * grey +
          [0, 0.425, 0.85][Math.floor(i / 3)]! * color,
      ),
    );
    expect([...overlay(images, maps, range).data]).toEqual(mixed);
    expect(mixed.slice(0, 3)).toEqual([124, 124, 124]);
    expect(mixed.slice(6)).toEqual([233, 235, 158]);
  });

  it('takes grey images, floats and scores beyond the scale', () => {
    const images = { data: Float32Array.of(0.5, 0.5), shape: [2, 1, 1, 1] };
    const { data, shape } = overlay(
      images,
      { data: Float32Array.of(-7, 99), shape: [2, 1, 1] },
      range,
    );
    expect({ shape, first: [...data.subarray(0, 3)], second: [...data.subarray(3)] }).toEqual({
      shape: [2, 1, 1, 3],
      first: [128, 128, 128],
      second: [233, 236, 159],
    });
    expect([...images.data]).toEqual([0.5, 0.5]);
  });

  it('is the image alone on a scale of one value', () => {
    const maps = { data: Float32Array.of(3), shape: [1, 1, 1] };
    expect([
      ...overlay({ data: Uint8Array.of(9), shape: [1, 1, 1, 1] }, maps, { minimum: 3, maximum: 3 })
        .data,
    ]).toEqual([9, 9, 9]);
  });

  it('refuses maps of another size', () => {
    const image = { data: new Uint8Array(4), shape: [1, 2, 2, 1] };
    for (const shape of [
      [1, 4, 1],
      [1, 2, 2, 1],
    ]) {
      expect(() => overlay(image, { data: new Float32Array(4), shape }, range)).toThrow(
        expect.objectContaining({
          code: 'invalid-shape',
          message: expect.stringContaining('expected [1, 2, 2]') as string,
        }),
      );
    }
  });
});
