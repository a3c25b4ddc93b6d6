import * as tf from '@tensorflow/tfjs';
import {
  checkFeatures,
  defineDetector,
  once,
  OneClassError,
  readOutputs,
  toDataset,
  type Dataset,
  type Detector,
  type DetectorState,
  type FeatureExtractor,
  type FeatureMethod,
  type Method,
  type MethodConfig,
} from '@oneclass/core';

const DESCRIPTION = {
  summary: 'distance from the mean image, for tests',
  defaults: { seed: 0 },
  outputs: ['score', 'map'],
  resumable: false,
};

interface Parts extends Pick<DetectorState, 'config' | 'sampleShape' | 'features'> {
  readonly method: string;
  readonly mean: Float32Array;
}

/** Map: squared difference from the mean image; score: its mean. */
function distanceDetector({ mean, ...parts }: Parts): Detector {
  const [height, width] = parts.sampleShape;
  const center = tf.tensor(mean, [...parts.sampleShape]);
  return defineDetector<MethodConfig, 'score' | 'map'>({
    ...parts,
    outputs: { score: [], map: [height, width] },
    compute: (images, { wanted }) =>
      readOutputs(wanted, () => {
        const map = once(() => images.sub(center).square().mean(3));
        return { score: () => map().mean([1, 2]), map };
      }),
    tensors: () => ({ mean: { shape: parts.sampleShape, data: mean.slice() } }),
    dispose: () => {
      center.dispose();
    },
  });
}

async function meanOf(dataset: Dataset): Promise<Float32Array> {
  const mean = new Float32Array(dataset.sampleShape.reduce((product, side) => product * side));
  for await (const batch of dataset.batches({ batchSize: 64 })) {
    const sum = batch.sum(0);
    const values = await sum.data();
    tf.dispose([sum, batch]);
    values.forEach((value, i) => (mean[i] = (mean[i] as number) + value / dataset.size));
  }
  return mean;
}

function distanceOn(name: string, extractor?: FeatureExtractor): Method {
  const features = extractor && { id: extractor.id, hash: extractor.hash };
  return {
    ...DESCRIPTION,
    name,
    nearestShape: ([height, width, channels]) => [height, width, channels],
    checkShape: ([height]) => {
      if (height % 2 === 0) return;
      throw new OneClassError('invalid-shape', 'distance takes even heights', {});
    },
    async fit(normal, config = {}) {
      const dataset = await toDataset(normal, { method: name });
      const mean = await meanOf(dataset);
      const resolved = { ...DESCRIPTION.defaults, ...config };
      return distanceDetector({
        ...{ method: name, config: resolved, sampleShape: dataset.sampleShape, features, mean },
      });
    },
    restore(state) {
      if (extractor) checkFeatures(state, extractor);
      const mean = state.tensors['mean']?.data ?? new Float32Array();
      return distanceDetector({ ...state, mean });
    },
  };
}

export const distance: Method = distanceOn('distance');

/** It looks at pixels as well, but names its features. */
export const featureDistance: FeatureMethod = {
  ...DESCRIPTION,
  name: 'feature-distance',
  on: (extractor) => distanceOn('feature-distance', extractor),
};
