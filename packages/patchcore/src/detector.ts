import * as tf from '@tensorflow/tfjs';
import type { Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import {
  defineDetector,
  once,
  readOutputs,
  type DetectorWith,
  type FeatureExtractor,
  type SampleShape,
} from '@oneclass/core';
import { imagesAtATime, placeFeatures, placeMap, placesScore } from '@oneclass/nn';
import {
  METHOD_NAME,
  resolveScoreConfig,
  type PatchcoreConfig,
  type PatchcoreScoreConfig,
} from './config.ts';
import type { Layout } from './layout.ts';
import { nearestDistances, type Bank } from './objective.ts';
import type { Standardization } from './standardization.ts';

/**
 * A fitted PatchCore; `facts` of its state are the pixels a side of a `place`, and the `patches` of
 * its bank.
 */
export type Patchcore = DetectorWith<PatchcoreConfig, 'score' | 'map'>;

export interface Fitted {
  readonly config: PatchcoreConfig;
  readonly sampleShape: SampleShape;
  readonly layout: Layout;
  readonly standardization: Standardization;
  /** Standardised, `[patches, channels]`. */
  readonly bank: Float32Array;
}

/** The extractor is borrowed. */
export function createDetector(fitted: Fitted, extractor: FeatureExtractor): Patchcore {
  const { config, sampleShape, layout, standardization, bank } = fitted;
  const [height, width] = sampleShape;
  const { place, grid, channels } = layout;
  const patches = bank.length / channels;
  const tensors = tensorsOf(fitted);
  return defineDetector<PatchcoreConfig, 'score' | 'map', PatchcoreScoreConfig>({
    method: METHOD_NAME,
    config,
    sampleShape,
    facts: Object.freeze({ place, patches }),
    features: Object.freeze({ id: extractor.id, hash: extractor.hash }),
    outputs: { score: [], map: [height, width] },
    resolveScore: (override) => resolveScoreConfig(config, override),
    batchSize: () => imagesAtATime(sampleShape),
    async compute(images, { wanted, score }) {
      const features = await placeFeatures(images, extractor, grid);
      try {
        return await readOutputs(wanted, () => {
          const distances = once(() => distancesOf(features, tensors));
          const smoothing = score.smoothing * place;
          return {
            score: () => placesScore(distances(), score),
            map: () => placeMap(distances(), { size: [height, width], smoothing }),
          };
        });
      } finally {
        features.dispose();
      }
    },
    tensors: () => ({
      mean: { shape: [channels], data: standardization.mean.slice() },
      deviation: { shape: [channels], data: standardization.deviation.slice() },
      bank: { shape: [patches, channels], data: bank.slice() },
    }),
    dispose: () => {
      tf.dispose({ ...tensors });
    },
  });
}

interface Tensors extends Bank {
  readonly mean: tf.Tensor1D;
  readonly deviation: tf.Tensor1D;
}

const tensorsOf = ({ bank, layout: { channels }, standardization }: Fitted): Tensors =>
  tf.tidy(() => {
    const rows = tf.tensor2d(bank.slice(), [bank.length / channels, channels]);
    return {
      columns: tf.transpose(rows),
      squares: tf.sum(tf.square(rows), 1) as tf.Tensor1D,
      mean: tf.tensor1d(standardization.mean.slice()),
      deviation: tf.tensor1d(standardization.deviation.slice()),
    };
  });

/** Of each image apart, whose distances so do not depend on the others: `[n, rows, columns]`. */
function distancesOf(features: Tensor4D, { mean, deviation, ...bank }: Tensors): Tensor3D {
  const [n, rows, columns, channels] = features.shape;
  const patches = tf.div(tf.sub(features, mean), deviation);
  const maps = tf.unstack(tf.reshape(patches, [n, rows * columns, channels]));
  const distances = maps.map((map) => nearestDistances(map as Tensor2D, bank));
  return tf.reshape(tf.stack(distances), [n, rows, columns]);
}
