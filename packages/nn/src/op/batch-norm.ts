import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { channelAffine, channelMean, perChannel } from './channel.ts';
import { withGradient } from './gradient.ts';

export interface BatchStatistics {
  /** `[c]` */
  readonly mean: Tensor1D;
  /** `[c]`, divided by the number of elements, not by one less. */
  readonly variance: Tensor1D;
}

export interface BatchNormOptions {
  readonly epsilon: number;
  /** Called in the forward pass with the batch's statistics, which are freed after it. */
  readonly onStatistics: (statistics: BatchStatistics) => void;
}

/**
 * Batch normalisation in training mode of `x [n, h, w, c]` or `[n, c]` with `gamma [c]` and `beta [c]`.
 * Ioffe and Szegedy 2015, algorithm 1.
 */
export function batchNormTraining(x: Tensor, [gamma, beta]: readonly [Tensor1D, Tensor1D], options: BatchNormOptions): Tensor {
  return withGradient([x, gamma, beta], (save) => {
    const mean = channelMean(x);
    const centred = channelAffine(x, tf.onesLike(mean), tf.neg(mean));
    const variance = channelMean(tf.square(centred));
    options.onStatistics({ mean, variance });
    const inverse: Tensor1D = tf.rsqrt(tf.add(variance, options.epsilon)); // 1/σ
    const value = channelAffine(centred, tf.mul(inverse, gamma), beta);
    save(centred, inverse, gamma);
    const gradient = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [centred, inverse, gamma] = saved as [Tensor, Tensor1D, Tensor1D];
      const meanDy = channelMean(dy);
      const meanDyX: Tensor1D = tf.mul(channelMean(tf.mul(dy, centred)), inverse); // mean of dy·x̂
      const gain: Tensor1D = tf.mul(gamma, inverse);
      // dx = γ/σ · (dy − mean(dy) − x̂ · mean(dy·x̂))
      const dx = tf.add(
        channelAffine(dy, gain, tf.neg(tf.mul(gain, meanDy))),
        channelAffine(centred, tf.neg(tf.mul(tf.mul(gain, inverse), meanDyX))),
      );
      const count = perChannel(dy);
      return [dx, tf.mul(meanDyX, count), tf.mul(meanDy, count)];
    };
    return { value, gradient };
  });
}

/** `x · scale + shift` by channel, differentiable in `x` alone: batch normalisation with fixed statistics. */
export function frozenChannelAffine(x: Tensor, scale: Tensor1D, shift: Tensor1D): Tensor {
  return withGradient([x], (save) => {
    save(scale);
    return { value: channelAffine(x, scale, shift), gradient: (dy, [scale]) => [channelAffine(dy, scale as Tensor1D)] };
  });
}
