import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { perChannel, type BatchStatistics, type Forward, type Kernels } from './kernels.ts';

type ChannelKernels = Pick<
  Kernels,
  'channelSum' | 'channelAffine' | 'channelScale' | 'channelShift'
>;

interface Normalization {
  readonly parameters: readonly [gamma: Tensor1D, beta: Tensor1D];
  readonly epsilon: number;
}

/**
 * Batch normalisation from sums and affine maps by channel. Ioffe and Szegedy 2015, algorithm 1.
 */
export function normalizeComposed(
  kernels: ChannelKernels,
  x: Tensor,
  { parameters, epsilon }: Normalization,
): Forward & BatchStatistics {
  const [gamma, beta] = parameters;
  const count = perChannel(x);
  const mean: Tensor1D = tf.div(kernels.channelSum(x), count);
  const centred = kernels.channelShift(x, tf.neg(mean));
  const squares = kernels.channelSum(tf.square(centred));
  const inverse: Tensor1D = tf.rsqrt(tf.add(tf.div(squares, count), epsilon)); // 1/σ
  const value = kernels.channelAffine(centred, tf.mul(inverse, gamma), beta);
  return {
    value,
    mean,
    variance: tf.div(squares, Math.max(1, count - 1)),
    saved: [centred, inverse, gamma],
  };
}

/** dx = γ/σ · (dy − mean(dy) − x̂ · mean(dy·x̂)) */
export function normalizeGradientComposed(
  kernels: ChannelKernels,
  dy: Tensor,
  saved: readonly Tensor[],
): Tensor[] {
  const [centred, inverse, gamma] = saved as [Tensor, Tensor1D, Tensor1D];
  const count = perChannel(dy);
  const sumDy = kernels.channelSum(dy);
  const sumDyX: Tensor1D = tf.mul(kernels.channelSum(tf.mul(dy, centred)), inverse); // of dy·x̂
  const gain: Tensor1D = tf.mul(gamma, inverse);
  const dx = tf.add(
    kernels.channelAffine(dy, gain, tf.mul(gain, tf.div(sumDy, -count))),
    kernels.channelScale(centred, tf.mul(tf.mul(gain, inverse), tf.div(sumDyX, -count))),
  );
  return [dx, sumDyX, sumDy];
}
