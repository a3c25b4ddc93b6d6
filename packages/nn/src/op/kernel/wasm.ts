/**
 * @file The wasm backend has no gradient kernel for convolution filters, and slow ones for
 *   several other things; these are composed of its fast kernels
 *   (docs/decisions/0003-wasm-compositions.md).
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { normalizeComposed, normalizeGradientComposed } from './composed-batch-norm.ts';
import { filterGradient, inputGradient } from './composed-convolution.ts';
import { composedMaxPoolGradient } from './composed-max-pool.ts';
import { imageShape, perChannel, type Kernels } from './kernels.ts';
import { plainKernels } from './plain.ts';

export const wasmKernels: Kernels = {
  ...plainKernels,
  // leakyRelu is scalar code there, prelu SIMD: 0.8 ms instead of 21 for 256×32×32×16.
  leakyRelu: (x, slope) => tf.prelu(x, tf.fill([x.shape[x.shape.length - 1] as number], slope)),
  // Only products without transposition flags run in SIMD: 2 ms instead of 21 for 16384×32×64.
  matMulLeftTransposed: (a, b) => tf.matMul(tf.transpose(a), b),
  matMulRightTransposed: (a, b) => tf.matMul(a, tf.transpose(b)),
  convolveInputGradient: inputGradient,
  convolveFilterGradient: filterGradient,
  maxPool2Gradient: (dy, [x, y]) => composedMaxPoolGradient(x as Tensor4D, y as Tensor4D, dy),
  channelSum,
  channelAffine,
  channelScale: channelAffine,
  channelShift: (x, shift) => channelAffine(x, tf.onesLike(shift), shift),
  batchNorm: (x, parameters, epsilon) => normalizeComposed(wasmKernels, x, { parameters, epsilon }),
  batchNormGradient: (dy, saved) => normalizeGradientComposed(wasmKernels, dy, saved),
};

/**
 * Pooling is a SIMD kernel, a reduction over leading axes is not: 0.5 ms instead of 7 for
 * 256×32×32×16.
 */
function channelSum(x: Tensor): Tensor1D {
  if (x.rank !== 4) return plainKernels.channelSum(x);
  const [, height, width] = x.shape as [number, number, number, number];
  return tf.mul(
    tf.mean(tf.avgPool(x as Tensor4D, [height, width], 1, 'valid'), [0, 1, 2]),
    perChannel(x),
  );
}

/**
 * A 1×1 depthwise convolution: one SIMD pass, where broadcasting takes two slow ones (0.9 ms
 * instead of 6).
 */
function channelAffine(x: Tensor, scale: Tensor1D, shift?: Tensor1D): Tensor {
  const image = tf.reshape(x, imageShape(x)) as Tensor4D;
  const filter = tf.reshape(scale, [1, 1, scale.size, 1]) as Tensor4D;
  const y = tf.fused.depthwiseConv2d({
    x: image,
    filter,
    strides: 1,
    pad: 'valid',
    ...(shift && { bias: shift }),
  });
  return tf.reshape(y, x.shape);
}
