import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { FeatureExtractor } from '@oneclass/core';
import { placeFeatures, type Grid } from '@oneclass/nn';

/** Features of the chosen channels, `[n · places · channels]`. */
export async function featuresOf(
  images: Tensor4D,
  { extractor, grid, chosen }: { extractor: FeatureExtractor; grid: Grid; chosen: Uint32Array },
): Promise<Float32Array> {
  const all = await placeFeatures(images, extractor, grid);
  const features = tf.tidy(() => {
    const indices = tf.tensor1d(Int32Array.from(chosen), 'int32');
    return tf.gather(all, indices, 3);
  });
  all.dispose();
  try {
    return await features.data<'float32'>();
  } finally {
    features.dispose();
  }
}
