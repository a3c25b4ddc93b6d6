/** @file Convolutions whose patches do not overlap: each is a matrix product. */
import * as tf from '@tensorflow/tfjs';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { ConvolutionGeometry, InputGradientOptions } from './kernels.ts';

type Shape4D = Tensor4D['shape'];

/** Kernel = stride, nothing padded, nothing left over. */
export function isPatchwise(
  [, height, width]: Shape4D,
  [kernelHeight, kernelWidth]: Shape4D,
  { stride, padding }: ConvolutionGeometry,
): boolean {
  return (
    padding === 0 &&
    kernelHeight === stride &&
    kernelWidth === stride &&
    height % stride === 0 &&
    width % stride === 0
  );
}

/** `[n, h, w, c]` → `[n · h/s · w/s, s · s · c]`, a row for each patch. */
export function patches(x: Tensor4D, stride: number): Tensor2D {
  const [n, height, width, c] = x.shape;
  const rows = (n * height) / stride;
  const columns = width / stride;
  const apart = tf.transpose(tf.reshape(x, [rows, stride, columns, stride * c]), [0, 2, 1, 3]);
  return tf.reshape(apart, [rows * columns, stride * stride * c]);
}

/** The inverse of `patches`. */
function fromPatches(rows: Tensor2D, [n, height, width, c]: Shape4D, stride: number): Tensor4D {
  const apart = tf.reshape(rows, [(n * height) / stride, width / stride, stride, stride * c]);
  return tf.reshape(tf.transpose(apart, [0, 2, 1, 3]), [n, height, width, c]);
}

/** Gradient of a patchwise convolution in its input. */
export function patchwiseInputGradient(
  dy: Tensor4D,
  filter: Tensor4D,
  { stride, inputShape }: InputGradientOptions,
): Tensor4D {
  const [, , inputs, outputs] = filter.shape;
  const weight = tf.transpose(tf.reshape(filter, [stride * stride * inputs, outputs]));
  return fromPatches(tf.matMul(tf.reshape(dy, [-1, outputs]), weight), inputShape, stride);
}
