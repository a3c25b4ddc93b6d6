import {
  createRng,
  OneClassError,
  type Dataset,
  type FeatureExtractor,
  type FitRun,
  type Samples,
} from '@oneclass/core';
import { imagesAtATime, openFit, passThrough, placeFeatures } from '@oneclass/nn';
import { METHOD_NAME, SAMPLE, type PatchcoreConfig } from './config.ts';
import { greedyCoreset } from './coreset.ts';
import { createDetector, type Patchcore } from './detector.ts';
import { layoutOf } from './layout.ts';
import { createPatchSample } from './patch-sample.ts';
import { standardizationOf, standardized } from './standardization.ts';

export interface PatchcoreFit {
  /** Resolved. */
  readonly config: PatchcoreConfig;
  readonly run: FitRun | undefined;
  /** Borrowed, also by the detector. */
  readonly extractor: FeatureExtractor;
}

/** A sample of all images' patches in one pass, then the coreset of it. */
export async function fitPatchcore(
  normal: Samples,
  { config, run, extractor }: PatchcoreFit,
): Promise<Patchcore> {
  const check = (dataset: Dataset): void => {
    layoutOf(dataset.sampleShape, config, extractor);
    checkNotEmpty(dataset);
  };
  const request = { method: METHOD_NAME, config, run, features: extractor, check };
  const { dataset, checkpoint, run: watched } = await openFit(normal, request);
  const { sampleShape } = dataset;
  const layout = layoutOf(sampleShape, config, extractor);
  const { grid, channels } = layout;
  const places = grid[0] * grid[1];
  const rng = createRng(config.seed);
  const total = dataset.size * places;
  const sample = createPatchSample({ total, wanted: SAMPLE, channels, rng: rng.derive('sample') });
  const { signal, onProgress } = watched;
  await passThrough(
    dataset,
    async (images) => {
      const features = await placeFeatures(images, extractor, grid);
      const values = await features.data<'float32'>().finally(() => {
        features.dispose();
      });
      const perImage = places * channels;
      for (let start = 0; start < values.length; start += perImage)
        sample.add(values.subarray(start, start + perImage));
    },
    {
      ...{ phase: 'features', batchSize: imagesAtATime(sampleShape), parts: { sample } },
      ...{ checkpoint, signal, onProgress },
    },
  );
  const standardization = standardizationOf(sample.rows(), channels);
  const rows = standardized(sample.rows(), standardization);
  const options = { channels, wanted: config.bank, rng: rng.derive('coreset') };
  const chosen = await greedyCoreset(rows, { ...options, signal, onProgress });
  const bank = new Float32Array(chosen.length * channels);
  chosen.forEach((patch, i) => {
    bank.set(rows.subarray(patch * channels, (patch + 1) * channels), i * channels);
  });
  return createDetector({ config, sampleShape, layout, standardization, bank }, extractor);
}

function checkNotEmpty({ size }: Dataset): void {
  if (size > 0) return;
  throw new OneClassError(
    'invalid-data',
    `${METHOD_NAME} received no training images; expected at least one, and some dozens for a ` +
      'good fit.',
    { argument: 'normal', expected: 'at least 1 image', received: size },
  );
}
