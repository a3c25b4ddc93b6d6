import type { InputSpec } from '../contract/dataset.ts';
import { imageSet, type ImageSet } from '../datasets/image-set.ts';
import { checkInputSpec, resizeImage } from '../datasets/resize.ts';
import { OneClassError } from '../error.ts';
import { decodeImage } from './decode-image.ts';

export interface ReadImagesOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** A file with more is refused before it is decoded; 100 million when absent. */
  readonly maxPixels?: number;
}

/** Decoding runs in sharp's own threads, beside the resizing of the image before. */
const AT_ONCE = 4;

/**
 * Reads image files into one set, in the order of `paths`, which become the ids. Decoded as {@link decodeImage} says,
 * and brought to `input` by {@link resizeImage}.
 *
 * @throws OneClassError `not-found`, `missing-package`; `invalid-data` for no paths, a file that is no whole image (named), or more than
 *   memory holds; `invalid-argument`, `invalid-shape` for a wrong `input`; the signal's reason when aborted
 */
export async function readImages(paths: readonly string[], input: InputSpec, options: ReadImagesOptions = {}): Promise<ImageSet> {
  const { signal, onProgress, maxPixels = 1e8 } = options;
  checkInputSpec(input);
  const sampleShape = [input.height, input.width, input.channels] as const;
  const length = input.height * input.width * input.channels;
  const data = allocate(paths.length, length);
  let next = 0;
  let done = 0;
  let failed = false;
  const work = async (): Promise<void> => {
    try {
      while (next < paths.length && !failed) {
        signal?.throwIfAborted();
        const i = next++;
        const { pixels, shape } = await decodeImage(paths[i] as string, maxPixels);
        data.set(resizeImage(pixels, shape, input), i * length);
        onProgress?.(++done, paths.length);
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  // Settled, not all: nothing goes on in the background after a rejection.
  for (const worker of await Promise.allSettled(Array.from({ length: AT_ONCE }, work))) {
    if (worker.status === 'rejected') throw worker.reason;
  }
  return imageSet({ data, sampleShape, ids: paths });
}

function allocate(count: number, length: number): Uint8Array {
  if (count === 0)
    throw new OneClassError('invalid-data', 'Expected at least one image file. Received: none.', { argument: 'paths' });
  try {
    return new Uint8Array(count * length);
  } catch (cause) {
    throw new OneClassError(
      'invalid-data',
      `${count} images of ${length} bytes are more than memory holds. Read fewer, or make them smaller.`,
      {
        argument: 'paths',
        received: count,
        cause,
      },
    );
  }
}
