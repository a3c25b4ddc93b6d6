/**
 * @file Two small methods that keep the contract, written by hand as a stranger might: the mean of
 *   the images, and of their features, approached step by step. The broken ones are made from them.
 */
import {
  checkSampleShape,
  type FeatureExtractor,
  type FeatureMethod,
  type Method,
  type MethodGuide,
} from '@oneclass/core';
import { DEFAULTS, resolveToyConfig, type ToyConfig } from './toy/config.ts';
import type { Toy } from './toy/detector.ts';
import { fitToy } from './toy/fit.ts';
import { restoreToy } from './toy/restore.ts';
import { checkSides, featuresOf, nearestSides, pixels, type View } from './toy/view.ts';

const GUIDE: MethodGuide = {
  suits: 'tests of the kit',
  images: 1,
  measured: { on: 'eight images of 4×4', seconds: 0.01, megabytes: 0.001 },
};

const methodOn = (view: View, summary: string): Method<ToyConfig, Toy> => ({
  name: view.name,
  summary,
  defaults: DEFAULTS,
  outputs: view.outputs,
  resumable: true,
  guide: GUIDE,
  nearestShape(natural, config) {
    resolveToyConfig(config);
    return nearestSides(natural);
  },
  checkShape(shape, config) {
    resolveToyConfig(config);
    checkSampleShape(shape);
    checkSides(shape);
  },
  fit: (normal, config, run = {}) => fitToy(normal, { view, config, run }),
  restore: (state) => restoreToy(state, view),
});

export const toy: Method<ToyConfig, Toy> = methodOn(pixels, 'distance from the mean image');

const FEATURE_SUMMARY = 'distance from the mean features';

export const featureToy: FeatureMethod<ToyConfig, Toy> = {
  name: 'feature-toy',
  summary: FEATURE_SUMMARY,
  defaults: DEFAULTS,
  outputs: ['score', 'map'],
  resumable: true,
  guide: GUIDE,
  on: (extractor: FeatureExtractor) => methodOn(featuresOf(extractor), FEATURE_SUMMARY),
};
