/**
 * @file Reconstruction from principal components, which is the best linear autoencoder (Baldi and
 *   Hornik 1989): what training images do not vary in is anomalous. Score and map are squared
 *   errors of the pixels, with `normalizeContrast` of the normalised ones.
 */
import {
  checkState,
  checkSampleShape,
  defineDetector,
  once,
  readOutputs,
  toDataset,
  type DetectorState,
  type DetectorWith,
  type Method,
  type SampleShape,
  type StandardOutput,
  restoredConfig,
  tensorReader,
} from '@oneclass/core';
import { batchSize } from '../detector.ts';
import { fitFeatures, restoreFeatures, type Features } from '../features/features.ts';
import { imagesOf, pixelsOf } from '../features/pixels.ts';
import { reconstructRows } from '../features/principal-components.ts';
import { shrink } from '../shape.ts';
import { METHOD_NAME, resolvePcaConfig, type PcaConfig } from './config.ts';
import { errorMap, errorScore } from './objective.ts';

export type Pca = DetectorWith<PcaConfig, StandardOutput>;

export const pca: Method<PcaConfig, Pca> = {
  name: METHOD_NAME,
  summary: 'PCA, the linear autoencoder: score, score map, reconstruction and code',
  guide: {
    suits: 'small aligned images, to compare with',
    images: 5000,
    measured: { on: '300 images of 67×60', seconds: 0.6, megabytes: 0.26 },
  },
  defaults: resolvePcaConfig(),
  outputs: ['score', 'map', 'reconstruction', 'code'],
  resumable: false,

  nearestShape(natural, config) {
    resolvePcaConfig(config);
    return shrink(natural);
  },

  checkShape(shape, config) {
    checkSampleShape(shape);
    resolvePcaConfig(config);
  },

  async fit(normal, given, run = {}) {
    const config = resolvePcaConfig(given);
    const dataset = await toDataset(normal, { method: METHOD_NAME, signal: run.signal });
    const { features } = await fitFeatures(dataset, { ...run, method: METHOD_NAME, config });
    return detectorOf({ features, config, sampleShape: dataset.sampleShape });
  },

  restore(state: DetectorState) {
    checkState(state, { method: METHOD_NAME });
    const config = restoredConfig(state, resolvePcaConfig);
    const features = restoreFeatures(tensorReader(state), {
      config,
      sampleShape: state.sampleShape,
    });
    return detectorOf({ features, config, sampleShape: state.sampleShape });
  },
};

interface Parts {
  readonly features: Features;
  readonly config: PcaConfig;
  readonly sampleShape: SampleShape;
}

function detectorOf({ features, config, sampleShape }: Parts): Pca {
  const [height, width] = sampleShape;
  const { range } = features;
  const principal = features.principal as NonNullable<Features['principal']>;
  return defineDetector<PcaConfig, StandardOutput>({
    method: METHOD_NAME,
    config,
    sampleShape,
    batchSize,
    outputs: {
      score: [],
      map: [height, width],
      reconstruction: sampleShape,
      code: [features.size],
    },
    compute: (images, { wanted }) =>
      readOutputs(wanted, () => {
        const pixels = once(() => pixelsOf(images, range));
        const code = once(() => features.of(images));
        const rows = once(() => reconstructRows(code(), principal));
        return {
          score: () => errorScore(pixels(), rows()),
          map: () => errorMap(pixels(), rows(), sampleShape),
          reconstruction: () => imagesOf(rows(), images, range),
          code,
        };
      }),
    tensors: () => features.state(),
    dispose: () => {
      features.dispose();
    },
  });
}
