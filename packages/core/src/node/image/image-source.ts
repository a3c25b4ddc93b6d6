import type { SampleShape } from '../../contract/dataset.ts';
import { channelsOf, flatPixels } from '../../datasets/pixels/flat-pixels.ts';
import {
  pixelShape,
  readPixels,
  type FlatImage,
  type ImageSource,
} from '../../datasets/pixels/pixel-image.ts';
import { readBytes } from '../file/read-bytes.ts';
import { decodeImage, encodedHeader } from './decode-image.ts';

/** What a source is called in errors and ids: a path as it is, others by their position. */
export const sourceName = (source: ImageSource, position: number): string =>
  typeof source === 'string' ? source : `sources[${position}]`;

interface SourceOptions {
  /** What to call it in an error. */
  readonly name: string;
  readonly maxPixels: number;
}

/** Its shape when read, from its header only. @throws OneClassError as {@link readSource} */
export async function sourceShape(
  source: ImageSource,
  { name, maxPixels }: SourceOptions,
): Promise<SampleShape> {
  const encoded = typeof source === 'string' ? await readBytes(source) : source;
  return encoded instanceof Uint8Array
    ? (await encodedHeader({ name, bytes: encoded }, maxPixels)).shape
    : pixelShape(encoded, name);
}

/**
 * Its pixels: turned, transparency laid on black, 8 bits.
 * @throws OneClassError `not-found`, `invalid-argument`, `invalid-data`, `missing-package`
 */
export async function readSource(
  source: ImageSource,
  { name, maxPixels }: SourceOptions,
): Promise<FlatImage> {
  const encoded = typeof source === 'string' ? await readBytes(source) : source;
  if (!(encoded instanceof Uint8Array)) return readPixels(encoded, name);
  const { data, layout, height, width } = await decodeImage({ name, bytes: encoded }, maxPixels);
  return { pixels: flatPixels(data, layout), shape: [height, width, channelsOf(layout)] };
}
