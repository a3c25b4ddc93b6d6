/**
 * @file PatchCore: how far each patch of an image is from the nearest of a bank of patches of
 *   normal images, in the features of a pretrained network, wherever it lies. After Roth, Pemula,
 *   Zepeda, Schölkopf, Brox and Gehler 2022, "Towards total recall in industrial anomaly
 *   detection". Deviations: channels are standardised, so that nothing depends on the features'
 *   scale; the bank is chosen from a sample of 30,000 patches, and has a number of patches instead
 *   of a share; the coreset is chosen by whole features, not by random projections of them; an
 *   image's score is the mean of its largest distances, without re-weighting.
 */
import {
  checkFeatures,
  checkSampleShape,
  checkState,
  type FeatureExtractor,
  type FeatureMethod,
  type Method,
} from '@oneclass/core';
import { featureShape } from '@oneclass/nn';
import { METHOD_NAME, resolvePatchcoreConfig, type PatchcoreConfig } from './config.ts';
import { createDetector, type Patchcore } from './detector.ts';
import { fitPatchcore } from './fit.ts';
import { layoutOf } from './layout.ts';
import { restoreFitted } from './saved.ts';

const description = {
  name: METHOD_NAME,
  summary: 'nearest normal patches of pretrained features, wherever they lie: score and map',
  guide: {
    suits: 'textures, parts that lie anyhow',
    images: 30,
    measured: { on: '300 images of 224×224', seconds: 7.0, megabytes: 1.8 },
  },
  defaults: resolvePatchcoreConfig(),
  outputs: ['score', 'map'],
  resumable: true,
} as const;

/** PatchCore; `patchcore.on(features)` is a method to fit with. */
export const patchcore: FeatureMethod<PatchcoreConfig, Patchcore> = {
  ...description,
  usualFeatures: 'efficientnet-lite0',
  on: (extractor) => patchcoreOn(extractor),
};

const patchcoreOn = (extractor: FeatureExtractor): Method<PatchcoreConfig, Patchcore> => ({
  ...description,

  nearestShape(natural, config) {
    resolvePatchcoreConfig(config);
    return featureShape(natural, extractor);
  },

  checkShape(shape, config) {
    checkSampleShape(shape);
    layoutOf(shape, resolvePatchcoreConfig(config), extractor);
  },

  fit: async (normal, given, run) =>
    fitPatchcore(normal, { config: resolvePatchcoreConfig(given), run, extractor }),

  restore(state) {
    checkState(state, { method: METHOD_NAME, facts: ['place', 'patches'] });
    checkFeatures(state, extractor);
    return createDetector(restoreFitted(state, extractor), extractor);
  },
});
