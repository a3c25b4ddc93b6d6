/**
 * @file A linear autoencoder of the features of each place: what its few numbers can't say of a
 *   place is anomalous there. A method on features, of any extractor.
 */
import {
  checkState,
  checkSampleShape,
  checkFeatures,
  type FeatureExtractor,
  type FeatureMethod,
  type Method,
} from '@oneclass/core';
import { restoreNetwork } from '@oneclass/nn';
import {
  METHOD_NAME,
  resolvePatchAutoencoderConfig,
  type PatchAutoencoderConfig,
} from './config.ts';
import { createDetector, type PatchAutoencoder } from './detector.ts';
import { layerOf } from './feature-map.ts';
import { fitPatchAutoencoder } from './fit.ts';
import { buildNetwork } from './network.ts';

const description = {
  name: METHOD_NAME,
  summary: 'a linear autoencoder of features: score and score map',
  defaults: resolvePatchAutoencoderConfig(),
  outputs: ['score', 'map'],
  resumable: true,
} as const;

export const patchAutoencoder: FeatureMethod<PatchAutoencoderConfig, PatchAutoencoder> = {
  ...description,
  on: (extractor) => onFeatures(extractor),
};

const onFeatures = (
  extractor: FeatureExtractor,
): Method<PatchAutoencoderConfig, PatchAutoencoder> => ({
  ...description,

  nearestShape(natural, config) {
    resolvePatchAutoencoderConfig(config);
    return natural; // any will do
  },

  checkShape(shape, config) {
    checkSampleShape(shape);
    resolvePatchAutoencoderConfig(config);
  },

  fit: async (normal, given, run) =>
    fitPatchAutoencoder(normal, { config: resolvePatchAutoencoderConfig(given), run, extractor }),

  restore(state) {
    checkState(state, { method: METHOD_NAME });
    checkFeatures(state, extractor);
    const { sampleShape } = state;
    const { fitted, parts } = restoreNetwork(state, (weights) => {
      const config = resolvePatchAutoencoderConfig(state.config);
      const { channels } = layerOf(extractor);
      const parts = buildNetwork({ channels, latentSize: config.latentSize }, weights);
      return { fitted: { config, sampleShape }, parts, network: parts.whole };
    });
    return createDetector(fitted, parts, extractor);
  },
});
