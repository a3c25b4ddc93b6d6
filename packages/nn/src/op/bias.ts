import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { withGradient } from './gradient.ts';
import { kernels } from './kernel/chosen.ts';

/** `x + bias` with `bias [c]` over the last axis of `x [n, h, w, c]` or `[n, c]`. */
export function addBias(x: Tensor, bias: Tensor1D): Tensor {
  return withGradient([x, bias], () => ({
    value: kernels().channelShift(x, bias),
    gradient: (dy) => [dy, () => kernels().channelSum(dy)],
  }));
}
