import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { OneClassError, type Dataset, type FitRun, type Rng } from '@oneclass/core';
import { warnOnSlowBackend } from './slow-backend.ts';
import { nextTurn } from './event-loop.ts';

export interface TrainingOptions extends FitRun {
  /** Name in progress events: 'fit', 'pretrain'. */
  readonly phase: string;
  readonly epochs: number;
  readonly batchSize: number;
  /** Of the order of the images: a new permutation each epoch. */
  readonly rng: Rng;
}

/**
 * One training step inside `tf.tidy`: update the weights, return the named losses as scalars.
 * @param batch `[n, height, width, channels]`, n ≤ batchSize; the loop disposes it
 */
export type TrainingStep = (batch: Tensor4D, epoch: number) => Readonly<Record<string, Tensor>>;

interface Totals {
  images: number;
  readonly sums: Record<string, number>;
}

/**
 * Goes through `dataset` `epochs` times in seeded random order. Between steps it reports progress, lets the event loop
 * turn and looks at the signal.
 * @throws the signal's reason when aborted; OneClassError `diverged` when a loss is not finite
 */
export async function train(dataset: Dataset, step: TrainingStep, options: TrainingOptions): Promise<void> {
  const { phase, epochs, batchSize, rng, signal, onProgress } = options;
  signal?.throwIfAborted();
  warnOnSlowBackend();
  const started = performance.now();
  const stepsPerEpoch = Math.ceil(dataset.size / batchSize);
  onProgress?.({ type: 'phase-start', phase, epochs, stepsPerEpoch, samples: dataset.size });
  for (let epoch = 0; epoch < epochs; epoch++) {
    const epochStarted = performance.now();
    const order = rng.derive(`epoch ${String(epoch)}`).permutation(dataset.size);
    const totals: Totals = { images: 0, sums: {} };
    let number = 0;
    for await (const batch of dataset.batches({ batchSize, order })) {
      const stepStarted = performance.now();
      const images = batch.shape[0];
      const losses = await runStep(batch, (tensor) => step(tensor, epoch));
      number += 1;
      checkFinite(losses, { phase, epoch, step: number });
      totals.images += images;
      for (const [name, loss] of Object.entries(losses)) totals.sums[name] = (totals.sums[name] ?? 0) + loss * images;
      const imagesPerSecond = rate(images, stepStarted);
      onProgress?.({ type: 'step-end', phase, epoch: epoch + 1, step: number, stepsPerEpoch, losses, imagesPerSecond });
      await nextTurn();
      signal?.throwIfAborted();
    }
    const losses = Object.fromEntries(Object.entries(totals.sums).map(([name, sum]) => [name, sum / totals.images]));
    onProgress?.({ type: 'epoch-end', phase, epoch: epoch + 1, epochs, losses, imagesPerSecond: rate(totals.images, epochStarted) });
  }
  onProgress?.({ type: 'phase-end', phase, seconds: (performance.now() - started) / 1000 });
}

const rate = (images: number, since: number): number => (images * 1000) / (performance.now() - since);

async function runStep(batch: Tensor4D, step: (batch: Tensor4D) => Readonly<Record<string, Tensor>>): Promise<Record<string, number>> {
  let scalars: Readonly<Record<string, Tensor>>;
  try {
    scalars = tf.tidy(() => step(batch) as Record<string, Tensor>);
  } finally {
    batch.dispose();
  }
  try {
    const values = await Promise.all(Object.values(scalars).map(async (scalar) => (await scalar.data())[0] as number));
    return Object.fromEntries(Object.keys(scalars).map((name, i) => [name, values[i] as number]));
  } finally {
    tf.dispose(scalars);
  }
}

function checkFinite(losses: Readonly<Record<string, number>>, at: { phase: string; epoch: number; step: number }): void {
  for (const [name, loss] of Object.entries(losses)) {
    if (Number.isFinite(loss)) continue;
    throw new OneClassError(
      'diverged',
      `Training diverged: ${name} became ${String(loss)} in epoch ${String(at.epoch + 1)}, step ${String(at.step)} of phase "${at.phase}". ` +
        'Expected a finite number. Lower the learning rate, or look for images with broken pixels.',
      { argument: name, expected: 'a finite loss', received: loss },
    );
  }
}
