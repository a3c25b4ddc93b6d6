/**
 * @file A Gaussian for each pixel, independent of its neighbours: what lies far from them is
 *   anomalous. One pass over the training images.
 */
import { OneClassError, toDataset, type Method } from '@oneclass/core';
import { METHOD_NAME, resolvePixelGaussianConfig, type PixelGaussianConfig } from './config.ts';
import { createDetector, restoreDetector, type PixelGaussian } from './detector.ts';
import { mergeMoments, momentsOf, type Moments } from './objective.ts';
import { pass } from './pass.ts';

const BATCH_SIZE = 64;

export const pixelGaussian: Method<PixelGaussianConfig, PixelGaussian> = {
  name: METHOD_NAME,
  summary: 'a Gaussian for each pixel: score and score map',
  defaults: resolvePixelGaussianConfig(),

  nearestShape(natural, config) {
    resolvePixelGaussianConfig(config);
    return natural; // any will do
  },

  async fit(normal, given, run = {}) {
    const config = resolvePixelGaussianConfig(given);
    const dataset = await toDataset(normal, { method: METHOD_NAME });
    let moments: Moments | undefined;
    await pass(
      dataset,
      async (images) => {
        const more = await momentsOf(images);
        moments = moments ? mergeMoments(moments, more) : more;
      },
      { ...run, phase: 'fit', batchSize: BATCH_SIZE },
    );
    if (!moments) throw noImages();
    const { count, mean, squares } = moments;
    const variance = Float32Array.from(squares, (sum) =>
      Math.max(sum / count, config.varianceFloor),
    );
    return createDetector({ mean: Float32Array.from(mean), variance }, config, dataset.sampleShape);
  },

  restore: restoreDetector,
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
