import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { nextTurn, type Dataset, type ScoreRun } from '@oneclass/core';

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
  signal?.throwIfAborted();
  const started = performance.now();
  const values = new Float32Array(dataset.size * valuesPerImage);
  const stepsPerEpoch = Math.ceil(dataset.size / batchSize);
  onProgress?.({ type: 'phase-start', phase, stepsPerEpoch, samples: dataset.size });
  let done = 0;
  let step = 0;
  for await (const batch of dataset.batches({ batchSize })) {
    const images = batch.shape[0];
    values.set(await computeOne(batch, compute), done * valuesPerImage);
    done += images;
    step += 1;
    const imagesPerSecond = (done * 1000) / (performance.now() - started);
    onProgress?.({ type: 'step-end', phase, epoch: 1, step, stepsPerEpoch, losses: {}, imagesPerSecond });
    await nextTurn();
    signal?.throwIfAborted();
  }
  onProgress?.({ type: 'phase-end', phase, seconds: (performance.now() - started) / 1000 });
  return values;
}

async function computeOne(batch: Tensor4D, compute: (batch: Tensor4D) => Tensor): Promise<Float32Array> {
  let result: Tensor | undefined;
  try {
    result = tf.tidy(() => compute(batch));
    return (await result.data()) as Float32Array;
  } finally {
    batch.dispose();
    result?.dispose();
  }
}
