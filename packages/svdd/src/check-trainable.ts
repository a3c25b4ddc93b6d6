import { OneClassError, type Dataset } from '@oneclass/core';
import { checkTrainingMemory } from '@oneclass/nn';
import type { NetworkConfig, TrainingConfig } from './config.ts';
import { svddLayers } from './network.ts';

export interface Trainable {
  readonly method: string;
  readonly network: NetworkConfig;
  readonly training: Pick<TrainingConfig, 'batchSize'>;
  /** What is trained. */
  readonly part: 'encoder' | 'autoencoder';
  /** The config key of the batch size. */
  readonly key?: string;
}

/**
 * For before anything is built.
 * @throws OneClassError `invalid-shape` for images that the network doesn't take, `invalid-data`
 *   for too few of them, `invalid-config` for batches that are too large for the wasm backend's
 *   memory
 */
export function checkTrainable(
  dataset: Dataset,
  { method, network, training: { batchSize }, part, key = 'batchSize' }: Trainable,
): void {
  const { sizes } = svddLayers(dataset.sampleShape, { ...network, method });
  if (dataset.size < 2) {
    throw new OneClassError(
      'invalid-data',
      `${method} received ${String(dataset.size)} training images; expected at least 2, and ` +
        'hundreds for a useful fit.',
      { argument: 'normal', expected: 'at least 2 images', received: dataset.size },
    );
  }
  checkTrainingMemory(dataset, { method, batchSize, ...sizes[part], keys: { batchSize: key } });
}
