import {
  OneClassError,
  type Dataset,
  type FeatureExtractor,
  type FitRun,
  type Samples,
} from '@oneclass/core';
import { imagesAtATime, openFit, passThrough } from '@oneclass/nn';
import { METHOD_NAME, type PadimConfig } from './config.ts';
import { createDetector, type Padim } from './detector.ts';
import { distributionsOf } from './distribution.ts';
import { featuresOf } from './extraction.ts';
import { drawChannels, layoutOf } from './layout.ts';
import { createStatistics } from './statistics.ts';

export interface PadimFit {
  /** Resolved. */
  readonly config: PadimConfig;
  readonly run: FitRun | undefined;
  /** Borrowed, also by the detector. */
  readonly extractor: FeatureExtractor;
}

/** Statistics of all images' features in one pass, then the distributions. */
export async function fitPadim(
  normal: Samples,
  { config, run, extractor }: PadimFit,
): Promise<Padim> {
  const check = (dataset: Dataset): void => {
    layoutOf(dataset.sampleShape, config, extractor);
    checkNotEmpty(dataset);
  };
  const request = { method: METHOD_NAME, config, run, features: extractor, check };
  const { dataset, checkpoint, run: watched } = await openFit(normal, request);
  const { sampleShape } = dataset;
  const layout = layoutOf(sampleShape, config, extractor);
  const chosen = drawChannels(config, layout, extractor);
  const { grid, channels } = layout;
  const statistics = createStatistics(grid[0] * grid[1], channels);
  const perImage = statistics.mean.length;
  const { signal, onProgress } = watched;
  await passThrough(
    dataset,
    async (images) => {
      const features = await featuresOf(images, { extractor, grid, chosen });
      for (let start = 0; start < features.length; start += perImage)
        statistics.add(features.subarray(start, start + perImage));
    },
    {
      ...{ phase: 'features', batchSize: imagesAtATime(sampleShape), parts: { statistics } },
      ...{ checkpoint, signal, onProgress },
    },
  );
  const distributions = await distributionsOf(statistics, { signal, onProgress });
  return createDetector({ config, sampleShape, layout, chosen, distributions }, extractor);
}

function checkNotEmpty({ size }: Dataset): void {
  if (size > 0) return;
  throw new OneClassError(
    'invalid-data',
    `${METHOD_NAME} received no training images; expected at least one, and a hundred or more ` +
      'for a good fit.',
    { argument: 'normal', expected: 'at least 1 image', received: size },
  );
}
