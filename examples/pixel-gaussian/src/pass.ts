import type { Tensor4D } from '@tensorflow/tfjs';
import type { Dataset, FitRun } from '@oneclass/core';

export interface PassOptions extends Pick<FitRun, 'signal' | 'onProgress'> {
  /** Name in progress events. */
  readonly phase: string;
  readonly batchSize: number;
}

/** Lets a Ctrl-C or a click be handled, which may abort the signal. */
const nextTurn = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 0));

/**
 * Goes through the dataset once, reports progress, and disposes every batch.
 * @throws the signal's reason when aborted; what the dataset, `onProgress` or `use` throws
 */
export async function pass(
  dataset: Dataset,
  use: (images: Tensor4D) => Promise<void>,
  options: PassOptions,
): Promise<void> {
  const { phase, batchSize, signal, onProgress } = options;
  signal?.throwIfAborted();
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const stepsPerEpoch = Math.ceil(dataset.size / batchSize);
  onProgress?.({ type: 'phase-start', phase, stepsPerEpoch, samples: dataset.size });
  let [step, images] = [0, 0];
  for await (const batch of dataset.batches({ batchSize })) {
    step += 1;
    images += batch.shape[0];
    try {
      await use(batch);
    } finally {
      batch.dispose();
    }
    onProgress?.({
      type: 'step-end',
      phase,
      epoch: 1,
      step,
      stepsPerEpoch,
      losses: {},
      imagesPerSecond: images / Math.max(seconds(), 1e-3),
    });
    await nextTurn();
    signal?.throwIfAborted();
  }
  onProgress?.({ type: 'phase-end', phase, seconds: seconds() });
}
