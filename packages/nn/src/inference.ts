import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { runBatches, type Dataset, type ScoreRun } from '@oneclass/core';

interface PassOptions extends ScoreRun {
  readonly phase: string;
}

export interface InferenceOptions extends PassOptions {
  /** Values that `compute` gives an image. */
  readonly valuesPerImage: number;
}

export interface SeveralOptions extends PassOptions {
  /** Of each result in turn. */
  readonly valuesPerImage: readonly number[];
}

/** As many images at a time as have this many pixels, 256 at most: 256 of 64×64, 16 of 256×256. */
const DEFAULT_PIXELS = 2 ** 20;
const LARGEST_DEFAULT = 256;

function defaultBatchSize({ sampleShape: [height, width] }: Dataset): number {
  return Math.min(LARGEST_DEFAULT, Math.max(1, Math.floor(DEFAULT_PIXELS / (height * width))));
}

/**
 * Runs `compute` (inside `tf.tidy`) on the dataset batch by batch and gathers what it gives, in
 * order.
 * @returns `[size · valuesPerImage]`
 * @throws the signal's reason when aborted
 */
export async function computeInBatches(
  dataset: Dataset,
  compute: (batch: Tensor4D) => Tensor,
  options: InferenceOptions,
): Promise<Float32Array> {
  const [values] = await computeSeveral(dataset, (batch) => [compute(batch)], {
    ...options,
    valuesPerImage: [options.valuesPerImage],
  });
  return values as Float32Array;
}

/** As `computeInBatches`, of several results of one pass: `[size · valuesPerImage[i]]` each. */
export async function computeSeveral(
  dataset: Dataset,
  compute: (batch: Tensor4D) => Tensor[],
  options: SeveralOptions,
): Promise<Float32Array[]> {
  const {
    phase,
    valuesPerImage,
    batchSize = defaultBatchSize(dataset),
    signal,
    onProgress,
  } = options;
  const gathered = valuesPerImage.map((values) => new Float32Array(dataset.size * values));
  let images = 0;
  await runBatches(dataset, { phase, batchSize, signal, onProgress }, async (batch) => {
    const results = await computeOnce(batch, compute);
    gathered.forEach((values, i) => {
      values.set(results[i] as Float32Array, images * (valuesPerImage[i] as number));
    });
    images += batch.shape[0];
  });
  return gathered;
}

async function computeOnce(
  batch: Tensor4D,
  compute: (batch: Tensor4D) => Tensor[],
): Promise<Float32Array[]> {
  const results = tf.tidy(() => compute(batch));
  try {
    return (await Promise.all(results.map((result) => result.data()))) as Float32Array[];
  } finally {
    tf.dispose(results);
  }
}
