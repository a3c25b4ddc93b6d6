import * as tf from '@tensorflow/tfjs';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { runBatches, type Dataset, type SampleShape, type Watched } from '@oneclass/core';
import {
  normalizeContrast,
  restoreContrast,
  scaleContrast,
  type ContrastRange,
} from '@oneclass/core/datasets';
import { valuesOf } from '../values.ts';
import type { Rows } from './rows.ts';

const BATCH_SIZE = 256;

export const pixelCount = (shape: SampleShape): number =>
  shape.reduce((product, side) => product * side, 1);

/**
 * `[n, height, width, channels]` → `[n, height · width · channels]`, with normalised contrast where
 * there is a range.
 */
export const pixelsOf = (images: Tensor4D, range: ContrastRange | undefined): Tensor2D =>
  tf.tidy(() => tf.reshape(range ? scaleContrast(images, range) : images, [images.shape[0], -1]));

/**
 * The inverse of {@link pixelsOf} for these rows, with each image's own mean and contrast.
 * @param images those that the rows stand for
 */
export const imagesOf = (
  rows: Tensor2D,
  images: Tensor4D,
  range: ContrastRange | undefined,
): Tensor4D =>
  tf.tidy(() => {
    const shaped = tf.reshape<tf.Rank.R4>(rows, images.shape);
    if (!range) return shaped;
    return restoreContrast(
      tf.add(tf.mul(shaped, range.maximum - range.minimum), range.minimum),
      images,
    );
  });

/** The range of the training images' normalised contrast. */
export async function fitRange(dataset: Dataset, watched: Watched): Promise<ContrastRange> {
  let [minimum, maximum] = [Infinity, -Infinity];
  await runBatches(
    dataset,
    { ...watched, phase: 'contrast', batchSize: BATCH_SIZE },
    async (images) => {
      const extremes = await valuesOf(() => {
        const normalized = normalizeContrast(images);
        return tf.stack([tf.min(normalized), tf.max(normalized)]);
      });
      [minimum, maximum] = [
        Math.min(minimum, extremes[0] as number),
        Math.max(maximum, extremes[1] as number),
      ];
    },
  );
  return { minimum, maximum };
}

export async function gatherPixels(
  dataset: Dataset,
  range: ContrastRange | undefined,
  watched: Watched,
): Promise<Rows> {
  const [count, size] = [dataset.size, pixelCount(dataset.sampleShape)];
  const data = new Float32Array(count * size);
  let filled = 0;
  await runBatches(
    dataset,
    { ...watched, phase: 'pixels', batchSize: BATCH_SIZE },
    async (images) => {
      data.set(await valuesOf(() => pixelsOf(images, range)), filled);
      filled += images.shape[0] * size;
    },
  );
  return { count, size, data };
}
