import type { ValueRange } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';
import type { FlatImage } from './pixel-image.ts';

const MOST = 0xffff;

/** @throws OneClassError `invalid-argument` */
export function checkRange({ minimum, maximum }: ValueRange): void {
  const valid = Number.isInteger(minimum) && Number.isInteger(maximum);
  if (valid && minimum >= 0 && minimum <= maximum && maximum <= MOST) return;
  throw new OneClassError(
    'invalid-argument',
    `Invalid range: expected whole numbers from 0 to ${MOST}, the minimum not above the maximum. ` +
      `Received: ${String(minimum)} to ${String(maximum)}.`,
    { argument: 'range', expected: `0 to ${MOST}`, received: { minimum, maximum } },
  );
}

export interface Levels {
  readonly bytes: Uint8Array;
  /** Share of the pixels that have a value beyond the range. */
  readonly clipped: number;
}

/**
 * 16-bit values over a range, in 256 levels, rounded half up. Where the range is one value, that
 * one and what is below become 0, and what is above 255.
 */
export function toLevels(
  values: Uint16Array,
  { minimum, maximum }: ValueRange,
  channels: number,
): Levels {
  const span = maximum - minimum;
  const bytes = new Uint8Array(values.length);
  let clipped = 0;
  for (let i = 0; i < values.length; i += channels) {
    let beyond = false;
    for (let k = i; k < i + channels; k++) {
      const value = values[k] as number;
      if (value < minimum || value > maximum) beyond = true;
      if (value > maximum) bytes[k] = 255;
      else if (value > minimum) bytes[k] = Math.floor((255 * (value - minimum)) / span + 0.5);
    }
    if (beyond) clipped++;
  }
  return { bytes, clipped: (clipped * channels) / values.length };
}

/** The upper 8 of 16 bits. */
export function upperBits(values: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) bytes[i] = (values[i] as number) >> 8;
  return bytes;
}

/**
 * Bytes of an image: its own, or the levels of its 16-bit values over the range.
 * @param name what to call it in an error
 * @throws OneClassError `invalid-data` for 8 bits where there is a range, and 16 where there is
 *   none
 */
export function toBytes(
  { pixels, shape }: FlatImage,
  range: ValueRange | undefined,
  name: string,
): Levels {
  const deep = pixels instanceof Uint16Array;
  if (deep && range) return toLevels(pixels, range, shape[2]);
  if (!deep && !range) return { bytes: pixels, clipped: 0 };
  throw range ? tooShallow(name, range) : tooDeep(name);
}

const tooShallow = (name: string, { minimum, maximum }: ValueRange): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${name}: has 8 bits a value. Expected 16, as the images had whose values, ${minimum} to ` +
      `${maximum}, the input's range is of: on which scale 8 bits are can't be known. Give it in ` +
      '16 bits, on the scale of those images.',
    { argument: name, expected: '16 bits a value', received: '8 bits a value' },
  );

const tooDeep = (name: string): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${name}: has 16 bits a value, and the input has no range to read them over. Expected 8 ` +
      'bits, or range: { minimum, maximum } in the input, which pixelRange and imageRange find.',
    { argument: name, expected: '8 bits a value', received: '16 bits a value' },
  );

export interface RangeFinder {
  /**
   * @param name what to call the image in an error
   * @throws OneClassError `invalid-data` for one of 8 bits after one of 16, or the other way
   */
  add(image: FlatImage, name: string): void;
  /** Of all images so far; undefined while there is none of 16 bits. */
  range(): ValueRange | undefined;
}

/** Finds the least and the greatest value of 16-bit images, all channels alike. */
export function rangeFinder(): RangeFinder {
  const first: { 8?: string; 16?: string } = {};
  let [minimum, maximum] = [MOST, 0];
  return {
    add({ pixels }, name) {
      const deep = pixels instanceof Uint16Array;
      first[deep ? 16 : 8] ??= name;
      if (first[8] !== undefined && first[16] !== undefined) throw mixedDepths(first[8], first[16]);
      if (!deep) return;
      for (const value of pixels) {
        if (value < minimum) minimum = value;
        if (value > maximum) maximum = value;
      }
    },
    range: () => (first[16] === undefined ? undefined : { minimum, maximum }),
  };
}

/** @param deep the name of an image of 16 bits a value */
export const mixedDepths = (shallow: string, deep: string): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${shallow} has 8 bits a value, and ${deep} 16: whether they are on one scale can't be ` +
      'known. Expected one depth. Bring them to one, or leave those of one depth out.',
    { argument: shallow, expected: 'one depth' },
  );
