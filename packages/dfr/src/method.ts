/**
 * @file DFR, deep feature reconstruction: an autoencoder learns the features that a pretrained
 *   network sees at each place of normal images; where it reconstructs them badly is an anomaly.
 *   After Shi, Yang and Qi 2021, "Unsupervised anomaly segmentation via deep feature
 *   reconstruction", and a tutorial that follows it. Deviations: the features' channels are
 *   standardised first, so that nothing depends on their scale; they are kept in 16 bits while
 *   training; an image's score is the mean of its map's largest values; batch norm scores with
 *   statistics averaged over the training images once the weights are final.
 */
import {
  createRng,
  leadingEigenvectors,
  OneClassError,
  startPhase,
  toDataset,
  type Dataset,
  type DetectorState,
  type FeatureExtractor,
  type FitRun,
  type Method,
} from '@oneclass/core';
import {
  Adam,
  averageBatchStatistics,
  checkFiniteState,
  checkTrainingMemory,
  openCheckpoint,
  restoreNetwork,
  train,
} from '@oneclass/nn';
import { METHOD_NAME, resolveDfrConfig, type DfrConfig } from './config.ts';
import { createDetector, type Dfr } from './detector.ts';
import { channelsOf, checkShape, featuresOf, imagesAtATime, nearestShape } from './extraction.ts';
import { collectFeatures } from './feature-set.ts';
import type { Moments } from './moments.ts';
import { buildNetwork, disposeNetwork, stepSize, type DfrNetwork } from './network.ts';
import { reconstructionLoss } from './objective.ts';
import { gridOf } from './regional-features.ts';
import { standardizationOf, type Standardization } from './standardization.ts';

export interface DfrOptions {
  /** Borrowed: by the method, and by every detector of its. `@oneclass/vgg-features` has one. */
  readonly features: FeatureExtractor;
  /**
   * Memory for the training images' features, two bytes each (an image of 224×224 with 704 channels
   * has 4.4 MB); 1.5 GB when absent. The features of images beyond it are computed anew in every
   * epoch. Changes memory and time, never the result.
   */
  readonly cacheBytes?: number;
}

const CACHE_BYTES = 1.5e9;

/** DFR on these features. */
export const dfr = ({
  features: extractor,
  cacheBytes = CACHE_BYTES,
}: DfrOptions): Method<DfrConfig, Dfr> => ({
  ...dfrAbout,

  nearestShape: (natural) => nearestShape(natural, extractor),

  async fit(normal, given, run = {}) {
    const config = resolveDfrConfig(given);
    const dataset = await toDataset(normal, { method: METHOD_NAME });
    const { sampleShape } = dataset;
    checkShape(sampleShape, extractor);
    checkNotEmpty(dataset);
    const checkpoint = await openCheckpoint(run.checkpoint, {
      method: METHOD_NAME,
      config,
      dataset,
      features: extractor,
    });

    const channels = channelsOf(extractor);
    const { moments, features } = await collectFeatures(dataset, {
      ...run,
      extract: (images) => featuresOf(images, extractor),
      shape: [...gridOf(sampleShape), channels],
      batchSize: imagesAtATime(sampleShape),
      cacheBytes,
    });
    const standardization = standardizationOf(moments, config.standardize);
    const latentSize =
      config.latentSize ?? (await latentSizeOf(moments, { config, standardization, run }));
    checkTrainingMemory(dataset, {
      method: METHOD_NAME,
      batchSize: config.batchSize,
      ...stepSize({ channels, latentSize, grid: gridOf(sampleShape) }),
    });
    const network = buildNetwork({ channels, latentSize, seed: config.seed, standardization });
    try {
      await trainNetwork(network, features, { config, run, checkpoint });
      return createDetector({ config, sampleShape, extractor, network, latentSize });
    } catch (error) {
      disposeNetwork(network);
      throw error;
    }
  },

  restore(state) {
    checkSameFeatures(state, extractor);
    const { sampleShape } = state;
    const channels = channelsOf(extractor);
    const { fitted } = restoreNetwork(state, () => {
      const config = resolveDfrConfig(state.config as Partial<DfrConfig>);
      checkShape(sampleShape, extractor);
      const latentSize = savedLatentSize(state);
      const ones = new Float64Array(channels).fill(1);
      const network = buildNetwork({
        channels,
        latentSize,
        seed: config.seed,
        standardization: { mean: new Float64Array(channels), deviation: ones },
      });
      return {
        fitted: { config, sampleShape, extractor, network, latentSize },
        network: network.whole,
      };
    });
    return createDetector(fitted);
  },
});

