import type { PixelLayout } from '../../datasets/pixels/flat-pixels.ts';
import { OneClassError } from '../../error.ts';

/** The content of an image file, and what to call it in an error. */
export interface EncodedImage {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Values as a file stores them, turned as its EXIF orientation says. */
export interface StoredPixels {
  /** `[height, width, channels of layout]`, row-major; 16 bits a value where the file has them. */
  readonly data: Uint8Array | Uint16Array;
  readonly layout: PixelLayout;
  readonly height: number;
  readonly width: number;
}

/** The limit where the caller gives none. */
export const MAX_PIXELS = 1e8;

export const notAnImage = ({ name }: EncodedImage, cause?: unknown): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${name}: not an image that can be read, or a damaged one. Expected PNG, JPEG, WebP or BMP.`,
    {
      argument: name,
      expected: 'a PNG, JPEG, WebP or BMP image',
      cause,
    },
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
    { argument: name, expected: `${maxPixels} pixels at most`, received: height * width },
  );
}
