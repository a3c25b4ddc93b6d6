import {
  createRng,
  OneClassError,
  runBatches,
  type Dataset,
  type FeatureExtractor,
  type FitRun,
  type Samples,
} from '@oneclass/core';
import {
  buildFrom,
  checkFiniteState,
  disposeLayer,
  openFit,
  randomWeights,
  train,
  withAdam,
  type Adam,
  type Fit,
} from '@oneclass/nn';
import * as tf from '@tensorflow/tfjs';
import { METHOD_NAME, type PatchAutoencoderConfig } from './config.ts';
import { createDetector, type PatchAutoencoder } from './detector.ts';
import { featureDataset, layerOf } from './feature-map.ts';
import { buildNetwork, type PatchNetwork } from './network.ts';
import { reconstructionLoss } from './objective.ts';

export interface FitOptions {
  /** Resolved. */
  readonly config: PatchAutoencoderConfig;
  readonly run: FitRun | undefined;
  /** Borrowed, also by the detector. */
  readonly extractor: FeatureExtractor;
}

/** Measures the features' scale, then trains the autoencoder on them. */
export async function fitPatchAutoencoder(
  normal: Samples,
  { config, run, extractor }: FitOptions,
): Promise<PatchAutoencoder> {
  const request = { method: METHOD_NAME, config, run, features: extractor, check: checkNotEmpty };
  const fit = await openFit(normal, request);
  const { sampleShape } = fit.dataset;
  const features = { ...fit, dataset: featureDataset(fit.dataset, extractor) };
  const factor = await measureFactor(features);
  const { channels } = layerOf(extractor);
  const { latentSize, seed } = config;
  const weights = randomWeights(createRng(seed).derive('weights'));
  const network = buildFrom(weights, () => buildNetwork({ channels, latentSize, factor }, weights));
  try {
    await withAdam(network.autoencoder.parameters, {}, (adam) =>
      trainNetwork(network, adam, features),
    );
    checkFiniteState(network.whole);
    return createDetector({ config, sampleShape }, network, extractor);
  } catch (error) {
    disposeLayer(network.whole);
    throw error;
  }
}

function checkNotEmpty({ size }: Dataset): void {
  if (size > 0) return;
  throw new OneClassError(
    'invalid-data',
    `${METHOD_NAME} received no training images; expected one at least, and dozens for a useful ` +
      'fit.',
    { argument: 'normal', expected: 'one image or more', received: size },
  );
}

/** 1 over the square root of the features' mean square. */
async function measureFactor({ dataset, config, run }: Fit<PatchAutoencoderConfig>) {
  let sum = 0;
  const pass = { phase: 'scale', batchSize: config.batchSize };
  await runBatches(
    dataset,
    { ...pass, signal: run.signal, onProgress: run.onProgress },
    async (batch) => {
      const square = tf.tidy(() => tf.sum(tf.mean(tf.square(batch), [1, 2, 3])));
      sum += (await square.data<'float32'>())[0] as number;
      square.dispose();
    },
  );
  return sum > 0 ? 1 / Math.sqrt(sum / dataset.size) : 1;
}

const mode = { training: true };

/** Adam on the mean squared error, images in random order. */
async function trainNetwork(
  { scale, autoencoder }: PatchNetwork,
  adam: Adam,
  { config, dataset, run, checkpoint }: Fit<PatchAutoencoderConfig>,
): Promise<void> {
  const { epochs, batchSize, learningRate, seed } = config;
  await train(
    dataset,
    (batch) => {
      const targets = scale.apply(batch, mode);
      const loss = adam.minimize(
        () => reconstructionLoss(targets, autoencoder.apply(targets, mode)),
        learningRate,
      );
      return { loss };
    },
    {
      ...{ ...run, phase: 'fit', epochs, batchSize, rng: createRng(seed).derive('order') },
      checkpoint,
      parts: { autoencoder, adam },
    },
  );
}
