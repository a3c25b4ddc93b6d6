import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { createRng, nextTurn, OneClassError, type FeatureExtractor } from '@oneclass/core';

export interface TinyExtractorOptions {
  /** Of the weights; 0 when absent. */
  readonly seed?: number | undefined;
  /** Of all features; 1 when absent. */
  readonly scale?: number | undefined;
}

const FINE = 4;
const COARSE = 6;
const KERNEL = 3;

/**
 * Features of two small random layers, for tests of methods on features and of what uses them. The
 * second layer has half the resolution, rounded up for odd sides. It keeps no tensors; `hash` tells
 * seeds and scales apart.
 */
export function tinyExtractor({
  seed = 0,
  scale = 1,
}: TinyExtractorOptions = {}): FeatureExtractor {
  const rng = createRng(seed).derive('tiny extractor');
  const drawn = (size: number): Float32Array =>
    Float32Array.from({ length: size }, () => rng.normal());
  const weights = { fine: drawn(KERNEL ** 2 * FINE), coarse: drawn(KERNEL ** 2 * FINE * COARSE) };
  const half = (side: number): number => Math.ceil(side / 2);
  let disposed = false;
  return {
    id: 'tiny',
    hash: `seed ${String(seed)}, scale ${String(scale)}`,
    layers: [
      { name: 'fine', channels: FINE, stride: 1, mapSize: (height, width) => [height, width] },
      {
        name: 'coarse',
        channels: COARSE,
        stride: 2,
        mapSize: (height, width) => [half(height), half(width)],
      },
    ],
    async extract(images) {
      if (disposed) throw disposedOf();
      checkImages(images);
      await nextTurn(); // as a network elsewhere would
      return tf.tidy(() => mapsOf(images, weights).map((map) => tf.mul<Tensor4D>(map, scale)));
    },
    dispose() {
      disposed = true;
    },
  };
}

function mapsOf(
  images: Tensor4D,
  { fine, coarse }: { readonly fine: Float32Array; readonly coarse: Float32Array },
): readonly Tensor4D[] {
  const convolve = (x: Tensor4D, filter: Float32Array, outputs: number): Tensor4D => {
    const shape: Tensor4D['shape'] = [KERNEL, KERNEL, x.shape[3], outputs];
    return tf.relu(tf.conv2d(x, tf.tensor4d(filter.slice(), shape), 1, 'same'));
  };
  const grey = tf.mean(images, 3, true) as Tensor4D;
  const first = convolve(grey, fine, FINE);
  return [first, convolve(tf.maxPool(first, 2, 2, 'same'), coarse, COARSE)];
}

const disposedOf = (): OneClassError =>
  new OneClassError(
    'invalid-argument',
    'The tiny extractor was disposed of. Make another; a method borrows it, and leaves it to the ' +
      'caller.',
    { expected: 'features before their dispose()' },
  );

function checkImages({ shape }: Tensor4D): void {
  if (shape.length === 4 && [1, 3].includes(shape[3])) return;
  throw new OneClassError(
    'invalid-shape',
    `The tiny extractor received images [${shape.join(', ')}]; expected [n, height, width, 1 or ` +
      '3]. Give it a batch of images.',
    { argument: 'images', expected: '[n, height, width, 1 or 3]', received: shape },
  );
}
