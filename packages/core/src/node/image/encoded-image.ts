import type { PixelLayout } from '../../datasets/pixels/flat-pixels.ts';
import type { SampleShape } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';
import { READ_FORMATS } from './image-format.ts';

/** The content of an image file, and what to call it in an error. */
export interface EncodedImage {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a file's header says; nothing is decoded for it. */
export interface ImageHeader {
  /**
   * `[height, width, channels]`, turned as its EXIF orientation says; 1 channel for grey, 3 for
   * colour, transparency not counted.
   */
  readonly shape: SampleShape;
  /** Of a value when decoded. */
  readonly bits: 8 | 16;
  /** Pages of a TIFF, frames of an animation; the first is read. */
  readonly pages: number;
}

/** Values as a file stores them, turned as its EXIF orientation says. */
export interface StoredPixels {
  /** `[height, width, channels of layout]`, row-major; 16 bits a value where the file has them. */
  readonly data: Uint8Array | Uint16Array;
  readonly layout: PixelLayout;
  readonly height: number;
  readonly width: number;
  /** As in {@link ImageHeader}. */
  readonly pages: number;
}

/** The limit where the caller gives none. */
export const MAX_PIXELS = 1e8;

const [last, ...others] = [...READ_FORMATS].reverse();
const FORMATS = `${others.reverse().join(', ')} or ${last}`;

export const notAnImage = ({ name }: EncodedImage, cause?: unknown): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${name}: not an image that can be read, or a damaged one. Expected ${FORMATS}.`,
    {
      argument: name,
      expected: `an image of the formats ${FORMATS}`,
      cause,
    },
  );

/** @param kind what the image is, as in 'HEIC' */
export const kindNotRead = ({ name }: EncodedImage, kind: string, cause?: unknown): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${name}: this is ${kind}, which is not read. Expected ${FORMATS}, of whole numbers of up to ` +
      '8 or of 16 bits a value. Convert it.',
    { argument: name, expected: `an image of the formats ${FORMATS}`, received: kind, cause },
  );

interface Size {
  readonly width: number;
  readonly height: number;
}

/** @throws OneClassError `invalid-data` when a header says more than `maxPixels`, or no number */
export function checkSize(
  { name }: EncodedImage,
  { width, height }: Size,
  maxPixels: number,
): void {
  // So that NaN is no way around it.
  if (height * width <= maxPixels) return;
  throw new OneClassError(
    'invalid-data',
    `${name}: ${width} × ${height} pixels, more than the limit of ${maxPixels}. Shrink the ` +
      'image, or raise maxPixels.',
    { argument: 'maxPixels', expected: `${maxPixels} pixels at most`, received: height * width },
  );
}
