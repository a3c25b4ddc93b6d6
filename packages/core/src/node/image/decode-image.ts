import type { Metadata, SharpOptions } from 'sharp';
import type { SampleShape } from '../../contract/dataset.ts';
import { isBmp } from './bmp-header.ts';
import { bmpShape, decodeBmp } from './decode-bmp.ts';
import { checkSize, notAnImage, type EncodedImage, type StoredPixels } from './encoded-image.ts';
import { loadSharp } from './sharp.ts';

const FORMATS = ['png', 'jpeg', 'webp'];
const GREY = ['b-w', 'grey16'];
const DEEP = ['grey16', 'rgb16'];

// Embedded colour profiles are left alone: the values are those of the file, as other tools read
// them. The size is checked here, before anything is decoded, with a message of our own.
const OPTIONS: SharpOptions = { failOn: 'error', ignoreIcc: true, limitInputPixels: false };

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
  checkSize(image, metadata, maxPixels);
  return metadata;
}

/**
 * `[height, width, channels]` as the file's header says, turned as its EXIF orientation says; 1
 * channel for grey, 3 for colour, transparency not counted.
 *
 * @throws OneClassError as {@link decodeImage}
 */
export async function encodedShape(image: EncodedImage, maxPixels: number): Promise<SampleShape> {
  if (isBmp(image.bytes)) return bmpShape(image, maxPixels);
  const { space, autoOrient } = await metadataOf(image, maxPixels);
  return [autoOrient.height, autoOrient.width, GREY.includes(space) ? 1 : 3];
}

/**
 * Decodes a PNG, JPEG, WebP or BMP image; of an animation the first frame.
 *
 * @throws OneClassError `missing-package`; `invalid-data` for what is no whole image, or whose
 *   header says more than `maxPixels`, which is checked before anything is decoded
 */
export async function decodeImage(image: EncodedImage, maxPixels: number): Promise<StoredPixels> {
  if (isBmp(image.bytes)) return decodeBmp(image, maxPixels);
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
  if (greyAlpha)
    return {
      data: data.filter((_, i) => i % 4 === 0 || i % 4 === 3),
      layout: 'grey-alpha',
      height,
      width,
    };
  const layout =
    space === 'cmyk' ? 'cmyk' : (['grey', 'grey-alpha', 'rgb', 'rgb-alpha'] as const)[channels - 1];
  if (layout === undefined) throw notAnImage(image);
  return {
    data: deep ? new Uint16Array(new Uint8Array(data).buffer) : data,
    layout,
    height,
    width,
  };
}