/** What can be said of the method without features. */
export const dfrAbout: Pick<Method<DfrConfig, Dfr>, 'name' | 'summary' | 'defaults'> = {
  name: METHOD_NAME,
  summary: 'deep feature reconstruction on pretrained features: score and sharp score map',
  defaults: resolveDfrConfig(),
};

function checkNotEmpty({ size }: Dataset): void {
  if (size > 0) return;
  throw new OneClassError(
    'invalid-data',
    `${METHOD_NAME} received no training images; expected at least one, and some dozens for a ` +
      'useful fit.',
    {
      argument: 'normal',
      expected: 'at least 1 image',
      received: size,
    },
  );
}

interface LatentSizeOptions {
  readonly config: DfrConfig;
  readonly standardization: Standardization;
  readonly run: FitRun;
}

/** Principal components that hold the share of the variance: section 3.2 of the paper. */
async function latentSizeOf(
  moments: Moments,
  { config, standardization: { deviation }, run }: LatentSizeOptions,
): Promise<number> {
  const phase = startPhase({ ...run, phase: 'latent size', steps: 1, images: 1 });
  const { size, data } = moments.covariance();
  const standardized = {
    size,
    data: data.map(
      (value, i) =>
        value / ((deviation[Math.floor(i / size)] as number) * (deviation[i % size] as number)),
    ),
  };
  const rng = createRng(config.seed).derive('latent size');
  const components = await leadingEigenvectors(standardized, {
    share: config.explainedVariance,
    rng,
    signal: run.signal,
  });
  await phase.step(1);
  phase.end();
  return components.length;
}

interface Training {
  readonly config: DfrConfig;
  readonly run: FitRun;
  readonly checkpoint: Awaited<ReturnType<typeof openCheckpoint>>;
}

/** Adam on the mean squared error, images in random order. */
async function trainNetwork(
  { standardization, autoencoder, whole }: DfrNetwork,
  features: Dataset,
  { config, run, checkpoint }: Training,
): Promise<void> {
  const { epochs, batchSize, learningRate } = config;
  const rng = createRng(config.seed);
  const adam = new Adam(autoencoder.parameters);
  const mode = { training: true };
  try {
    await train(
      features,
      (batch) => {
        const targets = standardization.apply(batch, mode);
        return {
          loss: adam.minimize(
            () => reconstructionLoss(targets, autoencoder.apply(targets, mode)),
            learningRate,
          ),
        };
      },
      {
        ...run,
        phase: 'fit',
        epochs,
        batchSize,
        rng: rng.derive('order'),
        checkpoint,
        parts: { autoencoder, adam },
      },
    );
    await averageBatchStatistics(whole, features, {
      ...run,
      phase: 'batch statistics',
      batchSize,
      rng: rng.derive('statistics'),
    });
    checkFiniteState(whole);
  } finally {
    adam.dispose();
  }
}

/** @throws OneClassError `invalid-artifact` without features, `invalid-argument` for others */
function checkSameFeatures({ features }: DetectorState, { id, hash }: FeatureExtractor): void {
  if (!features)
    throw new OneClassError(
      'invalid-artifact',
      `This file does not say on which features its ${METHOD_NAME} detector was fitted. It is ` +
        'damaged: fit the detector again.',
      { argument: 'features' },
    );
  if (features.id === id && features.hash === hash) return;
  const what =
    features.id === id
      ? `other weights: expected the hash ${features.hash}, received ${hash}`
      : `other features: expected '${features.id}' (${features.hash}), received '${id}' (${hash})`;
  throw new OneClassError(
    'invalid-argument',
    `This ${METHOD_NAME} detector was fitted on ${what}. Give it the features that it was ` +
      'fitted on, or fit another.',
    {
      argument: 'features',
      expected: features.id === id ? features.hash : features.id,
      received: features.id === id ? hash : id,
    },
  );
}

/** The outputs of the layer of the code. */
function savedLatentSize({ tensors }: DetectorState): number {
  const name = 'autoencoder.layer3.convolution.filter';
  const [, , , outputs = 0] = tensors[name]?.shape ?? [];
  if (outputs > 0) return outputs;
  throw new OneClassError(
    'invalid-artifact',
    `tensor "${name}" [1, 1, 2d, d] is missing or misshaped.`,
  );
}
