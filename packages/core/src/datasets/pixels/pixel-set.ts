import type { InputSpec } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';
import { loadDigest } from '../digest/digest.ts';
import { imageSet, type ImageSet } from '../image-set.ts';
import { readPixels, type PixelImage } from './pixel-image.ts';
import { checkInputSpec, resizeImage } from './resize.ts';

export interface PixelSetOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Reads pixels into one set, in their order, transparency laid on black, each brought to `input` by
 * `resizeImage`. In Node `images` of `@oneclass/core/node` reads files too, to the same bytes.
 *
 * @throws OneClassError `invalid-data` for no images, or pixels whose size and bytes do not belong
 *   together; `invalid-argument`, `invalid-shape` for a wrong `input` or what is no image; the
 *   signal's reason when aborted
 */
export async function pixelSet(
  images: readonly PixelImage[],
  input: InputSpec,
  { signal, onProgress }: PixelSetOptions = {},
): Promise<ImageSet> {
  checkInputSpec(input);
  if (images.length === 0)
    throw new OneClassError('invalid-data', 'Expected at least one image. Received: none.', {
      argument: 'images',
    });
  const length = input.height * input.width * input.channels;
  const data = new Uint8Array(images.length * length);
  const digest = await loadDigest();
  const digests = new BigUint64Array(images.length);
  for (const [i, image] of images.entries()) {
    signal?.throwIfAborted();
    const { pixels, shape } = readPixels(image, `sources[${String(i)}]`);
    digests[i] = digest(pixels, shape);
    data.set(resizeImage(pixels, shape, input), i * length);
    onProgress?.(i + 1, images.length);
  }
  const sampleShape = [input.height, input.width, input.channels] as const;
  return imageSet({ data, sampleShape, digests: async () => digests });
}
