/**
 * @file Batch norm's statistics for inference, exact for the final weights: while a GAN trains,
 *   its running ones lag far behind (docs/decisions/0005-exact-batch-statistics.md has the same of
 *   an autoencoder). A resumed fit repeats this, to the same end.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { Dataset, FitRun, Rng } from '@oneclass/core';
import { averageBatchStatistics, joinLayers, type Layer } from '@oneclass/nn';
import { drawCodes } from './generate.ts';
import { toSigned } from './network.ts';

export interface StatisticsOptions {
  readonly run: FitRun;
  /** That of the training. */
  readonly batchSize: number;
  readonly rng: Rng;
}

const signed: Layer = { apply: toSigned, parameters: {}, buffers: {} };

/** Of the images in [-1, 1]. @throws the signal's reason when aborted */
export function averageOverImages(
  network: Layer,
  dataset: Dataset,
  { phase, run, batchSize, rng }: StatisticsOptions & { readonly phase: string },
): Promise<void> {
  return averageBatchStatistics(joinLayers({ signed, network }), dataset, {
    ...run,
    phase,
    batchSize,
    rng,
  });
}

const BATCHES = 8;

/** Of drawn codes. @throws the signal's reason when aborted */
export function averageOverCodes(
  generator: Layer,
  { run, batchSize, rng, latentSize }: StatisticsOptions & { readonly latentSize: number },
): Promise<void> {
  const flat: Layer = {
    apply: (codes) => tf.reshape(codes, [codes.shape[0], latentSize]),
    parameters: {},
    buffers: {},
  };
  const size = BATCHES * batchSize;
  const codes: Dataset = {
    sampleShape: [1, 1, latentSize],
    size,
    async *batches() {
      for (let batch = 0; batch < BATCHES; batch++) {
        await Promise.resolve();
        yield tf.tensor4d(drawCodes(rng.derive(`batch ${String(batch)}`), batchSize, latentSize), [
          batchSize,
          1,
          1,
          latentSize,
        ]) as Tensor4D;
      }
    },
  };
  return averageBatchStatistics(joinLayers({ flat, generator }), codes, {
    ...run,
    phase: 'generator statistics',
    unit: 'codes',
    batchSize,
    rng,
  });
}
