/**
 * @file The gradients of convolution, composed of forward convolutions, matrix products and
 *   rearrangements.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { FilterGradientOptions, InputGradientOptions } from './kernels.ts';
import { isPatchwise, patches, patchwiseInputGradient } from './patches.ts';
import { stridedInputGradient } from './strided-input-gradient.ts';

/**
 * `[n, h, w, c]` with `stride − 1` zeros between neighbours:
 * `[n, (h − 1)·stride + 1, (w − 1)·stride + 1, c]`.
 */
function dilate(x: Tensor4D, stride: number): Tensor4D {
  if (stride === 1) return x;
  const [n, height, width, c] = x.shape;
  const wide = tf.pad(tf.reshape(x, [n * height * width, c]), [
    [0, 0],
    [0, (stride - 1) * c],
  ]); // [n·h·w, s·c]
  const row = width * stride * c;
  const tall = tf.pad(tf.reshape(wide, [n * height, row]), [
    [0, 0],
    [0, (stride - 1) * row],
  ]); // [n·h, s·row]
  const spread = tf.reshape(tall, [n, height * stride, width * stride, c]) as Tensor4D;
  return tf.slice(
    spread,
    [0, 0, 0, 0],
    [n, (height - 1) * stride + 1, (width - 1) * stride + 1, c],
  );
}

/**
 * A convolution of the dilated gradient with the filter turned by 180° and its channels exchanged;
 * phase by phase where that can be.
 */
export function inputGradient(dy: Tensor4D, filter: Tensor4D, to: InputGradientOptions): Tensor4D {
  const { stride, padding, inputShape } = to;
  const [, height, width] = inputShape;
  const [kernelHeight, kernelWidth] = filter.shape;
  if (isPatchwise(inputShape, filter.shape, to)) return patchwiseInputGradient(dy, filter, to);
  const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]); // [kh, kw, out, in]
  const inPhases = stride > 1 ? stridedInputGradient(dy, turned as Tensor4D, to) : undefined;
  if (inPhases) return inPhases;
  const spread = dilate(dy, stride);
  const [, spreadHeight, spreadWidth] = spread.shape;
  return tf.conv2d(spread, turned, 1, [
    [0, 0],
    [kernelHeight - 1 - padding, height - spreadHeight + padding],
    [kernelWidth - 1 - padding, width - spreadWidth + padding],
    [0, 0],
  ]);
}

/**
 * A convolution over the batch: images become channels, channels become images, and the gradient is
 * the filter.
 */
export function filterGradient(x: Tensor4D, dy: Tensor4D, to: FilterGradientOptions): Tensor4D {
  const { stride, padding, filterShape } = to;
  const [kernelHeight, kernelWidth, inputs, outputs] = filterShape;
  if (isPatchwise(x.shape, filterShape, to)) {
    const product = tf.matMul(tf.transpose(patches(x, stride)), tf.reshape(dy, [-1, outputs]));
    return tf.reshape(product, filterShape);
  }
  const swapped = tf.transpose(x, [3, 1, 2, 0]); // [in, h, w, n]
  const kernel = tf.transpose(dy, [1, 2, 0, 3]); // [oh, ow, n, out]
  const pad: [[number, number], [number, number], [number, number], [number, number]] = [
    [0, 0],
    [padding, padding],
    [padding, padding],
    [0, 0],
  ];
  // [in, kh + remainder, kw + remainder, out]
  const found = tf.conv2d(swapped, kernel, 1, pad, 'NHWC', stride);
  const exact = tf.slice(found, [0, 0, 0, 0], [inputs, kernelHeight, kernelWidth, outputs]);
  return tf.transpose(exact, [1, 2, 0, 3]);
}
