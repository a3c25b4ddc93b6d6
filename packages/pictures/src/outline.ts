import { OneClassError, type Mask } from '@oneclass/core';
import { toRgb, type Images } from './images.ts';

export type Rgb = readonly [red: number, green: number, blue: number];

export interface OutlineOptions {
  /** Bytes. */
  readonly color: Rgb;
  /** Pixels; 1 when absent. */
  readonly thickness?: number;
  /**
   * Of the region's edge: two outlines of one region, one inside and one outside, are both seen.
   * Inside when absent, where it is closed along the image's edge too.
   */
  readonly side?: 'inside' | 'outside';
}

/**
 * Images with the outlines of masks drawn on them.
 *
 * @param images `[n, height, width, 1 or 3]`
 * @param masks one an image, of its size; undefined leaves it as it is
 * @returns bytes, `[n, height, width, 3]`; nothing given is changed
 * @throws OneClassError `invalid-shape` for sizes that don't fit, `invalid-argument` for another
 *   number of masks
 */
export function drawOutlines(
  images: Images,
  masks: readonly (Mask | undefined)[],
  { color, thickness = 1, side = 'inside' }: OutlineOptions,
): Images {
  const drawn = toRgb(images);
  const [n = 0, height = 0, width = 0] = drawn.shape;
  requireMasks(masks, { n, height, width });
  masks.forEach((mask, i) => {
    if (mask)
      paint(
        drawn.data.subarray(3 * i * height * width),
        outlineOf(mask, { thickness, side }),
        color,
      );
  });
  return drawn;
}

/** `color` wherever the line is 1. @param target RGB bytes, changed */
export function paint(target: Uint8Array, line: Uint8Array, [red, green, blue]: Rgb): void {
  for (let pixel = 0; pixel < line.length; pixel++) {
    if (line[pixel] !== 1) continue;
    target[3 * pixel] = red;
    target[3 * pixel + 1] = green;
    target[3 * pixel + 2] = blue;
  }
}

/** 1 on the line: within `thickness` pixels of the region's edge, diagonally too. */
export function outlineOf(
  { width, height, data }: Mask,
  { thickness, side }: Required<Omit<OutlineOptions, 'color'>>,
): Uint8Array {
  const inside = side === 'inside';
  // An inner line is what the rest, and what is beyond the image, grows into.
  const own = inside ? data.map((value) => 1 - value) : data;
  let grown = own;
  for (let i = 0; i < thickness; i++)
    grown = grow(grown, { width, height, beyond: Number(inside) });
  return grown.map((value, i) => value & (1 - (own[i] as number)));
}

/**
 * Every pixel that touches a 1, diagonally too; `beyond` is what surrounds the image. (for loops:
 * these are many pixels)
 */
function grow(
  data: Uint8Array,
  { width, height, beyond }: { width: number; height: number; beyond: number },
): Uint8Array {
  const rows = new Uint8Array(data.length);
  for (let i = 0, x = 0; i < data.length; i++, x = x === width - 1 ? 0 : x + 1) {
    const left = x === 0 ? beyond : (data[i - 1] as number);
    const right = x === width - 1 ? beyond : (data[i + 1] as number);
    rows[i] = left | (data[i] as number) | right;
  }
  const grown = new Uint8Array(data.length);
  const last = width * (height - 1);
  for (let i = 0; i < data.length; i++) {
    const up = i < width ? beyond : (rows[i - width] as number);
    const down = i >= last ? beyond : (rows[i + width] as number);
    grown[i] = up | (rows[i] as number) | down;
  }
  return grown;
}

/** @throws OneClassError `invalid-argument`, `invalid-shape` */
export function requireMasks(
  masks: readonly (Mask | undefined)[],
  { n, height, width }: { n: number; height: number; width: number },
): void {
  if (masks.length !== n) {
    throw new OneClassError(
      'invalid-argument',
      `Invalid masks: expected ${n}, one an image, undefined where there is none. Received: ` +
        `${masks.length}.`,
      {
        argument: 'masks',
        expected: `${n}`,
        received: masks.length,
      },
    );
  }
  const other = masks.find(
    (mask) =>
      mask &&
      (mask.width !== width || mask.height !== height || mask.data.length !== width * height),
  );
  if (!other) return;
  throw new OneClassError(
    'invalid-shape',
    `Invalid mask: expected ${width} × ${height} pixels, as its image has. Received: ` +
      `${other.width} × ${other.height}.`,
    {
      argument: 'masks',
      expected: `${width} × ${height}`,
      received: [other.width, other.height],
    },
  );
}
