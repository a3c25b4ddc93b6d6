import * as tf from '@tensorflow/tfjs';
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs';

/** Of every pixel, `[height · width · channels]`, over the images so far. */
export interface Moments {
  readonly count: number;
  readonly mean: Float64Array;
  /** Sum of squared deviations from the mean. */
  readonly squares: Float64Array;
}

/** @param images `[n, height, width, channels]` */
export async function momentsOf(images: Tensor4D): Promise<Moments> {
  const [count] = images.shape;
  const both = tf.tidy(() => {
    const mean = tf.mean(images, 0, true);
    return tf.stack([
      tf.reshape(mean, [-1]),
      tf.reshape(tf.sum(tf.square(tf.sub(images, mean)), 0), [-1]),
    ]); // [2, values]
  });
  const values = await both.data<'float32'>();
  both.dispose();
  const half = values.length / 2;
  return {
    count,
    mean: Float64Array.from(values.subarray(0, half)),
    squares: Float64Array.from(values.subarray(half)),
  };
}

/** Moments of both sets of images together (Chan, Golub and LeVeque 1983, equation 2.1). */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const count = a.count + b.count;
  const shift = a.mean.map((mean, i) => (b.mean[i] as number) - mean);
  return {
    count,
    mean: a.mean.map((mean, i) => mean + ((shift[i] as number) * b.count) / count),
    squares: a.squares.map(
      (squares, i) =>
        squares +
        (b.squares[i] as number) +
        ((shift[i] as number) ** 2 * a.count * b.count) / count,
    ),
  };
}

/**
 * How far each pixel is from its Gaussian: squared standardised deviation, mean over channels,
 * `[n, height, width]`.
 */
export const deviationMap = (
  images: Tensor4D,
  { mean, variance }: { mean: Tensor3D; variance: Tensor3D },
): Tensor3D => tf.mean(tf.div(tf.square(tf.sub(images, mean)), variance), 3);

/** The anomaly score: mean of the map, `[n]`. */
export const deviationScore = (map: Tensor3D): tf.Tensor => tf.mean(map, [1, 2]);
