import type { InputSpec, ValueRange } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';
import { loadDigest } from '../digest/digest.ts';
import { isFlat } from '../../sample-pixels.ts';
import type { ImageSet } from '../image-set.ts';
import type { ImageFacts } from './image-facts.ts';
import { readPixels, type PixelImage } from './pixel-image.ts';
import { readableSet } from './readable-set.ts';
import { checkInputSpec, resizeImage } from './resize.ts';
import { flatFile, readOrLeave, type OnUnreadable } from './unreadable.ts';
import { rangeFinder, toBytes } from './value-range.ts';

export interface PixelSetOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Told of each image as it is read. */
  readonly onImage?: ((image: ImageFacts) => void) | undefined;
  /** As of `images` of `@oneclass/core/node`: takes an image that can't be read. */
  readonly onUnreadable?: OnUnreadable | undefined;
  /** As of `images`: whether an image of one colour is like one that can't be read. */
  readonly refuseFlat?: boolean | undefined;
}

const nameOf = (position: number): string => `sources[${String(position)}]`;

/**
 * Reads pixels into one set, in their order, transparency laid on black, 16-bit values brought to
 * bytes over the input's range, each brought to `input` by `resizeImage`. In Node `images` of
 * `@oneclass/core/node` reads files too, to the same bytes.
 *
 * @throws OneClassError `invalid-data` for no images or none that can be read, pixels whose size
 *   and data do not belong together, 16-bit ones without a range, and bytes with one;
 *   `invalid-argument`, `invalid-shape` for a wrong `input` or what is no image; the signal's
 *   reason when aborted
 */
export async function pixelSet(
  images: readonly PixelImage[],
  input: InputSpec,
  { signal, onProgress, onImage, onUnreadable, refuseFlat }: PixelSetOptions = {},
): Promise<ImageSet> {
  checkInputSpec(input);
  checkImages(images);
  const sampleShape = [input.height, input.width, input.channels] as const;
  const length = input.height * input.width * input.channels;
  const data = new Uint8Array(images.length * length);
  const digest = await loadDigest();
  const digests = new BigUint64Array(images.length);
  const readable = images.map(() => false);
  const read = (image: PixelImage, position: number): void => {
    const name = nameOf(position);
    const pixels = readPixels(image, name);
    digests[position] = digest(pixels.pixels, pixels.shape);
    const { bytes, clipped } = toBytes(pixels, input.range, name);
    const resized = resizeImage(bytes, pixels.shape, input);
    if (refuseFlat === true && isFlat(resized, sampleShape)) throw flatFile(name);
    data.set(resized, position * length);
    readable[position] = true;
    const { shape } = pixels;
    onImage?.({ position, name, shape, bits: input.range ? 16 : 8, clipped, pages: 1 });
  };
  for (const [position, image] of images.entries()) {
    signal?.throwIfAborted();
    const named = { position, name: nameOf(position) };
    await readOrLeave(async () => read(image, position), named, onUnreadable);
    onProgress?.(position + 1, images.length);
  }
  const ids = images.map((_, position) => String(position));
  return readableSet({ data, sampleShape, ids, digests, readable });
}

/**
 * The least and the greatest value of 16-bit pixels, all channels alike: `range` of the input of
 * those that a detector is fitted on.
 *
 * @returns undefined for bytes, which have none
 * @throws OneClassError `invalid-data` for no images, and bytes among 16-bit pixels; as
 *   {@link pixelSet} for what is no image
 */
export function pixelRange(images: readonly PixelImage[]): ValueRange | undefined {
  checkImages(images);
  const finder = rangeFinder();
  for (const [position, image] of images.entries())
    finder.add(readPixels(image, nameOf(position)), nameOf(position));
  return finder.range();
}

function checkImages(images: readonly PixelImage[]): void {
  if (images.length > 0) return;
  throw new OneClassError('invalid-data', 'Expected at least one image. Received: none.', {
    argument: 'images',
  });
}
