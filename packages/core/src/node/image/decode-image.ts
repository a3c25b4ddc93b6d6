import type { Metadata, Sharp, SharpOptions } from 'sharp';
import type { PixelLayout } from '../../datasets/pixels/flat-pixels.ts';
import { withDecodeLease, type DecodedSize, type DecodeLease } from './decode-budget.ts';
import { bmpHeader, decodeBmp } from './decode-bmp.ts';
import { checkTiff } from './check-tiff.ts';
import {
  checkSize,
  kindNotRead,
  notAnImage,
  type EncodedImage,
  type ImageHeader,
  type StoredPixels,
} from './encoded-image.ts';
import { formatOf, isRead, type ReadFormat } from './image-format.ts';
import { loadSharp } from './sharp.ts';

const GREY = ['b-w', 'grey16'];
const SPACES = [...GREY, 'srgb', 'rgb16', 'cmyk'];

// Embedded colour profiles are left alone: the values are those of the file, as other tools read
// them. The size is checked here, before anything is decoded, with a message of our own.
const OPTIONS: SharpOptions = { failOn: 'error', ignoreIcc: true, limitInputPixels: false };

/** @throws OneClassError `invalid-data` for any other, naming it where it is known */
function readFormat(image: EncodedImage): ReadFormat {
  const format = formatOf(image.bytes);
  if (isRead(format)) return format;
  throw format === undefined ? notAnImage(image) : kindNotRead(image, format);
}

/** A file that sharp reads, its header looked at. */
interface Opened {
  readonly metadata: Metadata;
  /** A fresh pipeline on it. */
  readonly read: () => Sharp;
  /** Whether the last band is transparency, and not something else. */
  readonly hasAlpha: boolean;
}

/** Reads the header only; the kind and the declared size are checked. */
async function open(
  image: EncodedImage,
  format: Exclude<ReadFormat, 'BMP'>,
  maxPixels: number,
): Promise<Opened> {
  const sharp = await loadSharp();
  const tiff = format === 'TIFF' ? checkTiff(image) : undefined;
  // Damaged tiles are only warnings to libvips, which leaves them black.
  const options: SharpOptions = tiff?.tiled === true ? { ...OPTIONS, failOn: 'warning' } : OPTIONS;
  const read = (): Sharp => sharp(image.bytes, options);
  const metadata = await read()
    .metadata()
    .catch((cause: unknown) => {
      throw notAnImage(image, cause);
    });
  checkSize(image, metadata, maxPixels);
  checkValues(image, metadata);
  return { metadata, read, hasAlpha: metadata.hasAlpha && tiff?.extraSamples[0] !== 0 };
}

/** @throws OneClassError `invalid-data` for values that are no grey or colours of 8 or 16 bits */
function checkValues(image: EncodedImage, { depth, space, channels }: Metadata): void {
  const whole = depth === 'uchar' || depth === 'ushort';
  if (!whole) throw kindNotRead(image, `an image of values of the type ${depth}`);
  if (!SPACES.includes(space)) throw kindNotRead(image, `an image of the colour space ${space}`);
  if (channels > 4) throw kindNotRead(image, `an image of ${channels} values a pixel`);
}

/**
 * Read from the header only.
 * @throws OneClassError as {@link decodeImage}
 */
export async function encodedHeader(image: EncodedImage, maxPixels: number): Promise<ImageHeader> {
  const format = readFormat(image);
  if (format === 'BMP') return bmpHeader(image, maxPixels);
  const { metadata } = await open(image, format, maxPixels);
  const { space, autoOrient, depth, pages = 1 } = metadata;
  return {
    shape: [autoOrient.height, autoOrient.width, GREY.includes(space) ? 1 : 3],
    bits: depth === 'ushort' ? 16 : 8,
    pages,
  };
}

/**
 * Decodes a PNG, JPEG, WebP, BMP, TIFF, GIF or AVIF image; of an animation the first frame, of
 * several pages the first.
 *
 * @throws OneClassError `missing-package`; `invalid-data` for what is no whole image or of a kind
 *   that is not read, or whose header says more than `maxPixels`, which is checked before anything
 *   is decoded
 * @param lease of the memory that it takes, which the caller releases; its own when absent
 */
export async function decodeImage(
  image: EncodedImage,
  maxPixels: number,
  lease?: DecodeLease,
): Promise<StoredPixels> {
  if (lease) return decode(image, maxPixels, lease);
  return withDecodeLease(undefined, (own) => decode(image, maxPixels, own));
}

async function decode(
  image: EncodedImage,
  maxPixels: number,
  { reserve }: DecodeLease,
): Promise<StoredPixels> {
  const format = readFormat(image);
  if (format === 'BMP') {
    const [height, width] = bmpHeader(image, maxPixels).shape;
    await reserve(image.name, { height, width, bytes: 4 });
    return decodeBmp(image, maxPixels);
  }
  const { metadata, read, hasAlpha } = await open(image, format, maxPixels);
  await reserve(image.name, decodedSize(metadata));
  const { space, pages = 1 } = metadata;
  const deep = metadata.depth === 'ushort';
  // sharp drops the alpha of 8-bit grey.
  const greyAlpha = space === 'b-w' && hasAlpha;
  const pipeline = read().autoOrient();
  if (!hasAlpha && metadata.hasAlpha) pipeline.removeAlpha();
  // Otherwise CMYK would come by way of sRGB.
  if (space === 'cmyk') pipeline.pipelineColourspace('cmyk');
  const { data, info } = await pipeline
    .toColourspace(greyAlpha ? 'srgb' : space)
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw notAnImage(image, cause);
    });
  const { height, width, channels } = info;
  const size = { height, width, pages };
  if (greyAlpha) {
    const values = data.filter((_, i) => i % 4 === 0 || i % 4 === 3);
    return { data: values, layout: 'grey-alpha', ...size };
  }
  const layout = space === 'cmyk' ? 'cmyk' : LAYOUTS[channels - 1];
  if (layout === undefined) throw notAnImage(image);
  return { data: deep ? new Uint16Array(new Uint8Array(data).buffer) : data, layout, ...size };
}

const decodedSize = ({ width, height, channels, depth }: Metadata): DecodedSize => ({
  width,
  height,
  bytes: channels * (depth === 'ushort' ? 2 : 1),
});

const LAYOUTS: readonly PixelLayout[] = ['grey', 'grey-alpha', 'rgb', 'rgb-alpha'];
