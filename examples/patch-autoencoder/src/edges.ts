/**
 * @file Features without a download: how strong edges are in four directions, at half the image's
 *   resolution. A pretrained network is provided in the same way.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { OneClassError, type FeatureExtractor, type FeatureProvider } from '@oneclass/core';

const STRIDE = 2;

/** Sobel's filters: horizontal, vertical and both diagonals. */
const FILTERS = [
  [-1, -2, -1, 0, 0, 0, 1, 2, 1],
  [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  [-2, -1, 0, -1, 0, 1, 0, 1, 2],
  [0, -1, -2, 1, 0, -1, 2, 1, 0],
];

/** Strengths of edges `[n, ⌈h / 2⌉, ⌈w / 2⌉, 4]` of images `[n, h, w, 1 or 3]`; in `tf.tidy`. */
function edgesOf(images: Tensor4D, gain: number): Tensor4D {
  const grey = tf.mean(images, 3, true) as Tensor4D;
  const values = Array.from({ length: 9 }, (_, i) => FILTERS.map((filter) => filter[i] as number));
  const filters = tf.tensor4d(values.flat(), [3, 3, 1, FILTERS.length]);
  // Mirrored, as zeros around an image would be edges.
  const padded = tf.mirrorPad(
    grey,
    [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ],
    'symmetric',
  ); // [n, h + 2, w + 2, 1]
  return tf.mul(tf.abs(tf.conv2d(padded, filters, STRIDE, 'valid')), gain);
}

const half = (side: number): number => Math.ceil(side / STRIDE);

function createExtractor(gain: number): FeatureExtractor {
  return {
    id: `edges/gain${String(gain)}`,
    hash: 'sobel',
    layers: [
      {
        name: 'edges',
        channels: FILTERS.length,
        stride: STRIDE,
        mapSize: (height, width) => [half(height), half(width)],
      },
    ],
    async extract(images) {
      return [tf.tidy(() => edgesOf(images, gain))];
    },
    dispose: () => undefined, // it keeps no tensors
  };
}

const ID = /^edges\/gain(\d+(?:\.\d+)?)$/;

/** The features, for programs: `oneclass fit … --features oneclass-patch-autoencoder#edges`. */
export const edges: FeatureProvider = {
  name: 'edges',
  summary: 'strengths of edges in four directions',
  defaults: { gain: 1 },
  recognizes: (id) => ID.test(id),
  async open({ settings = {}, id }) {
    const [, saved] = ID.exec(id ?? '') ?? [];
    const gain = id === undefined ? (settings['gain'] ?? 1) : Number(saved);
    if (typeof gain === 'number' && gain > 0) return createExtractor(gain);
    throw new OneClassError(
      'invalid-config',
      `Invalid settings of the features edges: \`gain\` must be a number above 0. ` +
        `Received: ${JSON.stringify(gain)}.`,
      { argument: 'gain', expected: 'a number above 0', received: gain },
    );
  },
};
