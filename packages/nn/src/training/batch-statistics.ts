import * as tf from '@tensorflow/tfjs';
import { nextTurn, type Dataset, type FitRun, type Rng } from '@oneclass/core';
import type { Layer } from '../layer/layer.ts';

export interface BatchStatisticsOptions extends Pick<FitRun, 'signal' | 'onProgress'> {
  readonly phase: string;
  /** As in training: the statistics depend on it a little. */
  readonly batchSize: number;
  /** Of the order of the images, so that a batch is a fair sample of them. */
  readonly rng: Rng;
}

/**
 * Replaces batch norm's running statistics by the mean over one pass through `dataset` with the
 * weights as they are now. The running ones follow the last ten batches or so, while the weights
 * still moved. "Precise BN" in Wu and Johnson 2021, "Rethinking 'Batch' in BatchNorm", section 3. A
 * resumed fit repeats it: from the same weights it gives the same statistics.
 * @throws the signal's reason when aborted
 */
export async function averageBatchStatistics(
  network: Layer,
  dataset: Dataset,
  options: BatchStatisticsOptions,
): Promise<void> {
  const { phase, batchSize, rng, signal, onProgress } = options;
  signal?.throwIfAborted();
  const started = performance.now();
  const stepsPerEpoch = Math.ceil(dataset.size / batchSize);
  onProgress?.({ type: 'phase-start', phase, stepsPerEpoch, samples: dataset.size });
  let seen = 0;
  let step = 0;
  for await (const batch of dataset.batches({ batchSize, order: rng.permutation(dataset.size) })) {
    const images = batch.shape[0];
    seen += images;
    step += 1;
    try {
      tf.tidy(() => void network.apply(batch, { training: true, momentum: images / seen }));
    } finally {
      batch.dispose();
    }
    const imagesPerSecond = (seen * 1000) / (performance.now() - started);
    onProgress?.({
      type: 'step-end',
      phase,
      epoch: 1,
      step,
      stepsPerEpoch,
      losses: {},
      imagesPerSecond,
    });
    await nextTurn();
    signal?.throwIfAborted();
  }
  onProgress?.({ type: 'phase-end', phase, seconds: (performance.now() - started) / 1000 });
}
