import * as tf from '@tensorflow/tfjs';
import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { after, remembered, resized, smoothed, type Interpolation } from './interpolation.ts';

export interface PlaceMapOptions {
  /** Of the image. */
  readonly size: readonly [height: number, width: number];
  /** Standard deviation of the Gaussian that smooths the map, in pixels. */
  readonly smoothing: number;
}

/** Of rows or columns: enlarged, then smoothed. */
const pixelsOf = remembered((places: number, size: number, smoothing: number) =>
  after(smoothed(size, smoothing), resized(places, size)),
);

/**
 * Scores of places `[n, rows, columns]` as maps of the image's pixels, `[n, height, width]`:
 * bilinear with half-pixel centres, then smoothed, mirrored at the borders. In `tf.tidy`.
 */
export function placeMap(
  scores: Tensor3D,
  { size: [height, width], smoothing }: PlaceMapOptions,
): Tensor3D {
  const [n, rows, columns] = scores.shape;
  const across = tf.matMul(
    tf.reshape(scores, [n * rows, columns]) as Tensor2D,
    transposed(pixelsOf(columns, width, smoothing)),
  ); // [n · rows, width]
  const { data } = pixelsOf(rows, height, smoothing);
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

/** How the scores of places, or of a map's pixels, become an image's score: a part of configs. */
export type ImageScoreConfig = Readonly<{
  /** 'max': the largest; 'mean': of all; 'top-k': the mean of the largest. */
  image: 'max' | 'mean' | 'top-k';
  /** For 'top-k', k as a share of the places. */
  topShare: number;
}>;

/** How the scores of places become an image's score and map: a part of configs. */
export type PlacesScoreConfig = ImageScoreConfig &
  Readonly<{
    /** Standard deviation of the Gaussian that smooths the map, in places. */
    smoothing: number;
  }>;

/** The anomaly score `[n]` of images from those of their places, `[n, rows, columns]`. */
export function placesScore(scores: Tensor3D, { image, topShare }: ImageScoreConfig): Tensor1D {
  const [n, rows, columns] = scores.shape;
  const places = tf.reshape(scores, [n, rows * columns]) as Tensor2D;
  if (image === 'max') return tf.max(places, 1);
  if (image === 'mean') return tf.mean(places, 1);
  const k = Math.max(1, Math.floor(topShare * rows * columns));
  return tf.mean(tf.topk(places, k, false).values, 1);
}
