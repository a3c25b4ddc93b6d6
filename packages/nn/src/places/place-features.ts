import * as tf from '@tensorflow/tfjs';
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import type { FeatureExtractor } from '@oneclass/core';
import type { Grid } from './grid.ts';
import { after, meanOfThree, remembered, resized, type Interpolation } from './interpolation.ts';

/** Pixels of the images that features are extracted of at a time: their maps have many channels. */
const PIXELS = 2 ** 18;

/** Images whose features are extracted at a time. */
export const imagesAtATime = ([height, width]: readonly [number, number, ...unknown[]]): number =>
  Math.max(1, Math.floor(PIXELS / (height * width)));

/**
 * Locally aware features of each place (Roth et al. 2022, section 3.1): every map of the extractor
 * is averaged over 3×3 neighbours, with zeros around it, and brought to the grid, by means where it
 * is finer and bilinear where it is coarser; all maps' channels one after the other. Both steps are
 * linear, and act on rows and columns apart: A·X·Bᵀ for each channel X.
 *
 * @param images `[n, height, width, 1 or 3]` in [0, 1], borrowed
 * @returns `[n, rows, columns, channels of all maps]`, the caller's
 */
export async function placeFeatures(
  images: Tensor4D,
  extractor: FeatureExtractor,
  grid: Grid,
): Promise<Tensor4D> {
  const maps = await extractor.extract(images);
  const resampled: Tensor4D[] = [];
  try {
    for (const map of maps) resampled.push(tf.tidy(() => toGrid(map, grid)));
    return tf.concat(resampled, 3);
  } finally {
    tf.dispose([...maps, ...resampled]);
  }
}

const localMeans = remembered((inputs: number, outputs: number) =>
  after(resized(inputs, outputs), meanOfThree(inputs)),
);

function toGrid(map: Tensor4D, [rows, columns]: Grid): Tensor4D {
  const [n, h, w, c] = map.shape;
  const left = ({ data, outputs, inputs }: Interpolation): Tensor3D =>
    tf.tensor3d(Float32Array.from(data), [1, outputs, inputs]);
  const byRows = tf.reshape(map, [n, h, w * c]);
  const tall = tf.matMul(left(localMeans(h, rows)), byRows); // [n, rows, w · c]
  const places = tf.matMul(
    left(localMeans(w, columns)),
    tf.reshape(tall, [n * rows, w, c]) as Tensor3D,
  ); // [n · rows, columns, c]
  return tf.reshape(places, [n, rows, columns, c]);
}
