import { OneClassError } from '@oneclass/core';
import type { DecodeLimits } from '@oneclass/core/node';

/** A flag whose text is not what it takes. */
export const wrongFlag = (flag: string, expected: string, received: string): OneClassError =>
  new OneClassError('invalid-argument', `Invalid ${flag} "${received}": expected ${expected}.`, {
    argument: flag,
    expected,
    received,
  });

export function parseNumber(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw wrongFlag(flag, 'a number', text);
  return value;
}

export const parseOptionalNumber = (flag: string, text: string | undefined): number | undefined =>
  text === undefined ? undefined : parseNumber(flag, text);

export function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed))
    throw wrongFlag('--seed', 'a whole number of 0 or more', text);
  return seed;
}

/** Each is there, so that it takes the place of its text. */
export type ParsedLimits = Readonly<Record<keyof DecodeLimits, number | undefined>>;

/** What decoding an image may take; the library's own limits where they are not given. */
export const parseDecodeLimits = ({
  maxPixels,
  decodeBytes,
}: Readonly<Partial<Record<keyof DecodeLimits, string | undefined>>>): ParsedLimits => ({
  maxPixels: parseCount('--max-pixels', 'pixels, as in 200000000 or 2e8', maxPixels),
  decodeBytes: parseCount('--decode-bytes', 'bytes, as in 4000000000 or 4e9', decodeBytes),
});

function parseCount(flag: string, expected: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw wrongFlag(flag, `a whole number of ${expected}`, text);
  return count;
}

/** Pixels of an image; 0 where it is not given. */
export function parseLeastArea(text: string | undefined): number {
  if (text === undefined) return 0;
  const area = Number(text);
  if (text.trim() === '' || !(area >= 0 && area < Infinity))
    throw wrongFlag('--least-area', 'pixels, a number of 0 or more', text);
  return area;
}

/** '64' or '64x96': height and width, pixels. */
export function parseSize(text: string): { height: number; width: number } {
  const match = /^(\d+)(?:x(\d+))?$/.exec(text);
  const height = Number(match?.[1]);
  const width = Number(match?.[2] ?? match?.[1]);
  if (!(height >= 1 && width >= 1 && height <= 8192 && width <= 8192))
    throw wrongFlag('--size', 'pixels from 1 to 8192, as in 64 or 64x96 (height x width)', text);
  return { height, width };
}

export function parseChannels(text: string): 1 | 3 {
  if (text === '1') return 1;
  if (text === '3') return 3;
  throw wrongFlag('--channels', '1 (grey) or 3 (RGB)', text);
}

export function parseFraction(flag: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw wrongFlag(flag, 'a number between 0 and 1', text);
  return value;
}
