import {
  createRng,
  leadingEigenvectors,
  OneClassError,
  startPhase,
  type Dataset,
  type FeatureExtractor,
  type FitRun,
  type Samples,
} from '@oneclass/core';
import {
  averageBatchStatistics,
  buildFrom,
  checkFiniteState,
  checkTrainingMemory,
  disposeLayer,
  openFit,
  randomWeights,
  train,
  withAdam,
  type Adam,
  type Fit,
} from '@oneclass/nn';
import { METHOD_NAME, type DfrConfig } from './config.ts';
import { createDetector, type Dfr } from './detector.ts';
import { channelsOf, checkShape, featuresOf, imagesAtATime } from './extraction.ts';
import { collectFeatures, type FeatureSet } from './feature-set.ts';
import type { Moments } from './moments.ts';
import { buildNetwork, stepSize, type DfrNetwork } from './network.ts';
import { reconstructionLoss } from './objective.ts';
import { gridOf } from './regional-features.ts';
import { standardizationOf, type Standardization } from './standardization.ts';

export interface DfrFit {
  /** Resolved. */
  readonly config: DfrConfig;
  readonly run: FitRun | undefined;
  /** Borrowed, also by the detector. */
  readonly extractor: FeatureExtractor;
}

/**
 * Bytes of the training images' features that are kept, two a value (an image of 224×224 with 704
 * channels has 4.4 MB); those of images beyond it are computed anew in every epoch.
 */
const CACHE_BYTES = 1.5e9;

/** Features of all images, their moments, then the autoencoder on them. */
export async function fitDfr(normal: Samples, { config, run, extractor }: DfrFit): Promise<Dfr> {
  const check = (dataset: Dataset): void => {
    checkShape(dataset.sampleShape, extractor);
    checkNotEmpty(dataset);
  };
  const request = { method: METHOD_NAME, config, run, features: extractor, check };
  const fit = await openFit(normal, request);
  const { sampleShape } = fit.dataset;
  const { moments, features } = await extractAll(fit, extractor);
  const standardization = standardizationOf(moments, config.standardize);
  const channels = channelsOf(extractor);
  const latentSize =
    config.latentSize ?? (await latentSizeOf(moments, standardization.deviation, fit));
  const size = stepSize({ channels, latentSize, grid: gridOf(sampleShape) });
  checkTrainingMemory(fit.dataset, { method: METHOD_NAME, batchSize: config.batchSize, ...size });
  const weights = randomWeights(createRng(config.seed).derive('weights'));
  const network = buildFrom(weights, () =>
    buildNetwork({ channels, latentSize, standardization }, weights),
  );
  try {
    await withAdam(network.autoencoder.parameters, {}, (adam) =>
      trainNetwork(network, adam, { ...fit, dataset: features }),
    );
    return createDetector({ config, sampleShape, facts: { latentSize } }, network, extractor);
  } catch (error) {
    disposeLayer(network.whole);
    throw error;
  }
}

const extractAll = (
  { dataset, run: { signal, onProgress, cacheBytes = CACHE_BYTES } }: Fit<DfrConfig>,
  extractor: FeatureExtractor,
): Promise<FeatureSet> =>
  collectFeatures(dataset, {
    signal,
    onProgress,
    extract: (images) => featuresOf(images, extractor),
    shape: [...gridOf(dataset.sampleShape), channelsOf(extractor)],
    batchSize: imagesAtATime(dataset.sampleShape),
    cacheBytes,
  });

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

/** Principal components that hold the share of the variance: section 3.2 of the paper. */
async function latentSizeOf(
  moments: Moments,
  deviation: Standardization['deviation'],
  { config, run: { signal, onProgress } }: Fit<DfrConfig>,
): Promise<number> {
  const about = { phase: 'latent size', unit: 'decompositions', steps: 1, units: 1 };
  const phase = startPhase({ ...about, signal, onProgress });
  const { size, data } = moments.covariance();
  const scaled = data.map(
    (value, i) =>
      value / ((deviation[Math.floor(i / size)] as number) * (deviation[i % size] as number)),
  );
  const rng = createRng(config.seed).derive('latent size');
  const share = config.explainedVariance;
  const components = await leadingEigenvectors({ size, data: scaled }, { share, rng, signal });
  await phase.step(1);
  phase.end();
  return components.length;
}

const mode = { training: true };

/** Adam on the mean squared error, images in random order. @param fit on features */
async function trainNetwork(
  { standardization, autoencoder, whole }: DfrNetwork,
  adam: Adam,
  { config, dataset: features, run, checkpoint }: Fit<DfrConfig>,
): Promise<void> {
  const { epochs, batchSize, learningRate } = config;
  const rng = createRng(config.seed);
  await train(
    features,
    (batch) => {
      const targets = standardization.apply(batch, mode);
      const loss = adam.minimize(
        () => reconstructionLoss(targets, autoencoder.apply(targets, mode)),
        learningRate,
      );
      return { loss };
    },
    {
      ...{ ...run, phase: 'fit', epochs, batchSize, rng: rng.derive('order'), checkpoint },
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
}
