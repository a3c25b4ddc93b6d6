import type { Metadata, SharpOptions } from 'sharp';
import type { SampleShape } from '../contract/dataset.ts';
import { OneClassError } from '../error.ts';
import { readBytes } from './read-bytes.ts';
import { loadSharp } from './sharp.ts';

export interface DecodedImage {
  /** `[height, width, channels]`, row-major. */
  readonly pixels: Uint8Array;
  readonly shape: SampleShape;
}

const FORMATS = ['png', 'jpeg', 'webp'];

// Embedded colour profiles are left alone: the values are those of the file, as other tools read them. The size is
// checked here, before anything is decoded, with a message of our own.
const OPTIONS: SharpOptions = { failOn: 'error', ignoreIcc: true, limitInputPixels: false };

const notAnImage = (path: string, cause?: unknown): OneClassError =>
  new OneClassError('invalid-data', `${path}: not an image that can be read, or a damaged one. Expected PNG, JPEG or WebP.`, {
    argument: path,
    expected: 'a PNG, JPEG or WebP image',
    cause,
  });

async function open(path: string): Promise<{ bytes: Uint8Array; metadata: Metadata }> {
  const sharp = await loadSharp();
  const bytes = await readBytes(path);
  if (bytes.length === 0) throw notAnImage(path);
  const metadata = await sharp(bytes, OPTIONS)
    .metadata()
    .catch((cause: unknown) => {
      throw notAnImage(path, cause);
    });
  if (!FORMATS.includes(metadata.format)) throw notAnImage(path);
  return { bytes, metadata };
}

function shapeOf({ space, autoOrient: { width, height } }: Metadata): [number, number, 1 | 3] {
  return [height, width, space === 'b-w' || space === 'grey16' ? 1 : 3];
}

/**
 * `[height, width, channels]` of an image file, turned as its EXIF orientation says; 1 channel for grey, 3 for colour,
 * transparency not counted.
 *
 * @throws OneClassError `not-found`, `invalid-data`, `missing-package`
 */
export async function imageShape(path: string): Promise<SampleShape> {
  return shapeOf((await open(path)).metadata);
}

/**
 * The pixels of an image file: turned as its EXIF orientation says, transparency laid on black, 16 bits
 * brought to 8, of an animation the first frame.
 *
 * @throws OneClassError `not-found`, `missing-package`; `invalid-data` for what is no whole image, or has too many pixels
 */
export async function decodeImage(path: string, maxPixels: number): Promise<DecodedImage> {
  const sharp = await loadSharp();
  const { bytes, metadata } = await open(path);
  const shape = shapeOf(metadata);
  const [height, width, channels] = shape;
  if (height * width > maxPixels) {
    throw new OneClassError(
      'invalid-data',
      `${path}: ${width} × ${height} pixels, more than the limit of ${maxPixels}. Shrink the file, or raise maxPixels.`,
      {
        argument: path,
        expected: `${maxPixels} pixels at most`,
        received: height * width,
      },
    );
  }
  const pixels = await sharp(bytes, OPTIONS)
    .autoOrient()
    .flatten({ background: 'black' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer()
    .catch((cause: unknown) => {
      throw notAnImage(path, cause);
    });
  return { pixels, shape };
}
