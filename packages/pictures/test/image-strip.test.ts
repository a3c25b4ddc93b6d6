import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { imageStrip } from '../src/index.ts';

const BORDER = 2;
const grey = { data: Float32Array.of(0, 0.2, 0.4, 0.6, 0.8, 1, 1.7, -0.3), shape: [2, 2, 2, 1] };
const color = { data: Uint8Array.from({ length: 24 }, (_, i) => 10 * i), shape: [2, 2, 2, 3] };
const rows = [
  { label: 'original', images: grey },
  { label: 'error', images: color },
];

describe('imageStrip', () => {
  it('holds every pixel as given, each as a square, on a transparent ground', async () => {
    const scale = 3;
    const strip = await imageStrip({ rows, scale });
    const { data, info } = await sharp(strip.png).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 20, height: 20, channels: 4 });
    expect(strip).toMatchObject({
      width: 20,
      height: 20,
      columns: 2,
      labels: ['original', 'error'],
      captions: [],
    });
    const cell = 2 * scale + 2 * BORDER;
    for (let y = 0; y < 20; y++) {
      for (let x = 0; x < 20; x++) {
        const [row, column] = [Math.floor(y / cell), Math.floor(x / cell)];
        const [py, px] = [
          Math.floor(((y % cell) - BORDER) / scale),
          Math.floor(((x % cell) - BORDER) / scale),
        ];
        const pixel = Array.from(data.subarray(4 * (20 * y + x), 4 * (20 * y + x) + 4));
        const inside = py >= 0 && py < 2 && px >= 0 && px < 2;
        expect(pixel, `${x}, ${y}`).toEqual(
          inside ? expectedPixel(row, 4 * column + 2 * py + px) : [0, 0, 0, 0],
        );
      }
    }
  });

  it('enlarges small images and leaves large ones', async () => {
    const one = (size: number) =>
      imageStrip({
        rows: [
          { label: 'a', images: { data: new Uint8Array(size * size), shape: [1, size, size, 1] } },
        ],
      });
    expect((await one(28)).width).toBe(84 + 2 * BORDER);
    expect((await one(224)).width).toBe(224 + 2 * BORDER);
  });

  it('is the same file each time', async () => {
    expect((await imageStrip({ rows })).png).toEqual((await imageStrip({ rows })).png);
  });

  it.each([
    ['no rows', { rows: [] }, 'invalid-data'],
    [
      'rows of different sizes',
      { rows: [rows[0], { label: 'b', images: { data: new Uint8Array(4), shape: [1, 2, 2, 1] } }] },
      'invalid-shape',
    ],
    [
      'two channels',
      { rows: [{ label: 'a', images: { data: new Uint8Array(8), shape: [1, 2, 2, 2] } }] },
      'invalid-shape',
    ],
    [
      'a shape that does not fit',
      { rows: [{ label: 'a', images: { data: new Uint8Array(8), shape: [1, 2, 2, 1] } }] },
      'invalid-shape',
    ],
    [
      'NaN',
      {
        rows: [{ label: 'a', images: { data: Float32Array.of(Number.NaN), shape: [1, 1, 1, 1] } }],
      },
      'invalid-data',
    ],
    ['a caption too few', { rows, captions: ['0.1'] }, 'invalid-argument'],
    ['a broken scale', { rows, scale: 1.5 }, 'invalid-argument'],
  ] as [string, Parameters<typeof imageStrip>[0], string][])(
    'refuses %s',
    async (_, options, code) => {
      await expect(imageStrip(options)).rejects.toMatchObject({ code });
    },
  );
});

function expectedPixel(row: number, pixel: number): number[] {
  if (row === 1) return [...color.data.subarray(3 * pixel, 3 * pixel + 3), 255];
  const value = [0, 51, 102, 153, 204, 255, 255, 0][pixel] as number;
  return [value, value, value, 255];
}
