import * as tf from '@tensorflow/tfjs';
import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { after, resized, smoothed, type Interpolation } from './interpolation.ts';

export interface PlaceMapOptions {
  /** Of the image. */
  readonly size: readonly [height: number, width: number];
  /** Standard deviation of the Gaussian that smooths the map, in pixels. */
  readonly smoothing: number;
}

/**
 * Scores of places `[n, rows, columns]` as maps of the image's pixels, `[n, height, width]`:
 * bilinear with half-pixel centres, then smoothed, mirrored at the borders. In `tf.tidy`.
 */
export function placeMap(
  scores: Tensor3D,
  { size: [height, width], smoothing }: PlaceMapOptions,
): Tensor3D {
  const [n, rows, columns] = scores.shape;
  const pixels = (places: number, size: number): Interpolation =>
    after(smoothed(size, smoothing), resized(places, size));
  const across = tf.matMul(
    tf.reshape(scores, [n * rows, columns]) as Tensor2D,
    transposed(pixels(columns, width)),
  ); // [n · rows, width]
  const { data } = pixels(rows, height);
  const down = tf.tensor3d(Float32Array.from(data), [1, height, rows]);
  return tf.matMul(down, tf.reshape(across, [n, rows, width]) as Tensor3D);
}

function transposed({ data, outputs, inputs }: Interpolation): Tensor2D {
  const columns = new Float32Array(data.length);
  for (let i = 0; i < outputs; i++) {
    for (let j = 0; j < inputs; j++) columns[j * outputs + i] = data[i * inputs + j] as number;
  }
  return tf.tensor2d(columns, [inputs, outputs]);
}

/** How the scores of places become an image's score. */
export interface ImageScoreOptions {
  /** 'max': the largest; 'mean': of all; 'top-k': the mean of the largest. */
  readonly image: 'max' | 'mean' | 'top-k';
  /** For 'top-k', k as a share of the places. */
  readonly topShare: number;
}

/** The anomaly score `[n]` of images from those of their places, `[n, rows, columns]`. */
export function placesScore(scores: Tensor3D, { image, topShare }: ImageScoreOptions): Tensor1D {
  const [n, rows, columns] = scores.shape;
  const places = tf.reshape(scores, [n, rows * columns]) as Tensor2D;
  if (image === 'max') return tf.max(places, 1);
  if (image === 'mean') return tf.mean(places, 1);
  const k = Math.max(1, Math.floor(topShare * rows * columns));
  return tf.mean(tf.topk(places, k, false).values, 1);
}
