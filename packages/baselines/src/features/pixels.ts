import * as tf from '@tensorflow/tfjs';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { OneClassError, type Dataset } from '@oneclass/core';
import { contrastRange, scaleContrast, type ContrastRange } from '@oneclass/core/datasets';
import { checkRowsMemory } from '../memory.ts';
import { runBatches, startPhase, type Watched } from '../phase.ts';
import type { Rows } from './rows.ts';

const BATCH_SIZE = 256;

/** `[n, height, width, channels]` → `[n, height · width · channels]`, with normalised contrast where there is a range. */
export const pixelsOf = (images: Tensor4D, range: ContrastRange | undefined): Tensor2D =>
  tf.tidy(() => tf.reshape(range ? scaleContrast(images, range) : images, [images.shape[0], -1]));

/**
 * The inverse of {@link pixelsOf} for these rows, with each image's own mean and contrast.
 * @param images those that the rows stand for
 */
export const imagesOf = (rows: Tensor2D, images: Tensor4D, range: ContrastRange | undefined): Tensor4D =>
  tf.tidy(() => {
    const shaped = tf.reshape<tf.Rank.R4>(rows, images.shape);
    if (!range) return shaped;
    const mean = tf.mean(images, [1, 2, 3], true);
    const deviation = tf.mean(tf.abs(tf.sub(images, mean)), [1, 2, 3], true);
    const contrast = tf.add(tf.mul(shaped, range.maximum - range.minimum), range.minimum);
    return tf.add(tf.mul(contrast, deviation), mean);
  });

/**
 * The range of the training images' normalised contrast.
 * @throws OneClassError `invalid-data` when no image has any contrast
 */
export async function fitRange(dataset: Dataset, { method, ...watched }: Watched & { method: string }): Promise<ContrastRange> {
  const phase = startPhase({ ...watched, phase: 'contrast', steps: 1, images: dataset.size });
  const { minimum, maximum } = await contrastRange(dataset, { batchSize: BATCH_SIZE, ...(watched.signal && { signal: watched.signal }) });
  await phase.step(dataset.size);
  phase.end();
  const range = { minimum: Math.fround(minimum), maximum: Math.fround(maximum) };
  if (range.maximum > range.minimum) return range;
  throw new OneClassError('invalid-data', `${method} received training images of one value each; expected images with contrast. Correct the data, or set \`normalizeContrast\` to false.`, {
    argument: 'normal',
    expected: 'images with contrast',
  });
}

/** @throws OneClassError `invalid-data` when they do not fit into memory */
export async function gatherPixels(dataset: Dataset, range: ContrastRange | undefined, { method, ...watched }: Watched & { method: string }): Promise<Rows> {
  const [count, size] = [dataset.size, dataset.sampleShape.reduce((product, side) => product * side, 1)];
  checkRowsMemory({ count, size }, method);
  const data = new Float32Array(count * size);
  let filled = 0;
  await runBatches(dataset, { ...watched, phase: 'pixels', batchSize: BATCH_SIZE }, async (images) => {
    const pixels = pixelsOf(images, range);
    try {
      data.set(await pixels.data<'float32'>(), filled);
    } finally {
      pixels.dispose();
    }
    filled += images.shape[0] * size;
  });
  return { count, size, data };
}
