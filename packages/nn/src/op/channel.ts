import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { onWasm } from './backend.ts';

/** The elements a channel has in `x`, channels last. */
export const perChannel = (x: Tensor): number => x.size / (x.shape[x.shape.length - 1] as number);

/** Mean of each channel of `x [..., c]`, as `[c]`. Not differentiable by itself. */
export function channelMean(x: Tensor): Tensor1D {
  const leading = x.shape.slice(0, -1).map((_, axis) => axis);
  if (!onWasm() || x.rank !== 4) return tf.mean(x, leading);
  // Pooling is a SIMD kernel there, a reduction over leading axes is not: 0.5 ms instead of 7 for 256×32×32×16.
  const [, height, width] = x.shape as [number, number, number, number];
  return tf.mean(tf.avgPool(x as Tensor4D, [height, width], 1, 'valid'), [0, 1, 2]);
}

/** Sum of each channel of `x [..., c]`, as `[c]`. */
export const channelSum = (x: Tensor): Tensor1D => tf.mul(channelMean(x), perChannel(x));

/** `x · scale + shift` with `[c]` vectors over the last axis of `x [n, h, w, c]` or `[n, c]`. Not differentiable by itself. */
export function channelAffine(x: Tensor, scale: Tensor1D, shift?: Tensor1D): Tensor {
  if (!onWasm()) {
    const scaled = tf.mul(x, scale);
    return shift ? tf.add(scaled, shift) : scaled;
  }
  // A 1×1 depthwise convolution: one SIMD pass, where broadcasting takes two slow ones (0.9 ms instead of 6).
  const c = scale.size;
  const image = x.rank === 4 ? (x as Tensor4D) : tf.reshape(x, [x.size / c, 1, 1, c]);
  const filter = tf.reshape(scale, [1, 1, c, 1]) as Tensor4D;
  const y = tf.fused.depthwiseConv2d({ x: image as Tensor4D, filter, strides: 1, pad: 'valid', ...(shift && { bias: shift }) });
  return tf.reshape(y, x.shape);
}
