/**
 * @file A Gaussian for each pixel, independent of its neighbours: what lies far from them is
 *   anomalous. One pass over the training images.
 */
import {
  checkState,
  checkSampleShape,
  OneClassError,
  runBatches,
  toDataset,
  type Method,
} from '@oneclass/core';
import { METHOD_NAME, resolvePixelGaussianConfig, type PixelGaussianConfig } from './config.ts';
import { createDetector, restoreDetector, type PixelGaussian } from './detector.ts';
import { mergeMoments, momentsOf, type Moments } from './objective.ts';

const BATCH_SIZE = 64;

export const pixelGaussian: Method<PixelGaussianConfig, PixelGaussian> = {
  name: METHOD_NAME,
  summary: 'a Gaussian for each pixel: score and score map',
  defaults: resolvePixelGaussianConfig(),
  outputs: ['score', 'map'],
  resumable: false,

  nearestShape(natural, config) {
    resolvePixelGaussianConfig(config);
    return natural; // any will do
  },

  checkShape(shape, config) {
    checkSampleShape(shape);
    resolvePixelGaussianConfig(config);
  },

  async fit(normal, given, run = {}) {
    const config = resolvePixelGaussianConfig(given);
    const dataset = await toDataset(normal, { method: METHOD_NAME, signal: run.signal });
    let moments: Moments | undefined;
    const pass = { ...run, phase: 'fit', batchSize: BATCH_SIZE };
    await runBatches(dataset, pass, async (images) => {
      const more = await momentsOf(images);
      moments = moments ? mergeMoments(moments, more) : more;
    });
    if (!moments) throw noImages();
    const { count, mean, squares } = moments;
    if (!squares.every(Number.isFinite)) throw brokenPixels();
    const variance = Float32Array.from(squares, (sum) =>
      Math.max(sum / count, config.varianceFloor),
    );
    return createDetector({ mean: Float32Array.from(mean), variance }, config, dataset.sampleShape);
  },

  restore(state) {
    checkState(state, { method: METHOD_NAME });
    return restoreDetector(state);
  },
};

const noImages = (): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${METHOD_NAME} received no training images; expected one at least, and dozens for a ` +
      'useful fit.',
    {
      argument: 'normal',
      expected: 'one image or more',
      received: 0,
    },
  );

const brokenPixels = (): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${METHOD_NAME} received training images with pixels that are not finite; expected numbers ` +
      'in [0, 1]. Look for a broken image.',
    { argument: 'normal', expected: 'pixels in [0, 1]' },
  );
