import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { channelAffine, channelSum } from './channel.ts';
import { withGradient } from './gradient.ts';

/** `x + bias` with `bias [c]` over the last axis of `x [n, h, w, c]` or `[n, c]`. */
export function addBias(x: Tensor, bias: Tensor1D): Tensor {
  return withGradient([x, bias], () => ({
    value: channelAffine(x, tf.onesLike(bias), bias),
    gradient: (dy) => [dy, channelSum(dy)],
  }));
}
