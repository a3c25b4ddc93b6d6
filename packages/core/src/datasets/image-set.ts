import * as tf from '@tensorflow/tfjs';
import type { Dataset, SampleShape } from '../contract/dataset.ts';
import { OneClassError } from '../error.ts';
import { batchPositions } from './batch-positions.ts';
import { loadDigest } from './digest/digest.ts';
import { checkSampleShape } from './sample-shape.ts';

/**
 * Images in memory, a byte a value; a batch becomes float32 in [0, 1] only when it is asked for.
 */
export interface ImageSet extends Dataset {
  /** `[size, height, width, channels]`, row-major. Do not change it. */
  readonly bytes: Uint8Array;
  /** A file's path each, or the position in its set. */
  readonly ids: readonly string[];
}

export interface ImageSetOptions {
  /** `[n, height, width, channels]`, row-major; kept, not copied. */
  readonly data: Uint8Array;
  readonly sampleShape: SampleShape;
  /** One an image; positions when absent. */
  readonly ids?: readonly string[] | undefined;
  /** As in `Dataset`; of `data` when absent. */
  readonly digests?: (() => Promise<BigUint64Array>) | undefined;
}

const UNIT = Float32Array.from({ length: 256 }, (_, value) => value / 255);

/**
 * @throws OneClassError `invalid-shape` for a wrong sample shape; `invalid-data` when `data` does
 *   not hold a whole number of images, one at least, or `ids` has another length
 */
export function imageSet({ data, sampleShape, ids, digests }: ImageSetOptions): ImageSet {
  checkSampleShape(sampleShape);
  const [height, width, channels] = sampleShape;
  const length = height * width * channels;
  const size = data.length / length;
  if (size === 0 || !Number.isInteger(size)) {
    throw new OneClassError(
      'invalid-data',
      `Expected ${length} bytes an image, [${sampleShape.join(', ')}], of one image or more. ` +
        `Received: ${data.length} bytes.`,
      { argument: 'data', expected: `a multiple of ${length} bytes`, received: data.length },
    );
  }
  if (ids !== undefined && ids.length !== size) {
    throw new OneClassError(
      'invalid-data',
      `Expected one id an image, ${size}. Received: ${ids.length}.`,
      {
        argument: 'ids',
        expected: `${size} ids`,
        received: ids.length,
      },
    );
  }
  return {
    sampleShape,
    size,
    bytes: data,
    ids: ids ?? Array.from({ length: size }, (_, i) => String(i)),
    batches: (options) => batchesOf(batchPositions(size, options)),
    digests: digests ?? (() => digestsOfBytes(data, size, sampleShape)),
  };

  async function* batchesOf(batches: Iterable<Uint32Array>): AsyncGenerator<tf.Tensor4D> {
    for (const positions of batches) {
      const values = new Float32Array(positions.length * length);
      positions.forEach((position, i) => {
        const image = data.subarray(position * length, (position + 1) * length);
        for (let j = 0, k = i * length; j < length; j++, k++)
          values[k] = UNIT[image[j] as number] as number;
      });
      yield tf.tensor4d(values, [positions.length, height, width, channels]);
    }
  }
}

async function digestsOfBytes(
  data: Uint8Array,
  size: number,
  sampleShape: SampleShape,
): Promise<BigUint64Array> {
  const digest = await loadDigest();
  const length = data.length / size;
  return BigUint64Array.from({ length: size }, (_, i) =>
    digest(data.subarray(i * length, (i + 1) * length), sampleShape),
  );
}

export const isImageSet = (dataset: Dataset): dataset is ImageSet =>
  'bytes' in dataset && dataset.bytes instanceof Uint8Array && 'ids' in dataset;
