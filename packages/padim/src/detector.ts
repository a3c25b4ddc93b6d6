import * as tf from '@tensorflow/tfjs';
import {
  defineDetector,
  readOutputs,
  type DetectorWith,
  type FeatureExtractor,
  type SampleShape,
} from '@oneclass/core';
import { imagesAtATime, placeMap, placesScore } from '@oneclass/nn';
import {
  METHOD_NAME,
  resolveScoreConfig,
  type PadimConfig,
  type PadimScoreConfig,
} from './config.ts';
import type { Distributions } from './distribution.ts';
import { featuresOf } from './extraction.ts';
import type { Layout } from './layout.ts';
import { mahalanobis } from './objective.ts';
import { triangleSize } from './triangle.ts';

/** A fitted PaDiM; `facts.place` of its state is the pixels a side of a place. */
export type Padim = DetectorWith<PadimConfig, 'score' | 'map'>;

export interface Fitted {
  readonly config: PadimConfig;
  readonly sampleShape: SampleShape;
  readonly layout: Layout;
  /** Channels of the features that are used. */
  readonly chosen: Uint32Array;
  readonly distributions: Distributions;
}

/** The extractor is borrowed. */
export function createDetector(fitted: Fitted, extractor: FeatureExtractor): Padim {
  const { config, sampleShape, layout, chosen, distributions } = fitted;
  const [height, width] = sampleShape;
  const { place, grid, channels } = layout;
  const places = grid[0] * grid[1];
  return defineDetector<PadimConfig, 'score' | 'map', PadimScoreConfig>({
    method: METHOD_NAME,
    config,
    sampleShape,
    facts: Object.freeze({ place }),
    features: Object.freeze({ id: extractor.id, hash: extractor.hash }),
    outputs: { score: [], map: [height, width] },
    resolveScore: (override) => resolveScoreConfig(config, override),
    batchSize: () => imagesAtATime(sampleShape),
    async compute(images, { wanted, score }) {
      const features = await featuresOf(images, { extractor, grid, chosen });
      const distances = mahalanobis(features, distributions, channels);
      return readOutputs(wanted, () => {
        const scores = tf.tensor3d(distances, [images.shape[0], ...grid]);
        const smoothing = score.smoothing * place;
        return {
          score: () => placesScore(scores, score),
          map: () => placeMap(scores, { size: [height, width], smoothing }),
        };
      });
    },
    tensors: () => ({
      channels: { shape: [channels], data: Float32Array.from(chosen) },
      mean: { shape: [places, channels], data: distributions.mean.slice() },
      factors: { shape: [places, triangleSize(channels)], data: distributions.factors.slice() },
    }),
    dispose: () => undefined, // it keeps no tensors
  });
}
