import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import type {
  FeatureExtractor,
  FeatureIdentity,
  MapDetector,
  SampleShape,
  ScoreRun,
} from '@oneclass/core';
import { networkInference, type ScoredTensors } from '@oneclass/nn';
import { METHOD_NAME, resolveScoreConfig, type DfrConfig } from './config.ts';
import { featuresOf, imagesAtATime } from './extraction.ts';
import type { DfrNetwork } from './network.ts';
import { imageScore, scoreMap } from './objective.ts';

/** A fitted DFR. It borrows the extractor, which has to outlive it. */
export interface Dfr extends MapDetector {
  readonly config: DfrConfig;
  readonly features: FeatureIdentity;
  /** Channels of the autoencoder's code. */
  readonly latentSize: number;
}

export interface Fitted {
  readonly config: DfrConfig;
  readonly sampleShape: SampleShape;
  readonly extractor: FeatureExtractor;
  readonly network: DfrNetwork;
  readonly latentSize: number;
}

const inference = { training: false };

/** The detector owns the network from here on. */
export function createDetector({
  config,
  sampleShape,
  extractor,
  network,
  latentSize,
}: Fitted): Dfr {
  const [height, width] = sampleShape;
  const { standardization, autoencoder, whole } = network;
  const { compute, computeWithMaps, state, dispose } = networkInference({
    name: METHOD_NAME,
    config,
    sampleShape,
    network: whole,
  });
  const features: FeatureIdentity = Object.freeze({ id: extractor.id, hash: extractor.hash });

  const mapOf = (images: Tensor4D): Tensor3D => {
    const found = standardization.apply(featuresOf(images, extractor), inference) as Tensor4D;
    return scoreMap(found, autoencoder.apply(found, inference) as Tensor4D, [height, width]);
  };
  const withBatchSize = ({ config: _, ...run }: ScoreRun): ScoreRun => ({
    batchSize: imagesAtATime(sampleShape),
    ...run,
  });

  return {
    method: METHOD_NAME,
    config,
    sampleShape,
    features,
    latentSize,
    async score(samples, run = {}) {
      const score = resolveScoreConfig(config, run.config);
      const of = (images: Tensor4D): Tensor => imageScore(mapOf(images), score);
      return (await compute(samples, { phase: 'score', of, shape: [] }, withBatchSize(run))).data;
    },
    async scoreMap(samples, run = {}) {
      // refuses a wrong one, though maps take nothing from it
      resolveScoreConfig(config, run.config);
      return compute(
        samples,
        { phase: 'score map', of: mapOf, shape: [height, width] },
        withBatchSize(run),
      );
    },
    async scoreWithMap(samples, run = {}) {
      const score = resolveScoreConfig(config, run.config);
      const of = (images: Tensor4D): ScoredTensors => {
        const maps = mapOf(images);
        return { scores: imageScore(maps, score), maps };
      };
      return computeWithMaps(samples, of, withBatchSize(run));
    },
    state: () => ({ ...state(), features }),
    dispose,
  };
}
