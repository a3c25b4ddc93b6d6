import * as tf from '@tensorflow/tfjs';
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs';

/** Pixels of the image from one place of the grid to the next, in both directions. */
export const PLACE = 4;

/** Rows and columns of places. */
export type Grid = readonly [rows: number, columns: number];

export const gridOf = ([height, width]: readonly [number, number, ...unknown[]]): Grid => [
  height / PLACE,
  width / PLACE,
];

/**
 * The features of each place: every map resized to the image's size (bilinear, corners aligned),
 * then averaged over the pixels of a place; all maps' channels one after the other. Both steps are
 * linear, and act on rows and columns apart, so that they are A·X·Bᵀ for each channel X, and the
 * maps at the image's size are never there. Shi, Yang and Qi 2021, section 3.1.
 *
 * @param maps `[n, h, w, c]` each; disposed of
 * @returns `[n, rows, columns, channels of all maps]`
 */
export function regionalFeatures(maps: readonly Tensor4D[], grid: Grid): Tensor4D {
  const resampled: Tensor4D[] = [];
  try {
    for (const map of maps) resampled.push(tf.tidy(() => resample(map, grid)));
    return tf.concat(resampled, 3);
  } finally {
    tf.dispose([...maps, ...resampled]);
  }
}

function resample(map: Tensor4D, [rows, columns]: Grid): Tensor4D {
  const [n, h, w, c] = map.shape;
  const tall = tf.matMul(
    tf.tensor3d(placeWeights(h, rows), [1, rows, h]),
    tf.reshape(map, [n, h, w * c]),
  ); // [n, rows, w · c]
  const places = tf.matMul(
    tf.tensor3d(placeWeights(w, columns), [1, columns, w]),
    tf.reshape(tall, [n * rows, w, c]) as Tensor3D,
  ); // [n · rows, columns, c]
  return tf.reshape(places, [n, rows, columns, c]);
}

/**
 * The matrix A, `[places, size]`: what each of `size` values has in the means of four of 4·places
 * values between which they are interpolated.
 */
export function placeWeights(size: number, places: number): Float32Array {
  const weights = new Float64Array(places * size);
  const pixels = places * PLACE;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const position = (pixel * (size - 1)) / (pixels - 1);
    const before = Math.min(Math.floor(position), Math.max(0, size - 2));
    const share = position - before;
    const row = Math.floor(pixel / PLACE) * size;
    weights[row + before] = (weights[row + before] as number) + (1 - share) / PLACE;
    if (share > 0)
      weights[row + before + 1] = (weights[row + before + 1] as number) + share / PLACE;
  }
  return Float32Array.from(weights);
}
