import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { createRng, type FeatureExtractor } from '@oneclass/core';

export interface TinyExtractorOptions {
  readonly seed?: number;
  /** Of all features. */
  readonly scale?: number;
}

/**
 * Two small random layers, the second at half the resolution, for images of any number of channels.
 * It has no tensors of its own.
 */
export function tinyExtractor({
  seed = 0,
  scale = 1,
}: TinyExtractorOptions = {}): FeatureExtractor {
  const rng = createRng(seed).derive('tiny extractor');
  const drawn = (size: number): Float32Array =>
    Float32Array.from({ length: size }, () => rng.normal());
  const [first, second] = [drawn(9 * 4), drawn(9 * 4 * 6)];
  return {
    id: 'tiny',
    hash: `seed ${String(seed)}, scale ${String(scale)}`,
    layers: [
      { name: 'fine', channels: 4, stride: 1 },
      { name: 'coarse', channels: 6, stride: 2 },
    ],
    extract: (images) =>
      tf.tidy(() => {
        const grey = tf.mean(images, 3, true) as Tensor4D;
        const fine = tf.relu(tf.conv2d(grey, tf.tensor4d(first.slice(), [3, 3, 1, 4]), 1, 'same'));
        const coarse = tf.relu(
          tf.conv2d(
            tf.maxPool(fine, 2, 2, 'valid'),
            tf.tensor4d(second.slice(), [3, 3, 4, 6]),
            1,
            'same',
          ),
        );
        return [tf.mul(fine, scale), tf.mul(coarse, scale)] as Tensor4D[];
      }),
    dispose: () => undefined,
  };
}
