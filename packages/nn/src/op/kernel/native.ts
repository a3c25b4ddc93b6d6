/** @file TensorFlow's own kernels for CPUs and GPUs (docs/decisions/0007-native-kernels.md). */
import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { shaped } from '../shaped.ts';
import { imageShape, type BatchStatistics, type Forward, type Kernels } from './kernels.ts';
import { nativeAdam } from './native-adam.ts';
import { convolve, filterGradient, inputGradient } from './native-convolution.ts';
import { maxPool2, maxPool2Gradient } from './native-max-pool.ts';
import { FLOAT32, nativeBackend, runNative } from './native-op.ts';
import { product } from './native-product.ts';
import { plainKernels } from './plain.ts';

export const nativeKernels: Kernels = {
  ...plainKernels,
  reluGradient: (dy, y) => runNative('ReluGrad', [dy, y], { attributes: { T: FLOAT32 } })[0],
  leakyReluGradient: (dy, y, slope) =>
    runNative('LeakyReluGrad', [dy, y], { attributes: { T: FLOAT32, alpha: slope } })[0],
  matMul: product(false, false),
  matMulLeftTransposed: product(true, false),
  matMulRightTransposed: product(false, true),
  convolve,
  convolveInputGradient: inputGradient,
  convolveFilterGradient: filterGradient,
  maxPool2,
  maxPool2Gradient,
  channelAffine,
  batchNorm,
  batchNormGradient,
  meanSquare: (x) =>
    // it is half of the sum
    tf.mul(runNative('L2Loss', [x], { attributes: { T: FLOAT32 } })[0], 2 / x.size),
  createAdam: nativeAdam,
};

const attributes = (epsilon: number) => ({
  T: FLOAT32,
  U: FLOAT32,
  epsilon,
  data_format: 'NHWC',
  is_training: true,
});

function batchNorm(
  x: Tensor,
  [gamma, beta]: readonly [Tensor1D, Tensor1D],
  epsilon: number,
): Forward & BatchStatistics {
  const image = shaped(x, imageShape(x));
  const none = tf.tensor1d([]);
  const [value, mean, variance, ...reserved] = runNative(
    'FusedBatchNormV3',
    [image, gamma, beta, none, none],
    {
      attributes: { ...attributes(epsilon), exponential_avg_factor: 1 },
      outputs: 6,
    },
  );
  return {
    value: shaped(value, x.shape),
    mean: mean as Tensor1D,
    variance: variance as Tensor1D,
    saved: [image, gamma, ...reserved],
  };
}

/**
 * As batch normalisation by a mean of 0 and a variance of 1, which goes through the maps once;
 * cuDNN wants an epsilon above 0.
 */
function channelAffine(x: Tensor, scale: Tensor1D, shift: Tensor1D): Tensor {
  if (x.rank !== 4 || nativeBackend().isUsingGpuDevice)
    return plainKernels.channelAffine(x, scale, shift);
  const [mean, variance] = [tf.zerosLike(scale), tf.onesLike(scale)];
  return runNative('FusedBatchNormV3', [x, scale, shift, mean, variance], {
    attributes: { ...attributes(0), is_training: false, exponential_avg_factor: 1 },
    outputs: 6,
  })[0];
}

function batchNormGradient(
  dy: Tensor,
  [image, gamma, ...reserved]: readonly Tensor[],
  epsilon: number,
): Tensor[] {
  const [dx, dGamma, dBeta] = runNative(
    'FusedBatchNormGradV3',
    [shaped(dy, imageShape(dy)), image as Tensor, gamma as Tensor, ...reserved],
    {
      attributes: attributes(epsilon),
      outputs: 5,
    },
  );
  return [shaped(dx, dy.shape), dGamma as Tensor, dBeta as Tensor];
}
