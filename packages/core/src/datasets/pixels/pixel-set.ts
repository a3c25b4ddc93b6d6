import type { InputSpec, ValueRange } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';
import { loadDigest } from '../digest/digest.ts';
import { imageSet, type ImageSet } from '../image-set.ts';
import type { ImageFacts } from './image-facts.ts';
import { readPixels, type PixelImage } from './pixel-image.ts';
import { checkInputSpec, resizeImage } from './resize.ts';
import { rangeFinder, toBytes } from './value-range.ts';

export interface PixelSetOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Told of each image as it is read. */
  readonly onImage?: ((image: ImageFacts) => void) | undefined;
}

const nameOf = (position: number): string => `sources[${String(position)}]`;

/**
 * Reads pixels into one set, in their order, transparency laid on black, 16-bit values brought to
 * bytes over the input's range, each brought to `input` by `resizeImage`. In Node `images` of
 * `@oneclass/core/node` reads files too, to the same bytes.
 *
 * @throws OneClassError `invalid-data` for no images, pixels whose size and data do not belong
 *   together, 16-bit ones without a range, and bytes with one; `invalid-argument`, `invalid-shape`
 *   for a wrong `input` or what is no image; the signal's reason when aborted
 */
export async function pixelSet(
  images: readonly PixelImage[],
  input: InputSpec,
  { signal, onProgress, onImage }: PixelSetOptions = {},
): Promise<ImageSet> {
  checkInputSpec(input);
  checkImages(images);
  const length = input.height * input.width * input.channels;
  const data = new Uint8Array(images.length * length);
  const digest = await loadDigest();
  const digests = new BigUint64Array(images.length);
  for (const [position, image] of images.entries()) {
    signal?.throwIfAborted();
    const name = nameOf(position);
    const read = readPixels(image, name);
    digests[position] = digest(read.pixels, read.shape);
    const { bytes, clipped } = toBytes(read, input.range, name);
    data.set(resizeImage(bytes, read.shape, input), position * length);
    const { shape } = read;
    onImage?.({ position, name, shape, bits: input.range ? 16 : 8, clipped, pages: 1 });
    onProgress?.(position + 1, images.length);
  }
  const sampleShape = [input.height, input.width, input.channels] as const;
  return imageSet({ data, sampleShape, digests: async () => digests });
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
