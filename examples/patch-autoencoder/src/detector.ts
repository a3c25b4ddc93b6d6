import { once, type DetectorWith, type FeatureExtractor, type SampleShape } from '@oneclass/core';
import { networkDetector } from '@oneclass/nn';
import type { Tensor4D } from '@tensorflow/tfjs';
import { METHOD_NAME, type PatchAutoencoderConfig } from './config.ts';
import { featureMap } from './feature-map.ts';
import type { PatchNetwork } from './network.ts';
import { imageScore, scoreMap } from './objective.ts';

export type PatchAutoencoder = DetectorWith<PatchAutoencoderConfig, 'score' | 'map'>;

export interface Fitted {
  readonly config: PatchAutoencoderConfig;
  readonly sampleShape: SampleShape;
}

const inference = { training: false };

/** The detector owns the network from here on, and borrows the extractor. */
export function createDetector(
  fitted: Fitted,
  { scale, autoencoder, whole }: PatchNetwork,
  extractor: FeatureExtractor,
): PatchAutoencoder {
  const [height, width] = fitted.sampleShape;
  return networkDetector<PatchAutoencoderConfig, 'score' | 'map'>({
    ...fitted,
    method: METHOD_NAME,
    features: Object.freeze({ id: extractor.id, hash: extractor.hash }),
    network: whole,
    outputs: { score: [], map: [height, width] },
    prepare: (images) => featureMap(images, extractor),
    forward(features) {
      const targets = scale.apply(features, inference) as Tensor4D;
      const map = once(() =>
        scoreMap(targets, autoencoder.apply(targets, inference) as Tensor4D, [height, width]),
      );
      return { score: () => imageScore(map()), map };
    },
  });
}
