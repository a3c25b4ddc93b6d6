import * as tf from '@tensorflow/tfjs';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { OneClassError, runBatches, startPhase, type Dataset, type SampleShape, type Watched } from '@oneclass/core';
import { contrastRange, scaleContrast } from '@oneclass/core/datasets';
import { valuesOf } from '../values.ts';
import type { Rows } from './rows.ts';

export type ContrastRange = Awaited<ReturnType<typeof contrastRange>>;

const BATCH_SIZE = 256;

export const pixelCount = (shape: SampleShape): number => shape.reduce((product, side) => product * side, 1);

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

export async function gatherPixels(dataset: Dataset, range: ContrastRange | undefined, watched: Watched): Promise<Rows> {
  const [count, size] = [dataset.size, pixelCount(dataset.sampleShape)];
  const data = new Float32Array(count * size);
  let filled = 0;
  await runBatches(dataset, { ...watched, phase: 'pixels', batchSize: BATCH_SIZE }, async (images) => {
    data.set(await valuesOf(() => pixelsOf(images, range)), filled);
    filled += images.shape[0] * size;
  });
  return { count, size, data };
}
