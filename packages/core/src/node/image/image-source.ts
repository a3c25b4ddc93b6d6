import type { ValueRange } from '../../contract/dataset.ts';
import { channelsOf, flatPixels } from '../../datasets/pixels/flat-pixels.ts';
import {
  pixelShape,
  readPixels,
  type FlatImage,
  type ImageSource,
} from '../../datasets/pixels/pixel-image.ts';
import { toBytes, upperBits, type Levels } from '../../datasets/pixels/value-range.ts';
import { readBytes } from '../file/read-bytes.ts';
import type { DecodeLease } from './decode-budget.ts';
import { decodeImage, encodedHeader } from './decode-image.ts';
import type { ImageHeader } from './encoded-image.ts';

/** What a source is called in errors and ids: a path as it is, others by their position. */
export const sourceName = (source: ImageSource, position: number): string =>
  typeof source === 'string' ? source : `sources[${position}]`;

interface SourceOptions {
  /** What to call it in an error. */
  readonly name: string;
  readonly maxPixels: number;
  /** As of `decodeImage`. */
  readonly lease?: DecodeLease | undefined;
}

/**
 * What it is when read, from a file's header only.
 * @throws OneClassError as {@link readSource}
 */
export async function sourceHeader(
  source: ImageSource,
  { name, maxPixels }: SourceOptions,
): Promise<ImageHeader> {
  const encoded = typeof source === 'string' ? await readBytes(source) : source;
  if (encoded instanceof Uint8Array) return encodedHeader({ name, bytes: encoded }, maxPixels);
  const shape = pixelShape(encoded, name);
  return { shape, bits: encoded.data instanceof Uint16Array ? 16 : 8, pages: 1 };
}

/** An image as it was decoded: turned, transparency laid on black, of its own depth and size. */
export interface SourceImage extends FlatImage {
  /** Whether it is a file's. */
  readonly encoded: boolean;
  /** As of {@link ImageHeader}. */
  readonly pages: number;
}

export const bitsOf = ({ pixels }: FlatImage): 8 | 16 => (pixels instanceof Uint16Array ? 16 : 8);

/** @throws OneClassError `not-found`, `invalid-argument`, `invalid-data`, `missing-package` */
export async function readSource(
  source: ImageSource,
  { name, maxPixels, lease }: SourceOptions,
): Promise<SourceImage> {
  const encoded = typeof source === 'string' ? await readBytes(source) : source;
  if (!(encoded instanceof Uint8Array))
    return { ...readPixels(encoded, name), encoded: false, pages: 1 };
  const stored = await decodeImage({ name, bytes: encoded }, maxPixels, lease);
  const { data, layout, height, width, pages } = stored;
  const shape = [height, width, channelsOf(layout)] as const;
  return { pixels: flatPixels(data, layout), shape, encoded: true, pages };
}

/**
 * Its bytes; of a file's 16 bits without a range the upper ones, as detectors were fitted on them
 * before they had one.
 * @throws OneClassError `invalid-data` as `toBytes`
 */
export function sourceBytes(
  image: SourceImage,
  range: ValueRange | undefined,
  name: string,
): Levels {
  const { pixels, encoded } = image;
  if (!range && encoded && pixels instanceof Uint16Array)
    return { bytes: upperBits(pixels), clipped: 0 };
  return toBytes(image, range, name);
}
