/**
 * @file The kernels from TensorFlow.js's own operations, for every backend that has no better
 *   ones.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { composedAdam } from './composed-adam.ts';
import { normalizeComposed, normalizeGradientComposed } from './composed-batch-norm.ts';
import { symmetric, type ConvolutionGeometry, type Kernels } from './kernels.ts';

export const plainKernels: Kernels = {
  relu: (x) => tf.relu(x),
  reluGradient: (dy, y) => tf.mul(dy, tf.step(y)),
  leakyRelu: (x, slope) => tf.leakyRelu(x, slope),
  leakyReluGradient: (dy, y, slope) => tf.mul(dy, tf.step(y, slope)),

  matMul: (a, b) => tf.matMul(a, b),
  matMulLeftTransposed: (a, b) => tf.matMul(a, b, true, false),
  matMulRightTransposed: (a, b) => tf.matMul(a, b, false, true),

  convolve: (x, filter, { stride, padding }) =>
    tf.conv2d(x, filter, stride, symmetric(padding), 'NHWC', 1, 'floor'),
  convolveInputGradient: (dy, filter, to) =>
    runKernel(
      'Conv2DBackpropInput',
      { dy, filter },
      { ...attributes(to), inputShape: to.inputShape },
    ),
  convolveFilterGradient: (x, dy, to) =>
    runKernel(
      'Conv2DBackpropFilter',
      { x, dy },
      { ...attributes(to), filterShape: to.filterShape },
    ),

  maxPool2(x) {
    const value = tf.maxPool(x, 2, 2, 'valid');
    return { value, saved: [x, value] };
  },
  maxPool2Gradient: (dy, [input, output]) =>
    runKernel(
      'MaxPoolGrad',
      { dy, input: input as Tensor, output: output as Tensor },
      { filterSize: [2, 2], strides: [2, 2], pad: 'valid' },
    ),

  channelSum: (x) => tf.sum(x, leadingAxes(x)) as Tensor1D,
  channelAffine: (x, scale, shift) => tf.add(tf.mul(x, scale), shift),
  channelScale: (x, scale) => tf.mul(x, scale),
  channelShift: (x, shift) => tf.add(x, shift),

  batchNorm: (x, parameters, epsilon) =>
    normalizeComposed(plainKernels, x, { parameters, epsilon }),
  batchNormGradient: (dy, saved) => normalizeGradientComposed(plainKernels, dy, saved),

  meanSquare: (x) => tf.mean(tf.square(x)),

  createAdam: composedAdam,
};

const leadingAxes = (x: Tensor): number[] => x.shape.slice(0, -1).map((_, axis) => axis);

const attributes = ({ stride, padding }: ConvolutionGeometry) => ({
  strides: [stride, stride],
  pad: symmetric(padding),
  dataFormat: 'NHWC',
  dimRoundingMode: 'floor',
});

function runKernel(name: string, inputs: Record<string, Tensor>, attrs: object): Tensor4D {
  return tf.engine().runKernel(name, inputs, attrs as unknown as tf.NamedAttrMap) as Tensor4D;
}
