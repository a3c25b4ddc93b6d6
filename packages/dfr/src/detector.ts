import { once, type DetectorWith, type FeatureExtractor, type SampleShape } from '@oneclass/core';
import { networkDetector, placesScore } from '@oneclass/nn';
import type { Tensor4D } from '@tensorflow/tfjs';
import { METHOD_NAME, resolveScoreConfig, type DfrConfig, type DfrScoreConfig } from './config.ts';
import { featuresOf, imagesAtATime } from './extraction.ts';
import type { DfrNetwork } from './network.ts';
import { scoreMap } from './objective.ts';

/** A fitted DFR; `facts.latentSize` of its state is the number of channels of the code. */
export type Dfr = DetectorWith<DfrConfig, 'score' | 'map'>;

export interface Fitted {
  readonly config: DfrConfig;
  readonly sampleShape: SampleShape;
  readonly facts: { readonly latentSize: number };
}

const inference = { training: false };

/** The detector owns the network from here on, and borrows the extractor. */
export function createDetector(
  fitted: Fitted,
  { standardization, autoencoder, whole }: DfrNetwork,
  extractor: FeatureExtractor,
): Dfr {
  const [height, width] = fitted.sampleShape;
  return networkDetector<DfrConfig, 'score' | 'map', DfrScoreConfig>({
    ...fitted,
    method: METHOD_NAME,
    features: Object.freeze({ id: extractor.id, hash: extractor.hash }),
    network: whole,
    outputs: { score: [], map: [height, width] },
    resolveScore: (override) => resolveScoreConfig(fitted.config, override),
    batchSize: () => imagesAtATime(fitted.sampleShape),
    prepare: (images) => featuresOf(images, extractor),
    forward(features, score) {
      const targets = standardization.apply(features, inference) as Tensor4D;
      const map = once(() =>
        scoreMap(targets, autoencoder.apply(targets, inference) as Tensor4D, [height, width]),
      );
      return { score: () => placesScore(map(), score), map };
    },
  });
}
