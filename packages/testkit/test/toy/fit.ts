import * as tf from '@tensorflow/tfjs';
import {
  createRng,
  nextTurn,
  OneClassError,
  toDataset,
  type Dataset,
  type FitRun,
  type Rng,
  type Samples,
} from '@oneclass/core';
import { openCheckpoint } from './checkpoint.ts';
import { resolveToyConfig, type ToyConfig } from './config.ts';
import { createToy, type Toy } from './detector.ts';
import { checkSides, type View } from './view.ts';

interface Training {
  readonly view: View;
  readonly config: ToyConfig;
  readonly run: FitRun;
}

export async function fitToy(
  normal: Samples,
  { view, config: given, run }: { view: View; config: Partial<ToyConfig> | undefined; run: FitRun },
): Promise<Toy> {
  const config = resolveToyConfig(given);
  run.signal?.throwIfAborted();
  const dataset = await toDataset(normal, { method: view.name });
  checkSides(dataset.sampleShape);
  if (dataset.size === 0)
    throw new OneClassError(
      'invalid-data',
      `${view.name} received no training images; expected one at least.`,
    );
  const mean = await approach(dataset, { view, config, run });
  return createToy(mean, { view, config, sampleShape: dataset.sampleShape });
}

/** The mean of what is seen, half of the way in each step. */
async function approach(
  dataset: Dataset,
  { view, config, run: { signal, onProgress, checkpoint: store } }: Training,
): Promise<Float32Array> {
  const { epochs, batchSize, seed } = config;
  const checkpoint = await openCheckpoint(store, dataset, { config, features: view.features });
  let mean = checkpoint.found && Float32Array.from(checkpoint.found.mean);
  const skip = checkpoint.found?.step ?? 0;
  const stepsPerEpoch = Math.ceil(dataset.size / batchSize);
  const about = { phase: 'fit', unit: 'images' } as const;
  onProgress?.({ type: 'phase-start', ...about, epochs, stepsPerEpoch, units: dataset.size });
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const done = (epoch - 1) * stepsPerEpoch;
    let step = Math.min(stepsPerEpoch, Math.max(0, skip - done));
    const order = orderOf(createRng(seed), epoch, dataset).slice(step * batchSize);
    for await (const batch of dataset.batches({ batchSize, order })) {
      const target = await meanOf(batch, view);
      mean = (mean ?? target).map((value, i) => value + 0.5 * ((target[i] as number) - value));
      step += 1;
      await checkpoint.save(done + step, mean);
      const reported = { losses: { loss: 0 }, unitsPerSecond: 1 };
      onProgress?.({ type: 'step-end', ...about, epoch, step, stepsPerEpoch, ...reported });
      await nextTurn();
      signal?.throwIfAborted();
    }
    const reported = { losses: { loss: 0 }, unitsPerSecond: 1 };
    onProgress?.({ type: 'epoch-end', ...about, epoch, epochs, ...reported });
  }
  onProgress?.({ type: 'phase-end', phase: 'fit', seconds: 0 });
  return mean as Float32Array;
}

const orderOf = (rng: Rng, epoch: number, { size }: Dataset): Uint32Array =>
  rng.derive(`epoch ${String(epoch)}`).permutation(size);

/** Disposes of the batch. */
async function meanOf(batch: tf.Tensor4D, view: View): Promise<Float32Array> {
  let seen: tf.Tensor4D | undefined;
  try {
    const found = (seen = await view.see(batch));
    return tf.tidy(() => tf.mean(found, 0).dataSync<'float32'>().slice());
  } finally {
    batch.dispose();
    seen?.dispose();
  }
}
