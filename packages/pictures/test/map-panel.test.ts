import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  colorMap,
  encodePanel,
  mapPanel,
  overlay,
  OUTLINE_COLORS,
  type MapPanelOptions,
} from '../src/index.ts';

const BORDER = 3;
const SIZE = 100;
const range = { minimum: 0, maximum: 1 };

/** A grey ramp of 100×100, whose map is 1 in one square and 0 elsewhere. */
const image = {
  data: Uint8Array.from({ length: SIZE * SIZE }, (_, i) => i % SIZE),
  shape: [1, SIZE, SIZE, 1],
};
const inSquare = (x: number, y: number): boolean => x >= 20 && x < 60 && y >= 30 && y < 50;
const map = {
  data: Float32Array.from({ length: SIZE * SIZE }, (_, i) =>
    Number(inSquare(i % SIZE, Math.floor(i / SIZE))),
  ),
  shape: [1, SIZE, SIZE],
};
const options: MapPanelOptions = { image, map, range };
const truth = {
  width: SIZE,
  height: SIZE,
  data: Uint8Array.from({ length: SIZE * SIZE }, (_, i) =>
    Number(i % SIZE >= 80 && Math.floor(i / SIZE) >= 80),
  ),
};

/** Of picture 0, 1 or 2, in pixels of the enlarged picture. */
function pixel(
  { data, width }: { data: Uint8Array; width: number },
  picture: number,
  [x, y]: readonly [number, number],
): number[] {
  const at = 4 * ((y + BORDER) * width + picture * (2 * SIZE + 2 * BORDER) + BORDER + x);
  return [...data.subarray(at, at + 4)];
}

describe('a panel', () => {
  it('has the image, its map and both, each pixel as a square, on a transparent ground', () => {
    const panel = mapPanel(options);
    expect(panel).toMatchObject({
      width: 3 * (200 + 2 * BORDER),
      height: 200 + 2 * BORDER,
      labels: ['image', 'score map', 'map over the image'],
    });
    const [colors, over] = [colorMap(map, range).data, overlay(image, map, range).data];
    for (const [x, y] of [
      [0, 0],
      [25, 35],
      [70, 35],
      [99, 99],
    ] as const) {
      const at = y * SIZE + x;
      for (const place of [
        [2 * x, 2 * y],
        [2 * x + 1, 2 * y + 1],
      ] as const) {
        expect(pixel(panel, 0, place)).toEqual([x, x, x, 255]);
        expect(pixel(panel, 1, place)).toEqual([...colors.subarray(3 * at, 3 * at + 3), 255]);
        expect(pixel(panel, 2, place)).toEqual([...over.subarray(3 * at, 3 * at + 3), 255]);
      }
    }
    expect([...panel.data.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    expect(pixel(panel, 0, [200, 10])).toEqual([0, 0, 0, 0]);
  });

  it('outlines what is above the threshold inside of it, in white and with a dark line', () => {
    const panel = mapPanel({ ...options, threshold: 0.5 });
    for (const picture of [1, 2]) {
      expect(pixel(panel, picture, [40, 80])).toEqual([...OUTLINE_COLORS.found, 255]);
      expect(pixel(panel, picture, [41, 80])).toEqual([0, 0, 0, 255]);
      expect(pixel(panel, picture, [39, 80])).toEqual(pixel(mapPanel(options), picture, [39, 80]));
      expect(pixel(panel, picture, [42, 80])).toEqual(pixel(mapPanel(options), picture, [42, 80]));
    }
    expect(pixel(panel, 0, [40, 80])).toEqual([20, 20, 20, 255]);
  });

  it('outlines the true defect outside of it, in blue', () => {
    const panel = mapPanel({ ...options, threshold: null, truth });
    for (const picture of [1, 2]) {
      expect(pixel(panel, picture, [159, 180])).toEqual([...OUTLINE_COLORS.truth, 255]);
      expect(pixel(panel, picture, [158, 180])).toEqual([0, 0, 0, 255]);
      expect(pixel(panel, picture, [160, 180])).toEqual(
        pixel(mapPanel(options), picture, [160, 180]),
      );
    }
    expect(pixel(panel, 0, [159, 180])).toEqual([79, 79, 79, 255]);
  });

  it('refuses a true defect of another size, and a map', () => {
    expect(() =>
      mapPanel({ ...options, truth: { width: 2, height: 2, data: new Uint8Array(4) } }),
    ).toThrow(expect.objectContaining({ code: 'invalid-shape', argument: 'masks' }));
    expect(() =>
      mapPanel({ ...options, map: { data: new Float32Array(4), shape: [1, 2, 2] } }),
    ).toThrow(expect.objectContaining({ code: 'invalid-shape', argument: 'maps' }));
  });

  it('leaves images that are large enough at their size', () => {
    const large = { data: new Uint8Array(224 * 224), shape: [1, 224, 224, 1] };
    expect(
      mapPanel({
        ...options,
        image: large,
        map: { data: new Float32Array(224 * 224), shape: [1, 224, 224] },
      }).width,
    ).toBe(3 * (224 + 2 * BORDER));
  });

  it('has thicker lines where it is larger', () => {
    const size = 500;
    const whole = { data: new Float32Array(size * size).fill(1), shape: [1, size, size] };
    const { data, width } = mapPanel({
      image: { data: new Uint8Array(size * size), shape: [1, size, size, 1] },
      map: whole,
      range: { minimum: 1, maximum: 9 },
      threshold: 0.5,
    });
    const row = 4 * ((250 + BORDER) * width + size + 3 * BORDER);
    expect([0, 1, 2, 3].map((x) => [...data.subarray(row + 4 * x, row + 4 * x + 3)])).toEqual([
      [255, 255, 255],
      [255, 255, 255],
      [0, 0, 0],
      [0, 0, 4],
    ]);
  });

  it('is a PNG without loss, and a WebP that looks the same', async () => {
    const panel = mapPanel({ ...options, threshold: 0.5, truth });
    const png = await sharp(await encodePanel(panel, 'png'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(png.info).toMatchObject({ width: panel.width, height: panel.height, channels: 4 });
    expect(new Uint8Array(png.data)).toEqual(panel.data);
    expect(await encodePanel(panel, 'png')).toEqual(await encodePanel(panel, 'png'));
    const webp = await sharp(await encodePanel(panel, 'webp'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(webp.info).toMatchObject({ width: panel.width, height: panel.height, channels: 4 });
    const differences = panel.data.map((value, i) => Math.abs(value - (webp.data[i] as number)));
    expect(differences.reduce((sum, value) => sum + value, 0) / differences.length).toBeLessThan(3);
  });
});
