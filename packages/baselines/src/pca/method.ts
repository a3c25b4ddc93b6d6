/**
 * @file Reconstruction from principal components, which is the best linear autoencoder (Baldi and
 *   Hornik 1989): what training images do not vary in is anomalous. Score and map are squared
 *   errors of the pixels, with `normalizeContrast` of the normalised ones.
 */
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import {
  toDataset,
  type DetectorState,
  type Encoder,
  type MapDetector,
  type Method,
  type Reconstructor,
  type SampleShape,
} from '@oneclass/core';
import { createDetector } from '../detector.ts';
import { fitFeatures, restoreFeatures, type Features } from '../features/features.ts';
import { imagesOf, pixelsOf } from '../features/pixels.ts';
import { reconstructRows } from '../features/principal-components.ts';
import { shrink } from '../shape.ts';
import { restoredConfig, tensorReader } from '../state.ts';
import { valuesOf } from '../values.ts';
import { METHOD_NAME, resolvePcaConfig, type PcaConfig } from './config.ts';
import { errorMap, errorScore } from './objective.ts';

export interface Pca extends MapDetector, Reconstructor, Encoder {
  readonly config: PcaConfig;
}

export const pca: Method<PcaConfig, Pca> = {
  name: METHOD_NAME,
  summary: 'PCA, the linear autoencoder: score, score map, reconstruction and code',
  defaults: resolvePcaConfig(),

  nearestShape(natural, config) {
    resolvePcaConfig(config);
    return shrink(natural);
  },

  async fit(normal, given, run = {}) {
    const config = resolvePcaConfig(given);
    const dataset = await toDataset(normal, { method: METHOD_NAME });
    const { features } = await fitFeatures(dataset, { ...run, method: METHOD_NAME, config });
    return detectorOf({ features, config, sampleShape: dataset.sampleShape });
  },

  restore(state: DetectorState) {
    const config = restoredConfig(state, resolvePcaConfig);
    const features = restoreFeatures(tensorReader(state), {
      config,
      sampleShape: state.sampleShape,
    });
    return detectorOf({ features, config, sampleShape: state.sampleShape });
  },
};

function detectorOf({
  features,
  config,
  sampleShape,
}: {
  features: Features;
  config: PcaConfig;
  sampleShape: SampleShape;
}): Pca {
  const [height, width] = sampleShape;
  const { range } = features;
  const principal = features.principal as NonNullable<Features['principal']>;
  const reconstruction = (images: Tensor4D): Tensor2D =>
    reconstructRows(features.of(images), principal);

  const computed =
    (compute: (images: Tensor4D) => Tensor) =>
    (images: Tensor4D): Promise<Float32Array> =>
      valuesOf(() => compute(images));

  const { detector, compute } = createDetector<PcaConfig>({
    method: METHOD_NAME,
    config,
    sampleShape,
    score: computed((images) => errorScore(pixelsOf(images, range), reconstruction(images))),
    tensors: () => features.state(),
    dispose: () => {
      features.dispose();
    },
  });
  const mapped = computed((images) =>
    errorMap(pixelsOf(images, range), reconstruction(images), sampleShape),
  );
  const reconstructed = computed((images) => imagesOf(reconstruction(images), images, range));
  return {
    ...detector,
    scoreMap: (samples, run) =>
      compute(samples, { phase: 'score map', shape: [height, width], of: mapped }, run),
    reconstruct: (samples, run) =>
      compute(samples, { phase: 'reconstruct', shape: sampleShape, of: reconstructed }, run),
    encode: (samples, run) =>
      compute(
        samples,
        { phase: 'encode', shape: [features.size], of: computed((images) => features.of(images)) },
        run,
      ),
  };
}
