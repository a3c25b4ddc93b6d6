import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { OneClassError } from '@oneclass/core';
import { withGradient } from './gradient.ts';
import { kernels } from './kernel/chosen.ts';

/**
 * Max-pooling of `x [n, h, w, c]` by 2 in both directions; h and w even. The first of equal maxima
 * gets the gradient.
 * @throws OneClassError `invalid-shape` when h or w is odd
 */
export function maxPool2(x: Tensor4D): Tensor4D {
  checkMultiples(x, [2, 2]);
  return withGradient([x], (save) => {
    const { value, saved } = kernels().maxPool2(x);
    save(...saved);
    return { value, gradient: (dy, saved) => [kernels().maxPool2Gradient(dy as Tensor4D, saved)] };
  }) as Tensor4D;
}

/**
 * Mean of each `factor` block of `x [n, h, w, c]`; h and w are multiples of its `[height, width]`.
 * @throws OneClassError `invalid-shape` when they are not
 */
export function averagePool(x: Tensor4D, factor: readonly [number, number]): Tensor4D {
  checkMultiples(x, factor);
  return withGradient([x], () => ({
    value: poolMean(x, factor),
    gradient: (dy) => [repeat(tf.div(dy, factor[0] * factor[1]) as Tensor4D, factor)],
  })) as Tensor4D;
}

/** Nearest-neighbour up-sampling of `x [n, h, w, c]` by whole factors. */
export function upsampleNearest(x: Tensor4D, factor: readonly [number, number]): Tensor4D {
  return withGradient([x], () => ({
    value: repeat(x, factor),
    gradient: (dy) => [tf.mul(poolMean(dy as Tensor4D, factor), factor[0] * factor[1])],
  })) as Tensor4D;
}

function poolMean(x: Tensor4D, factor: readonly [number, number]): Tensor4D {
  return tf.avgPool(x, [factor[0], factor[1]], [factor[0], factor[1]], 'valid');
}

function repeat(x: Tensor4D, [rows, columns]: readonly [number, number]): Tensor4D {
  const [n, height, width, c] = x.shape;
  // The wasm kernel divides by the factor in float32: right for powers of two, a pixel off for 41,
  // 47, 55 and others.
  if ([rows, columns].every(isPowerOfTwo))
    return tf.image.resizeNearestNeighbor(x, [height * rows, width * columns]);
  const wide = tf.concat(
    Array.from({ length: columns }, () => tf.reshape(x, [n * height * width, 1, c])),
    1,
  ); // [n · h · w, columns, c]
  const tall = tf.concat(
    Array.from({ length: rows }, () => tf.reshape(wide, [n * height, 1, width * columns * c])),
    1,
  ); // [n · h, rows, …]
  return tf.reshape(tall, [n, height * rows, width * columns, c]);
}

const isPowerOfTwo = (factor: number): boolean => Number.isInteger(Math.log2(factor));

function checkMultiples(x: Tensor4D, [rows, columns]: readonly [number, number]): void {
  const [, height, width] = x.shape;
  if (height > 0 && width > 0 && height % rows === 0 && width % columns === 0) return;
  throw new OneClassError(
    'invalid-shape',
    `Pooling by ${String(rows)}×${String(columns)} received maps of ` +
      `${String(height)}×${String(width)}; expected multiples of ` +
      `${String(rows)}×${String(columns)}. ` +
      'Resize the images, or pool fewer times.',
    {
      argument: 'x',
      expected: `multiples of ${String(rows)}×${String(columns)}`,
      received: x.shape,
    },
  );
}
