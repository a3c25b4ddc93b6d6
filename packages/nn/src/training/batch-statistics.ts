import * as tf from '@tensorflow/tfjs';
import { runBatches, type Dataset, type Rng, type Watched } from '@oneclass/core';
import type { Layer } from '../layer/layer.ts';

export interface BatchStatisticsOptions extends Watched {
  readonly phase: string;
  /** What the dataset holds, in the plural; images when absent. */
  readonly unit?: string | undefined;
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
  const { rng, ...pass } = options;
  let seen = 0;
  const order = rng.permutation(dataset.size);
  await runBatches(dataset, { ...pass, order }, async (batch) => {
    const images = batch.shape[0];
    seen += images;
    tf.tidy(() => void network.apply(batch, { training: true, momentum: images / seen }));
  });
}
