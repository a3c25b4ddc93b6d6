import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { BatchOptions, Dataset, Samples, SampleShape } from './contract/dataset.ts';
import { batchPositions } from './datasets/batch-positions.ts';
import { checkSampleShape } from './datasets/sample-shape.ts';
import { OneClassError } from './error.ts';
import { withImagesChecked, withVariety } from './checked-images.ts';
import { isPixel, wrongPixels } from './sample-pixels.ts';

export interface Requirement {
  /** The method's name, for messages. */
  readonly method: string;
  /** Of a detector, which takes no other; absent of a fit. */
  readonly sampleShape?: SampleShape | undefined;
  /** Stops the look at the images to fit on. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The samples as a dataset, checked. A tensor is borrowed: neither changed nor disposed, and it
 * must outlive the dataset. What the dataset yields is checked as it comes: every batch's shape,
 * the number of images, and each image's pixels when it first comes. To a detector
 * (`sampleShape` is given) an image of one colour is refused; to a fit, images that are all of one
 * colour or all the same: before the first pass it reads as many as it takes to see that they are
 * not.
 * @throws OneClassError `invalid-argument`, `invalid-shape`; `invalid-data` for pixels outside
 *   [0, 1] and images without content; the signal's reason when aborted
 */
export async function toDataset(samples: Samples, requirement: Requirement): Promise<Dataset> {
  const dataset =
    samples instanceof tf.Tensor
      ? await fromTensor(samples, requirement)
      : checkedDataset(samples, requirement);
  checkShape(dataset.sampleShape, requirement);
  const { method, sampleShape, signal } = requirement;
  const checked = withImagesChecked(dataset, { method, refuseFlat: sampleShape !== undefined });
  return sampleShape ? checked : withVariety(checked, { method, signal });
}

const show = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

async function fromTensor(tensor: Tensor, { method }: Requirement): Promise<Dataset> {
  checkAlive(tensor, method);
  if (tensor.rank !== 4 || tensor.dtype !== 'float32') {
    const received = `${tensor.dtype} ${show(tensor.shape)}`;
    throw new OneClassError(
      'invalid-shape',
      `${method} received a tensor ${received}; expected float32 [n, height, width, channels]. ` +
        'Add the missing dimensions with reshape(), and convert with toFloat().div(255) where ' +
        'pixels are bytes.',
      { argument: 'samples', expected: 'float32 [n, height, width, channels]', received },
    );
  }
  const images = tensor as Tensor4D;
  const [size, ...sampleShape] = images.shape;
  checkSampleShape(sampleShape);
  await checkRange(images, method);
  return {
    sampleShape,
    size,
    async *batches({ batchSize, order }: BatchOptions) {
      await Promise.resolve();
      let start = 0;
      for (const positions of batchPositions(size, { batchSize, order })) {
        checkAlive(images, method);
        yield order
          ? tf.tidy(() => tf.gather(images, tf.tensor1d(Int32Array.from(positions), 'int32')))
          : tf.slice(images, [start, 0, 0, 0], [positions.length, ...sampleShape]);
        start += positions.length;
      }
    },
  };
}

function checkAlive(tensor: Tensor, method: string): void {
  if (!tensor.isDisposed) return;
  throw new OneClassError(
    'invalid-argument',
    `${method} received a tensor that was disposed of. Keep the samples until the promise of ` +
      'this call is settled, and dispose of them then.',
    { argument: 'samples', expected: 'a tensor that is not disposed of' },
  );
}

async function checkRange(images: Tensor4D, method: string): Promise<void> {
  if (images.size === 0) return;
  const extremes = tf.tidy(() => tf.stack([tf.min(images), tf.max(images), tf.sum(images)]));
  const [lowest, highest, sum] = (await extremes.data()) as unknown as [number, number, number];
  extremes.dispose();
  if (isPixel(lowest) && isPixel(highest) && Number.isFinite(sum)) return;
  const received = Number.isFinite(sum)
    ? `values from ${String(lowest)} to ${String(highest)}`
    : 'values that are not finite';
  throw wrongPixels(received, { method });
}

function checkedDataset(samples: unknown, { method }: Requirement): Dataset {
  const candidate = samples as Partial<Dataset> | null | undefined;
  if (
    typeof candidate?.batches !== 'function' ||
    !Array.isArray(candidate.sampleShape) ||
    typeof candidate.size !== 'number'
  ) {
    const received = candidate === null ? 'null' : `a value of type ${typeof samples}`;
    throw new OneClassError(
      'invalid-argument',
      `${method} received ${received} as samples; ` +
        'expected a float32 tensor [n, height, width, channels] or a Dataset (see imageSet in ' +
        '@oneclass/core/datasets).',
      { argument: 'samples', expected: 'a tensor or a Dataset' },
    );
  }
  const dataset = candidate as Dataset;
  checkSampleShape(dataset.sampleShape);
  if (!Number.isSafeInteger(dataset.size) || dataset.size < 0) {
    throw new OneClassError(
      'invalid-data',
      `${method} received a dataset of size ${String(dataset.size)}; expected the number of ` +
        'its images.',
      {
        argument: 'samples',
        expected: 'an integer of 0 or more',
        received: dataset.size,
      },
    );
  }
  const { sampleShape, size, ids } = dataset;
  const batches = (options: BatchOptions) => checkedBatches(dataset, options, method);
  return { sampleShape, size, ...(ids && { ids }), batches };
}

async function* checkedBatches(
  dataset: Dataset,
  options: BatchOptions,
  method: string,
): AsyncGenerator<Tensor4D> {
  batchPositions(dataset.size, options); // refuses wrong options
  const expected = options.order?.length ?? dataset.size;
  let images = 0;
  for await (const batch of dataset.batches(options)) {
    try {
      checkBatch(batch, { dataset, options, method });
      images += batch.shape[0];
      if (images > expected)
        throw wrongCount(`${String(images)} images or more`, { expected, method });
    } catch (error) {
      tf.dispose(batch);
      throw error;
    }
    yield batch;
  }
  if (images < expected) throw wrongCount(`only ${String(images)} images`, { expected, method });
}

function checkBatch(
  batch: unknown,
  { dataset, options, method }: { dataset: Dataset; options: BatchOptions; method: string },
): void {
  const tensor = batch instanceof tf.Tensor ? (batch as Tensor) : undefined;
  if (tensor && !tensor.isDisposed && tensor.dtype === 'float32' && tensor.rank === 4) {
    const [n, ...shape] = tensor.shape as Tensor4D['shape'];
    if (n >= 1 && n <= options.batchSize && shape.join() === dataset.sampleShape.join()) return;
  }
  const expected =
    `float32 [n, ${dataset.sampleShape.join(', ')}], n from 1 to ` + `${String(options.batchSize)}`;
  const received = tensor
    ? `${tensor.isDisposed ? 'disposed ' : ''}${tensor.dtype} ${show(tensor.shape)}`
    : `a value of type ${typeof batch}`;
  throw new OneClassError(
    'invalid-shape',
    `${method} received a batch ${received} from a dataset of images ` +
      `${show(dataset.sampleShape)}; expected ${expected}. ` +
      "Correct the dataset's `batches`, or its `sampleShape`.",
    { argument: 'samples', expected, received },
  );
}

function wrongCount(
  received: string,
  { expected, method }: { expected: number; method: string },
): OneClassError {
  return new OneClassError(
    'invalid-data',
    `${method} received ${received} from one pass over a dataset; expected ` +
      `${String(expected)}, its \`size\` or the positions of its \`order\`. ` +
      "Correct the dataset's `batches`, or its `size`.",
    { argument: 'samples', expected: `${String(expected)} images`, received },
  );
}

function checkShape(received: SampleShape, { method, sampleShape }: Requirement): void {
  if (!sampleShape || sampleShape.join() === received.join()) return;
  throw new OneClassError(
    'invalid-shape',
    `This ${method} detector was fitted on images ${show(sampleShape)} [height, width, ` +
      `channels]; received images ${show(received)}. ` +
      'Resize them first (resizeImages in @oneclass/core/datasets).',
    { argument: 'samples', expected: show(sampleShape), received: show(received) },
  );
}
