/**
 * @file One-class SVM (Schölkopf et al. 2001): a hyperplane in the space of the RBF kernel sets
 *   the training images apart from the origin; the score is how far an image lies on the origin's
 *   side of it. On the principal components, as in Deep SVDD's table (Ruff et al. 2018), which
 *   chooses γ by labelled held-out images. Here no label is looked at: γ by the features' variance,
 *   nu is config. Trained by LIBSVM; scored here, from the support vectors.
 */
import {
  checkState,
  checkSampleShape,
  startPhase,
  toDataset,
  type DetectorState,
  type Method,
  type SampleShape,
  restoredConfig,
  tensorReader,
} from '@oneclass/core';
import { scoringDetector, type Baseline } from '../detector.ts';
import { fitFeatures, restoreFeatures, type Features } from '../features/features.ts';
import { rowOf, type Rows } from '../features/rows.ts';
import { shrink } from '../shape.ts';
import { referenceRows } from '../squared-distances.ts';
import { METHOD_NAME, resolveOneClassSvmConfig, type OneClassSvmConfig } from './config.ts';
import { trainLibsvm } from './libsvm.ts';
import { kernelSum, offsetOf, scaleGamma, type SupportVectors } from './objective.ts';

export type OneClassSvm = Baseline<OneClassSvmConfig> & {
  /** The kernel's, as it was set or found. */
  readonly gamma: number;
};

export const oneClassSvm: Method<OneClassSvmConfig, OneClassSvm> = {
  name: METHOD_NAME,
  summary: 'one-class SVM with an RBF kernel: score',
  guide: {
    suits: 'small aligned images, to compare with',
    images: 5000,
    measured: { on: '300 images of 67×60', seconds: 2.5, megabytes: 0.98 },
  },
  defaults: resolveOneClassSvmConfig(),
  outputs: ['score'],
  resumable: false,

  nearestShape(natural, config) {
    resolveOneClassSvmConfig(config);
    return shrink(natural);
  },

  checkShape(shape, config) {
    checkSampleShape(shape);
    resolveOneClassSvmConfig(config);
  },

  async fit(normal, given, run = {}) {
    const config = resolveOneClassSvmConfig(given);
    const dataset = await toDataset(normal, { method: METHOD_NAME, signal: run.signal });
    const { features, rows } = await fitFeatures(dataset, { ...run, method: METHOD_NAME, config });
    try {
      const phase = startPhase({ ...run, phase: 'support vectors', steps: 1, units: rows.count });
      const vectors = await fitVectors(rows, config);
      await phase.step(rows.count);
      phase.end();
      return detectorOf({ features, vectors, config, sampleShape: dataset.sampleShape });
    } catch (error) {
      features.dispose();
      throw error;
    }
  },

  restore: restoreOneClassSvm,
};

async function fitVectors(rows: Rows, config: OneClassSvmConfig): Promise<SupportVectors> {
  const gamma = Math.fround(config.gamma === 'scale' ? scaleGamma(rows) : config.gamma);
  const { positions, coefficients, offset } = await trainLibsvm(rows, { gamma, nu: config.nu });
  const data = new Float32Array(positions.length * rows.size);
  positions.forEach((position, i) => {
    data.set(rowOf(rows, position), i * rows.size);
  });
  const vectors = { rows: { count: positions.length, size: rows.size, data }, coefficients, gamma };
  return { ...vectors, offset: Math.fround(offsetOf(vectors) ?? offset) };
}

interface Parts {
  readonly features: Features;
  readonly vectors: SupportVectors;
  readonly config: OneClassSvmConfig;
  readonly sampleShape: SampleShape;
}

function detectorOf({ features, vectors, config, sampleShape }: Parts): OneClassSvm {
  const { rows, coefficients, offset, gamma } = vectors;
  const references = referenceRows(rows);
  const detector = scoringDetector<OneClassSvmConfig>({
    method: METHOD_NAME,
    config,
    sampleShape,
    async score(images) {
      const distances = await references.distancesTo(() => features.of(images));
      return Float32Array.from(
        { length: images.shape[0] },
        (_, i) =>
          offset - kernelSum(distances.subarray(i * rows.count, (i + 1) * rows.count), vectors),
      );
    },
    tensors: () => ({
      ...features.state(),
      vectors: { shape: [rows.count, rows.size], data: rows.data.slice() },
      coefficients: { shape: [rows.count], data: coefficients.slice() },
      offset: { shape: [1], data: Float32Array.of(offset) },
      gamma: { shape: [1], data: Float32Array.of(gamma) },
    }),
    dispose() {
      features.dispose();
      references.dispose();
    },
  });
  return { ...detector, gamma };
}

function restoreOneClassSvm(state: DetectorState): OneClassSvm {
  checkState(state, { method: METHOD_NAME });
  const config = restoredConfig(state, resolveOneClassSvmConfig);
  const reader = tensorReader(state);
  const [offset, gamma] = ['offset', 'gamma'].map(
    (name) => reader.read(name, [1]).data[0] as number,
  ) as [number, number];
  const { data, shape } = reader.read('vectors', [undefined, undefined]);
  const [count, size] = shape as [number, number];
  const coefficients = reader.read('coefficients', [count]).data.slice();
  const features = restoreFeatures(reader, { config, sampleShape: state.sampleShape });
  if (size !== features.size) {
    features.dispose();
    throw reader.damaged(
      `the tensor 'vectors' has rows of ${String(size)} values instead of ` +
        `${String(features.size)}.`,
    );
  }
  return detectorOf({
    features,
    vectors: { rows: { count, size, data: data.slice() }, coefficients, offset, gamma },
    config,
    sampleShape: state.sampleShape,
  });
}
