import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { BatchOptions, Dataset, Samples, SampleShape } from './contract/dataset.ts';
import { OneClassError } from './error.ts';

export interface Requirement {
  /** The method's name, for messages. */
  readonly method: string;
  /** The only shape that will do; any when absent. */
  readonly sampleShape?: SampleShape;
}

/**
 * The samples as a dataset, checked. A tensor is borrowed: neither changed nor disposed, and it must outlive the dataset.
 * @throws OneClassError `invalid-argument`, `invalid-shape`, or `invalid-data` for pixels outside [0, 1]
 */
export async function toDataset(samples: Samples, requirement: Requirement): Promise<Dataset> {
  const dataset = samples instanceof tf.Tensor ? await fromTensor(samples, requirement) : checkDataset(samples, requirement);
  checkShape(dataset.sampleShape, requirement);
  return dataset;
}

const show = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

async function fromTensor(tensor: Tensor, { method }: Requirement): Promise<Dataset> {
  if (tensor.rank !== 4 || tensor.dtype !== 'float32') {
    const received = `${tensor.dtype} ${show(tensor.shape)}`;
    throw new OneClassError(
      'invalid-shape',
      `${method} received a tensor ${received}; expected float32 [n, height, width, channels]. ` +
        'Add the missing dimensions with reshape(), and convert with toFloat().div(255) where pixels are bytes.',
      { argument: 'samples', expected: 'float32 [n, height, width, channels]', received },
    );
  }
  const images = tensor as Tensor4D;
  await checkRange(images, method);
  const [size, ...sampleShape] = images.shape;
  return {
    sampleShape,
    size,
    async *batches({ batchSize, order }: BatchOptions) {
      await Promise.resolve();
      const count = order?.length ?? size;
      for (let start = 0; start < count; start += batchSize) {
        const end = Math.min(start + batchSize, count);
        yield order
          ? tf.tidy(() => tf.gather(images, tf.tensor1d(Int32Array.from(order.subarray(start, end)), 'int32')))
          : tf.slice(images, [start, 0, 0, 0], [end - start, ...sampleShape]);
      }
    },
  };
}

async function checkRange(images: Tensor4D, method: string): Promise<void> {
  if (images.size === 0) return;
  const extremes = tf.tidy(() => tf.stack([tf.min(images), tf.max(images), tf.sum(images)]));
  const [lowest, highest, sum] = (await extremes.data()) as unknown as [number, number, number];
  extremes.dispose();
  const slack = 1e-3; // what resizing in float32 may overshoot
  if (lowest >= -slack && highest <= 1 + slack && Number.isFinite(sum)) return;
  const received = Number.isFinite(sum) ? `values from ${String(lowest)} to ${String(highest)}` : 'values that are not finite';
  throw new OneClassError('invalid-data', `${method} received images with ${received}; expected pixels in [0, 1]. Divide bytes by 255.`, {
    argument: 'samples',
    expected: 'pixels in [0, 1]',
    received,
  });
}

function checkDataset(samples: unknown, { method }: Requirement): Dataset {
  const candidate = samples as Partial<Dataset> | null | undefined;
  if (typeof candidate?.batches !== 'function' || !Array.isArray(candidate.sampleShape) || typeof candidate.size !== 'number') {
    throw new OneClassError(
      'invalid-argument',
      `${method} received ${candidate === null ? 'null' : `a value of type ${typeof samples}`} as samples; ` +
        'expected a float32 tensor [n, height, width, channels] or a Dataset (see imageSet in @oneclass/core/datasets).',
      { argument: 'samples', expected: 'a tensor or a Dataset' },
    );
  }
  return candidate as Dataset;
}

function checkShape(received: SampleShape, { method, sampleShape }: Requirement): void {
  if (!sampleShape || sampleShape.join() === received.join()) return;
  throw new OneClassError(
    'invalid-shape',
    `This ${method} detector was fitted on images ${show(sampleShape)} [height, width, channels]; received images ${show(received)}. ` +
      'Resize them first (resizeImages in @oneclass/core/datasets).',
    { argument: 'samples', expected: show(sampleShape), received: show(received) },
  );
}
