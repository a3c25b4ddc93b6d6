/**
 * @file TensorFlow's convolution. oneDNN has its gradients only for padding of its own two kinds;
 *   elsewhere the input is padded first.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import {
  symmetric,
  type ConvolutionGeometry,
  type FilterGradientOptions,
  type InputGradientOptions,
} from './kernels.ts';
import { FLOAT32, nativeBackend, runNative, type NativeOptions } from './native-op.ts';
import { product } from './native-product.ts';
import { isPatchwise, patchwiseInputGradient } from './patches.ts';

type Shape4D = Tensor4D['shape'];
type Padding = 'VALID' | 'SAME' | 'EXPLICIT';

export function convolve(x: Tensor4D, filter: Tensor4D, geometry: ConvolutionGeometry): Tensor4D {
  return runNative(
    'Conv2D',
    [x, filter],
    options(geometry, paddingOf(x.shape, filter.shape, geometry)),
  )[0] as Tensor4D;
}

export function inputGradient(dy: Tensor4D, filter: Tensor4D, to: InputGradientOptions): Tensor4D {
  const { inputShape, padding } = to;
  if (isPatchwise(inputShape, filter.shape, to)) return patchwiseInputGradient(dy, filter, to);
  if (hasSmallPatches(filter.shape))
    return inputGradient(patchGradient(dy, filter), eachPlace(filter.shape), to);
  const kind = paddingOf(inputShape, filter.shape, to);
  if (kind !== 'EXPLICIT')
    return backpropagate(
      'Conv2DBackpropInput',
      [tf.tensor1d(inputShape, 'int32'), filter, dy],
      options(to, kind),
    );
  const [n, height, width, c] = inputShape;
  const padded = tf.tensor1d([n, height + 2 * padding, width + 2 * padding, c], 'int32');
  return tf.slice(
    backpropagate('Conv2DBackpropInput', [padded, filter, dy], options(to, 'VALID')),
    [0, padding, padding, 0],
    inputShape,
  );
}

/**
 * Then it is faster, on processors, to take a product first and only to sum where patches overlap
 * (docs/decisions/0007-native-kernels.md).
 */
function hasSmallPatches([height, width, inputs, outputs]: Shape4D): boolean {
  return 4 * height * width * inputs <= outputs && !nativeBackend().isUsingGpuDevice;
}

/**
 * What `dy [n, h, w, out]` gives each value of a patch, `[n, h, w, kh · kw · in]`: the gradient but
 * for the sums where patches overlap.
 */
function patchGradient(dy: Tensor4D, filter: Tensor4D): Tensor4D {
  const [kernelHeight, kernelWidth, inputs, outputs] = filter.shape;
  const values = kernelHeight * kernelWidth * inputs;
  const patches = product(false, true)(
    tf.reshape(dy, [-1, outputs]),
    tf.reshape(filter, [values, outputs]),
  );
  return tf.reshape(patches, [...dy.shape.slice(0, 3), values] as Shape4D);
}

/** The filter that takes a patch apart, a value to each channel. */
function eachPlace([height, width, inputs]: Shape4D): Tensor4D {
  const values = height * width * inputs;
  return tf.reshape(tf.eye(values), [height, width, inputs, values]);
}

export function filterGradient(x: Tensor4D, dy: Tensor4D, to: FilterGradientOptions): Tensor4D {
  const { filterShape, padding } = to;
  const kind = paddingOf(x.shape, filterShape, to);
  const shape = tf.tensor1d(filterShape, 'int32');
  if (kind !== 'EXPLICIT')
    return backpropagate('Conv2DBackpropFilter', [x, shape, dy], options(to, kind));
  return backpropagate(
    'Conv2DBackpropFilter',
    [tf.pad(x, symmetric(padding)), shape, dy],
    options(to, 'VALID'),
  );
}

function backpropagate(
  name: string,
  inputs: readonly tf.Tensor[],
  nativeOptions: NativeOptions,
): Tensor4D {
  return runNative(name, inputs, nativeOptions)[0] as Tensor4D;
}

/** TensorFlow's SAME puts the odd pixel at the end, and pads only as much as the windows reach. */
function paddingOf(
  [, height, width]: Shape4D,
  [kernelHeight, kernelWidth]: Shape4D,
  { stride, padding }: ConvolutionGeometry,
): Padding {
  if (padding === 0) return 'VALID';
  const isSame = (size: number, kernel: number): boolean => {
    const windows = Math.ceil(size / stride);
    const needed = Math.max(0, (windows - 1) * stride + kernel - size);
    return (
      Math.floor(needed / 2) === padding &&
      Math.floor((size + 2 * padding - kernel) / stride) + 1 === windows
    );
  };
  return isSame(height, kernelHeight) && isSame(width, kernelWidth) ? 'SAME' : 'EXPLICIT';
}

function options({ stride, padding: p }: ConvolutionGeometry, padding: Padding): NativeOptions {
  return {
    attributes: {
      T: FLOAT32,
      strides: [1, stride, stride, 1],
      dilations: [1, 1, 1, 1],
      data_format: 'NHWC',
      use_cudnn_on_gpu: true,
      padding,
      explicit_paddings: padding === 'EXPLICIT' ? [0, 0, p, p, p, p, 0, 0] : [],
    },
  };
}
