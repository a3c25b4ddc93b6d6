import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { runBatches, type Dataset, type ScoreRun } from '@oneclass/core';

export interface InferenceOptions extends ScoreRun {
  readonly phase: string;
  /** Values that `compute` gives an image. */
  readonly valuesPerImage: number;
}

/** As many images at a time as have this many pixels, 256 at most: 256 of 64×64, 16 of 256×256. */
const DEFAULT_PIXELS = 2 ** 20;
const LARGEST_DEFAULT = 256;

function defaultBatchSize({ sampleShape: [height, width] }: Dataset): number {
  return Math.min(LARGEST_DEFAULT, Math.max(1, Math.floor(DEFAULT_PIXELS / (height * width))));
}

/**
 * Runs `compute` (inside `tf.tidy`) on the dataset batch by batch and gathers what it gives, in order.
 * @returns `[size · valuesPerImage]`
 * @throws the signal's reason when aborted
 */
export async function computeInBatches(dataset: Dataset, compute: (batch: Tensor4D) => Tensor, options: InferenceOptions): Promise<Float32Array> {
  const { phase, valuesPerImage, batchSize = defaultBatchSize(dataset), signal, onProgress } = options;
  const values = new Float32Array(dataset.size * valuesPerImage);
  let filled = 0;
  await runBatches(dataset, { phase, batchSize, signal, onProgress }, async (batch) => {
    values.set(await computeOne(batch, compute), filled);
    filled += batch.shape[0] * valuesPerImage;
  });
  return values;
}

async function computeOne(batch: Tensor4D, compute: (batch: Tensor4D) => Tensor): Promise<Float32Array> {
  const result = tf.tidy(() => compute(batch));
  try {
    return (await result.data()) as Float32Array;
  } finally {
    result.dispose();
  }
}
