import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { randomEfficientNetLite0 } from '@oneclass/efficientnet-features';
import type { PerfRow, Workload } from './row.ts';

/** Features of images in [0, 1], read back. */
async function extraction(count: number): Promise<Workload> {
  const extractor = await randomEfficientNetLite0(0, { layers: ['s5'] });
  const images: Tensor4D = tf.randomUniform([count, 224, 224, 3], 0, 1, 'float32', 1);
  return {
    async run() {
      const [map] = (await extractor.extract(images)) as [Tensor4D];
      await map.data();
      map.dispose();
    },
    dispose() {
      images.dispose();
      extractor.dispose();
    },
  };
}

export const featureRows: readonly PerfRow[] = [1, 8].map((count) => ({
  name: `efficientnet-${String(count)}`,
  title: `EfficientNet-Lite0 to s5: features of ${String(count)} × 224²`,
  images: count,
  // Beside onnxruntime.
  goals: { native: { ratio: 1.5 }, wasm: { ratio: 6 } },
  prepare: () => extraction(count),
}));
