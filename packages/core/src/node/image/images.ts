import type { InputSpec, SampleShape } from '../../contract/dataset.ts';
import { loadDigest } from '../../datasets/digest/digest.ts';
import { imageSet, type ImageSet } from '../../datasets/image-set.ts';
import type { FlatImage, ImageSource } from '../../datasets/pixels/pixel-image.ts';
import { checkInputSpec, resizeImage } from '../../datasets/pixels/resize.ts';
import { OneClassError } from '../../error.ts';
import { MAX_PIXELS } from './encoded-image.ts';
import { readSource, sourceName, sourceShape } from './image-source.ts';

export interface ImagesOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /**
   * An image file whose header says more is refused before it is decoded; 100 million when absent.
   */
  readonly maxPixels?: number | undefined;
}

/** Decoding runs in sharp's own threads, beside the resizing of the image before. */
const AT_ONCE = 4;

/**
 * `[height, width, channels]` of an image, turned as its EXIF orientation says; 1 channel for grey,
 * 3 for colour, transparency not counted. Nothing is decoded.
 *
 * @throws OneClassError `not-found`, `invalid-argument`, `invalid-data`, `missing-package`
 */
export const imageShape = async (
  source: ImageSource,
  { maxPixels = MAX_PIXELS }: Pick<ImagesOptions, 'maxPixels'> = {},
): Promise<SampleShape> => sourceShape(source, { name: sourceName(source, 0), maxPixels });

/**
 * Reads images into one set, in the order of `sources`: files, contents of files, `ImageData` or
 * raw pixels, mixed as one likes. Each is turned as its EXIF orientation says, laid on black where
 * it is transparent, brought from 16 bits to 8 (the upper ones), from CMYK to RGB as Pillow does,
 * of an animation the first frame is taken; then it is brought to `input` by {@link resizeImage}.
 * Ids are the paths, and the positions of what has none.
 *
 * @param input when undefined, the size and channels of the first image, which all the others
 *   must then have
 * @throws OneClassError `not-found`, `missing-package`; `invalid-data` for no images, a file that
 *   is no whole image (named), or more than memory holds; `invalid-argument`, `invalid-shape` for a
 *   wrong `input`, a source of a wrong type (named by its position), and without an `input` for an
 *   image of another shape; the signal's reason when aborted
 */
export async function images(
  sources: readonly ImageSource[],
  input?: InputSpec,
  options: ImagesOptions = {},
): Promise<ImageSet> {
  const { signal, onProgress, maxPixels = MAX_PIXELS } = options;
  if (input) checkInputSpec(input);
  const [first] = checkSources(sources);
  const sampleShape: SampleShape = input
    ? [input.height, input.width, input.channels]
    : await sourceShape(first, { name: sourceName(first, 0), maxPixels });
  const length = sampleShape[0] * sampleShape[1] * sampleShape[2];
  const data = allocate(sources.length, length);
  const digest = await loadDigest();
  const digests = new BigUint64Array(sources.length);
  let next = 0;
  let done = 0;
  let failed = false;
  const work = async (): Promise<void> => {
    try {
      while (next < sources.length && !failed) {
        signal?.throwIfAborted();
        const i = next++;
        const source = sources[i] as ImageSource;
        const name = sourceName(source, i);
        const image = await readSource(source, { name, maxPixels });
        digests[i] = digest(image.pixels, image.shape);
        data.set(
          input
            ? resizeImage(image.pixels, image.shape, input)
            : pixelsOfShape(image, name, sampleShape),
          i * length,
        );
        onProgress?.(++done, sources.length);
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
  return imageSet({
    data,
    sampleShape,
    ids: sources.map((source, i) => (typeof source === 'string' ? source : String(i))),
    digests: async () => digests,
  });
}

function checkSources(sources: readonly ImageSource[]): readonly [ImageSource] {
  const received: unknown = sources;
  if (!Array.isArray(received)) {
    throw new OneClassError(
      'invalid-argument',
      'Expected a list of images, also for one: images([image]).',
      {
        argument: 'sources',
        expected: 'an array',
        received,
      },
    );
  }
  if (sources.length === 0)
    throw new OneClassError('invalid-data', 'Expected at least one image. Received: none.', {
      argument: 'sources',
    });
  return sources as readonly [ImageSource];
}

function pixelsOfShape(
  { pixels, shape }: FlatImage,
  name: string,
  expected: SampleShape,
): Uint8Array {
  if (shape.join() === expected.join()) return pixels;
  throw new OneClassError(
    'invalid-shape',
    `${name}: [${shape.join(', ')}], but the first image is [${expected.join(', ')}] (height, ` +
      'width, channels). Give input: { height, width, channels, resize } to bring all images to ' +
      'one shape.',
    { argument: name, expected: `[${expected.join(', ')}]`, received: shape },
  );
}

function allocate(count: number, length: number): Uint8Array {
  try {
    return new Uint8Array(count * length);
  } catch (cause) {
    throw new OneClassError(
      'invalid-data',
      `${count} images of ${length} bytes are more than memory holds. Read fewer, or make ` +
        'them smaller.',
      { argument: 'sources', received: count, cause },
    );
  }
}
