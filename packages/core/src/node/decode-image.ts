import type { Metadata, SharpOptions } from 'sharp';
import type { SampleShape } from '../contract/dataset.ts';
import { OneClassError } from '../error.ts';
import { loadSharp } from './sharp.ts';

/** The content of an image file, and what to call it in an error. */
export interface EncodedImage {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type PixelLayout = 'grey' | 'grey-alpha' | 'rgb' | 'rgb-alpha' | 'cmyk';

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

const FORMATS = ['png', 'jpeg', 'webp'];
const GREY = ['b-w', 'grey16'];
const DEEP = ['grey16', 'rgb16'];

// Embedded colour profiles are left alone: the values are those of the file, as other tools read them. The size is
// checked here, before anything is decoded, with a message of our own.
const OPTIONS: SharpOptions = { failOn: 'error', ignoreIcc: true, limitInputPixels: false };

const isBmp = (bytes: Uint8Array): boolean => bytes[0] === 0x42 && bytes[1] === 0x4d;

const notAnImage = ({ name, bytes }: EncodedImage, cause?: unknown): OneClassError =>
  new OneClassError(
    'invalid-data',
    isBmp(bytes)
      ? `${name}: a BMP image, which can't be read. Expected PNG, JPEG or WebP. Convert it to PNG, as with ImageMagick: ` +
          'magick mogrify -format png FILE.bmp'
      : `${name}: not an image that can be read, or a damaged one. Expected PNG, JPEG or WebP.`,
    { argument: name, expected: 'a PNG, JPEG or WebP image', cause },
  );

/** Read from the header only, the declared size checked. */
async function metadataOf(image: EncodedImage, maxPixels: number): Promise<Metadata> {
  const sharp = await loadSharp();
  if (image.bytes.length === 0) throw notAnImage(image);
  const metadata = await sharp(image.bytes, OPTIONS)
    .metadata()
    .catch((cause: unknown) => {
      throw notAnImage(image, cause);
    });
  if (!FORMATS.includes(metadata.format)) throw notAnImage(image);
  const { width, height } = metadata;
  // So that NaN is no way around it.
  if (!(height * width <= maxPixels)) {
    throw new OneClassError(
      'invalid-data',
      `${image.name}: ${width} × ${height} pixels, more than the limit of ${maxPixels}. Shrink the image, or raise maxPixels.`,
      { argument: image.name, expected: `${maxPixels} pixels at most`, received: height * width },
    );
  }
  return metadata;
}

/**
 * `[height, width, channels]` as the file's header says, turned as its EXIF orientation says; 1 channel for grey,
 * 3 for colour, transparency not counted.
 *
 * @throws OneClassError as {@link decodeImage}
 */
export async function encodedShape(image: EncodedImage, maxPixels: number): Promise<SampleShape> {
  const { space, autoOrient } = await metadataOf(image, maxPixels);
  return [autoOrient.height, autoOrient.width, GREY.includes(space) ? 1 : 3];
}

/**
 * Decodes a PNG, JPEG or WebP image; of an animation the first frame.
 *
 * @throws OneClassError `missing-package`; `invalid-data` for what is no whole image, or whose header says more than
 *   `maxPixels`, which is checked before anything is decoded
 */
export async function decodeImage(image: EncodedImage, maxPixels: number): Promise<StoredPixels> {
  const sharp = await loadSharp();
  const { space, hasAlpha } = await metadataOf(image, maxPixels);
  const deep = DEEP.includes(space);
  // sharp drops the alpha of 8-bit grey.
  const greyAlpha = space === 'b-w' && hasAlpha;
  const pipeline = sharp(image.bytes, OPTIONS).autoOrient();
  // Otherwise CMYK would come by way of sRGB.
  if (space === 'cmyk') pipeline.pipelineColourspace('cmyk');
  const { data, info } = await pipeline
    .toColourspace([...GREY, ...DEEP, 'cmyk'].includes(space) && !greyAlpha ? space : 'srgb')
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw notAnImage(image, cause);
    });
  const { height, width, channels } = info;
  if (greyAlpha) return { data: data.filter((_, i) => i % 4 === 0 || i % 4 === 3), layout: 'grey-alpha', height, width };
  const layout = space === 'cmyk' ? 'cmyk' : (['grey', 'grey-alpha', 'rgb', 'rgb-alpha'] as const)[channels - 1];
  if (layout === undefined) throw notAnImage(image);
  return { data: deep ? new Uint16Array(new Uint8Array(data).buffer) : data, layout, height, width };
}
