import type { InputSpec, SampleShape } from '../../contract/dataset.ts';
import { loadDigest } from '../../datasets/digest/digest.ts';
import type { ImageSet } from '../../datasets/image-set.ts';
import type { ImageFacts } from '../../datasets/pixels/image-facts.ts';
import type { ImageSource } from '../../datasets/pixels/pixel-image.ts';
import { readableSet } from '../../datasets/pixels/readable-set.ts';
import { checkInputSpec, resizeImage } from '../../datasets/pixels/resize.ts';
import { flatFile, readOrLeave, type OnUnreadable } from '../../datasets/pixels/unreadable.ts';
import { OneClassError } from '../../error.ts';
import { isFlat } from '../../sample-pixels.ts';
import { forEachAtOnce } from './at-once.ts';
import { withDecodeLease, type DecodeLimits } from './decode-budget.ts';
import { MAX_PIXELS } from './encoded-image.ts';
import { bitsOf, readSource, sourceBytes, sourceHeader, sourceName } from './image-source.ts';

export interface ImagesOptions extends DecodeLimits {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Told of each image as it is read; not in their order. */
  readonly onImage?: ((image: ImageFacts) => void) | undefined;
  /**
   * Takes an image that can't be read, which is left out of the set; without it the first such
   * image rejects.
   */
  readonly onUnreadable?: OnUnreadable | undefined;
  /**
   * Whether an image of one colour is like one that can't be read: a covered lens, a dead camera,
   * which no detector takes. False when absent.
   */
  readonly refuseFlat?: boolean | undefined;
}

/**
 * `[height, width, channels]` of an image, turned as its EXIF orientation says; 1 channel for grey,
 * 3 for colour, transparency not counted. Nothing is decoded.
 *
 * @throws OneClassError `not-found`, `invalid-argument`, `invalid-data`, `missing-package`
 */
export const imageShape = async (
  source: ImageSource,
  { maxPixels = MAX_PIXELS }: Pick<ImagesOptions, 'maxPixels'> = {},
): Promise<SampleShape> =>
  (await sourceHeader(source, { name: sourceName(source, 0), maxPixels })).shape;

/**
 * Reads images into one set, in the order of `sources`: files, contents of files, `ImageData` or
 * raw pixels, mixed as one likes. Each is turned as its EXIF orientation says, laid on black where
 * it is transparent, brought from CMYK to RGB as Pillow does, from 16 bits to bytes over the
 * input's range (of a file without a range the upper 8), of an animation the first frame is taken,
 * of several pages the first; then it is brought to `input` by {@link resizeImage}. Ids are the
 * paths, and the positions of what has none.
 *
 * @param input when undefined, the size and channels of the first image, which all the others
 *   must then have
 * @throws OneClassError `not-found`, `missing-package`; `invalid-data` for no images, a file that
 *   is no whole image (named), one of 8 bits a value where there is a range, 16-bit pixels that are
 *   no file's where there is none, or more than memory holds; `invalid-argument`, `invalid-shape`
 *   for a wrong `input`, a source of a wrong type (named by its position), and without an `input`
 *   for an image of another shape; the signal's reason when aborted
 */
export async function images(
  sources: readonly ImageSource[],
  input?: InputSpec,
  options: ImagesOptions = {},
): Promise<ImageSet> {
  const { signal, onProgress, onImage, onUnreadable, refuseFlat } = options;
  const { maxPixels = MAX_PIXELS, decodeBytes } = options;
  if (input) checkInputSpec(input);
  const [first] = checkSources(sources);
  const sampleShape: SampleShape = input
    ? [input.height, input.width, input.channels]
    : await imageShape(first, { maxPixels });
  const length = sampleShape[0] * sampleShape[1] * sampleShape[2];
  const data = allocate(sources.length, length);
  const digest = await loadDigest();
  const digests = new BigUint64Array(sources.length);
  const readable = sources.map(() => false);
  let done = 0;
  const read = (position: number): Promise<void> =>
    withDecodeLease(decodeBytes, async (lease) => {
      const source = sources[position] as ImageSource;
      const name = sourceName(source, position);
      const image = await readSource(source, { name, maxPixels, lease });
      digests[position] = digest(image.pixels, image.shape);
      const { bytes, clipped } = sourceBytes(image, input?.range, name);
      if (!input) checkShape(image.shape, sampleShape, name);
      const resized = input ? resizeImage(bytes, image.shape, input) : bytes;
      if (refuseFlat === true && isFlat(resized, sampleShape)) throw flatFile(name);
      data.set(resized, position * length);
      readable[position] = true;
      const { shape, pages } = image;
      onImage?.({ position, name, shape, bits: bitsOf(image), clipped, pages });
    });
  const look = async (position: number): Promise<void> => {
    const name = sourceName(sources[position] as ImageSource, position);
    await readOrLeave(() => read(position), { position, name }, onUnreadable);
    onProgress?.(++done, sources.length);
  };
  await forEachAtOnce(sources.length, look, signal);
  const ids = sources.map((source, i) => (typeof source === 'string' ? source : String(i)));
  return readableSet({ data, sampleShape, ids, digests, readable });
}

export function checkSources(sources: readonly ImageSource[]): readonly [ImageSource] {
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

function checkShape(shape: SampleShape, expected: SampleShape, name: string): void {
  if (shape.join() === expected.join()) return;
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
