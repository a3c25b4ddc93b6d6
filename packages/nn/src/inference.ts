import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { runBatches, type Dataset, type Watched } from '@oneclass/core';

export interface InferenceOptions extends Watched {
  /** Name in progress events. */
  readonly phase: string;
  /** Values that `compute` gives an image. */
  readonly valuesPerImage: number;
  /** Images at a time; changes memory and speed, never the result. */
  readonly batchSize?: number | undefined;
}

/** As many images at a time as have this many pixels, 256 at most: 256 of 64×64, 16 of 256×256. */
const PIXELS = 2 ** 20;
const LARGEST_BATCH = 256;

function batchSizeFor({ sampleShape: [height, width] }: Dataset): number {
  return Math.min(LARGEST_BATCH, Math.max(1, Math.floor(PIXELS / (height * width))));
}

/**
 * Runs `compute` (inside `tf.tidy`) on the dataset batch by batch and gathers what it gives, in
 * order: for what a fit has to know of all its images.
 * @returns `[size · valuesPerImage]`
 * @throws the signal's reason when aborted
 */
export async function computeInBatches(
  dataset: Dataset,
  compute: (batch: Tensor4D) => Tensor,
  { valuesPerImage, batchSize = batchSizeFor(dataset), ...options }: InferenceOptions,
): Promise<Float32Array> {
  const gathered = new Float32Array(dataset.size * valuesPerImage);
  let images = 0;
  await runBatches(dataset, { ...options, batchSize }, async (batch) => {
    const result = tf.tidy(() => compute(batch));
    try {
      gathered.set(await result.data<'float32'>(), images * valuesPerImage);
    } finally {
      result.dispose();
    }
    images += batch.shape[0];
  });
  return gathered;
}
