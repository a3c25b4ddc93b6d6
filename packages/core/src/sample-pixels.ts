/** @file What the pixels of samples must be, whichever way they come: `toDataset` looks at them. */
import type { SampleShape } from './contract/dataset.ts';
import { OneClassError } from './error.ts';

/** What resizing in float32 may overshoot [0, 1] by. */
const SLACK = 1e-3;

export const isPixel = (value: number): boolean => value >= -SLACK && value <= 1 + SLACK;

/** @param received what the values are, as in 'values from 0 to 255' */
export const wrongPixels = (
  received: string,
  { method, image }: { method: string; image?: string | undefined },
): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${method} received ${image === undefined ? 'images' : `${image},`} with ${received}; ` +
      'expected pixels in [0, 1]. Divide bytes by 255.',
    { argument: 'samples', expected: 'pixels in [0, 1]', received },
  );

/**
 * Two grey levels of 8 bits. What spans no more in any channel shows nothing: a covered lens, a
 * dead camera, an empty buffer.
 */
const NO_CONTRAST = 2;

/**
 * Whether an image is of one colour, but for the noise of a sensor that sees nothing. An image of
 * one pixel never is.
 * @param values `[height · width · channels]`: pixels in [0, 1], or bytes
 */
export function isFlat(
  values: Float32Array | Uint8Array,
  [height, width, channels]: SampleShape,
): boolean {
  if (height * width === 1) return false;
  const most = values instanceof Uint8Array ? NO_CONTRAST : NO_CONTRAST / 255 + 1e-6;
  for (let channel = 0; channel < channels; channel++) {
    let [lowest, highest] = [Infinity, -Infinity];
    for (let i = channel; i < values.length; i += channels) {
      const value = values[i] as number;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
    if (highest - lowest > most) return false;
  }
  return true;
}

export const flatImage = (method: string, image: string): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${method} received ${image}, which is of one colour; expected one that shows something. Its ` +
      'score would say nothing: to many a method such an image is the most normal of all. Look ' +
      'for a covered lens, a dead camera or a buffer that was not filled, and leave the image out.',
    { argument: 'samples', expected: 'an image that is not of one colour', received: image },
  );

/** Values that differ by no more are the same but for rounding. */
const ROUNDING = 1e-6;

export function isSame(a: Float32Array, b: Float32Array): boolean {
  for (let i = 0; i < a.length; i++)
    if (Math.abs((a[i] as number) - (b[i] as number)) > ROUNDING) return false;
  return true;
}
