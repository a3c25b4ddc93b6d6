/**
 * @file Kernel density estimate: what lies where training images are sparse is anomalous (Parzen
 *   1962). With the settings of Deep SVDD's table (Ruff et al. 2018): Gaussian kernel, its width by
 *   the cross-validated likelihood of the training images, on their principal components. The score
 *   is the negative log-density without the logarithm of the kernel's height: that is the same for
 *   every image, and in hundreds of dimensions so large that float32 would have no digits left for
 *   what differs.
 */
import {
  checkState,
  checkSampleShape,
  toDataset,
  type DetectorState,
  type Method,
  type SampleShape,
  restoredConfig,
  tensorReader,
} from '@oneclass/core';
import { scoringDetector, type Baseline } from '../detector.ts';
import { fitFeatures, restoreFeatures, type Features } from '../features/features.ts';
import type { Rows } from '../features/rows.ts';
import { shrink } from '../shape.ts';
import { referenceRows } from '../squared-distances.ts';
import { chooseBandwidth } from './bandwidth.ts';
import { METHOD_NAME, resolveKdeConfig, type KdeConfig } from './config.ts';
import { logMeanKernel } from './objective.ts';

export type Kde = Baseline<KdeConfig> & {
  /** The one that was chosen. */
  readonly bandwidth: number;
};

export const kde: Method<KdeConfig, Kde> = {
  name: METHOD_NAME,
  summary: 'kernel density estimate with a Gaussian kernel: score',
  guide: {
    suits: 'small aligned images, to compare with',
    images: 5000,
    measured: { on: '300 images of 67×60', seconds: 1.8, megabytes: 1.0 },
  },
  defaults: resolveKdeConfig(),
  outputs: ['score'],
  resumable: false,

  nearestShape(natural, config) {
    resolveKdeConfig(config);
    return shrink(natural);
  },

  checkShape(shape, config) {
    checkSampleShape(shape);
    resolveKdeConfig(config);
  },

  async fit(normal, given, run = {}) {
    const config = resolveKdeConfig(given);
    const dataset = await toDataset(normal, { method: METHOD_NAME, signal: run.signal });
    const { features, rows } = await fitFeatures(dataset, {
      ...run,
      method: METHOD_NAME,
      config,
      least: config.bandwidths.length > 1 ? config.folds : 2,
    });
    try {
      const bandwidth = await chooseBandwidth(rows, { ...run, config });
      return detectorOf({
        features,
        rows,
        bandwidth: Math.fround(bandwidth),
        config,
        sampleShape: dataset.sampleShape,
      });
    } catch (error) {
      features.dispose();
      throw error;
    }
  },

  restore: restoreKde,
};

interface Parts {
  readonly features: Features;
  /** Of the training images. */
  readonly rows: Rows;
  readonly bandwidth: number;
  readonly config: KdeConfig;
  readonly sampleShape: SampleShape;
}

function detectorOf({ features, rows, bandwidth, config, sampleShape }: Parts): Kde {
  const references = referenceRows(rows);
  const detector = scoringDetector<KdeConfig>({
    method: METHOD_NAME,
    config,
    sampleShape,
    async score(images) {
      const distances = await references.distancesTo(() => features.of(images));
      return Float32Array.from(
        { length: images.shape[0] },
        (_, i) =>
          -logMeanKernel(distances.subarray(i * rows.count, (i + 1) * rows.count), bandwidth),
      );
    },
    tensors: () => ({
      ...features.state(),
      rows: { shape: [rows.count, rows.size], data: rows.data.slice() },
      bandwidth: { shape: [1], data: Float32Array.of(bandwidth) },
    }),
    dispose() {
      features.dispose();
      references.dispose();
    },
  });
  return { ...detector, bandwidth };
}

function restoreKde(state: DetectorState): Kde {
  checkState(state, { method: METHOD_NAME });
  const config = restoredConfig(state, resolveKdeConfig);
  const reader = tensorReader(state);
  const bandwidth = reader.read('bandwidth', [1]).data[0] as number;
  if (bandwidth <= 0) throw reader.damaged('its bandwidth is not above 0.');
  const { data, shape } = reader.read('rows', [undefined, undefined]);
  const features = restoreFeatures(reader, { config, sampleShape: state.sampleShape });
  const [count, size] = shape as [number, number];
  if (size !== features.size) {
    features.dispose();
    throw reader.damaged(
      `the tensor 'rows' has rows of ${String(size)} values instead of ${String(features.size)}.`,
    );
  }
  return detectorOf({
    features,
    rows: { count, size, data: data.slice() },
    bandwidth,
    config,
    sampleShape: state.sampleShape,
  });
}
