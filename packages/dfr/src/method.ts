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
  checkState,
  checkSampleShape,
  checkFeatures,
  type FeatureExtractor,
  type FeatureMethod,
  type Method,
} from '@oneclass/core';
import { restoreNetwork } from '@oneclass/nn';
import { METHOD_NAME, resolveDfrConfig, type DfrConfig } from './config.ts';
import { createDetector, type Dfr } from './detector.ts';
import { channelsOf, checkShape, nearestShape } from './extraction.ts';
import { fitDfr } from './fit.ts';
import { buildNetwork } from './network.ts';
import { savedLatentSize } from './saved.ts';

const description = {
  name: METHOD_NAME,
  summary: 'deep feature reconstruction on pretrained features: score and sharp score map',
  guide: {
    suits: 'fine defects of textures, sharp maps',
    images: 30,
    measured: { on: '300 images of 224×224', seconds: 452 }, // results/magnetic-tile
  },
  defaults: resolveDfrConfig(),
  outputs: ['score', 'map'],
  resumable: true,
} as const;

/** DFR; `dfr.on(features)` is a method to fit with. */
export const dfr: FeatureMethod<DfrConfig, Dfr> = {
  ...description,
  usualFeatures: 'vgg19', // the paper's
  on: (extractor) => dfrOn(extractor),
};

const dfrOn = (extractor: FeatureExtractor): Method<DfrConfig, Dfr> => ({
  ...description,

  nearestShape(natural, config) {
    resolveDfrConfig(config);
    return nearestShape(natural, extractor);
  },

  checkShape(shape, config) {
    checkSampleShape(shape);
    resolveDfrConfig(config);
    checkShape(shape, extractor);
  },

  fit: async (normal, given, run) =>
    fitDfr(normal, { config: resolveDfrConfig(given), run, extractor }),

  restore(state) {
    checkState(state, { method: METHOD_NAME, facts: ['latentSize'] });
    checkFeatures(state, extractor);
    const { sampleShape } = state;
    const { fitted, parts } = restoreNetwork(state, (weights) => {
      const config = resolveDfrConfig(state.config as Partial<DfrConfig>);
      checkShape(sampleShape, extractor);
      const facts = { latentSize: savedLatentSize(state) };
      const parts = buildNetwork({ channels: channelsOf(extractor), ...facts }, weights);
      return { fitted: { config, sampleShape, facts }, parts, network: parts.whole };
    });
    return createDetector(fitted, parts, extractor);
  },
});
