import type { Transformer as TransformerClass } from '@napi-rs/image';
import { OneClassError } from '../../error.ts';
import { readBmpHeader, type BmpHeader } from './bmp-header.ts';
import {
  checkSize,
  notAnImage,
  type EncodedImage,
  type ImageHeader,
  type StoredPixels,
} from './encoded-image.ts';

/** @throws OneClassError `invalid-data` when it is not whole, or is too large */
function headerOf(image: EncodedImage, maxPixels: number): BmpHeader {
  const header = readBmpHeader(image.bytes);
  if (!header) throw notAnImage(image);
  checkSize(image, header, maxPixels);
  // Before anything is allocated for pixels that are not there.
  if (!header.whole) throw notAnImage(image);
  return header;
}

/**
 * Read from the header only; 1 channel where all colours are grey.
 * @throws OneClassError as {@link decodeBmp}
 */
export function bmpHeader(image: EncodedImage, maxPixels: number): ImageHeader {
  const { height, width, grey } = headerOf(image, maxPixels);
  return { shape: [height, width, grey ? 1 : 3], bits: 8, pages: 1 };
}

/**
 * Decodes a BMP image, which sharp can't.
 * @throws OneClassError `missing-package`; `invalid-data` for what is no whole image, or whose
 *   header says more than `maxPixels`, which is checked before anything is decoded
 */
export async function decodeBmp(image: EncodedImage, maxPixels: number): Promise<StoredPixels> {
  const { height, width, grey } = headerOf(image, maxPixels);
  const Decoder = await loadDecoder();
  let data: Uint8Array;
  try {
    data = await new Decoder(image.bytes).rawPixels();
  } catch (cause) {
    throw notAnImage(image, cause);
  }
  const stride = data.length / (height * width);
  if (stride !== 3 && stride !== 4) throw notAnImage(image);
  const size = { height, width, pages: 1 };
  if (grey) return { data: everyNth(data, stride), layout: 'grey', ...size };
  return { data, layout: stride === 3 ? 'rgb' : 'rgb-alpha', ...size };
}

function everyNth(data: Uint8Array, stride: number): Uint8Array {
  const values = new Uint8Array(data.length / stride);
  for (let i = 0; i < values.length; i++) values[i] = data[i * stride] as number;
  return values;
}

/** Not in the import itself: bundlers would follow it to binaries that they have no use for. */
const NAME: string = '@napi-rs/image';

let loaded: Promise<typeof TransformerClass> | undefined;

const loadDecoder = (): Promise<typeof TransformerClass> => (loaded ??= importDecoder());

/**
 * @throws OneClassError `missing-package` where it, an optional peer, is not installed or does
 *   not run
 */
async function importDecoder(): Promise<typeof TransformerClass> {
  try {
    const { Transformer } = (await import(NAME)) as { Transformer: typeof TransformerClass };
    return Transformer;
  } catch (cause) {
    const message =
      "Reading BMP images takes the package '@napi-rs/image', which could not be loaded. " +
      'Install it: npm i @napi-rs/image. Or convert them to PNG, as with ImageMagick: magick ' +
      'mogrify -format png FILE.bmp';
    throw new OneClassError('missing-package', message, {
      argument: '@napi-rs/image',
      expected: 'an installed @napi-rs/image',
      cause,
    });
  }
}
