import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { withGradient } from './gradient.ts';
import { kernels } from './kernel/chosen.ts';
import type { BatchStatistics } from './kernel/kernels.ts';

export interface BatchNormOptions {
  readonly epsilon: number;
  /** Called in the forward pass with the batch's statistics, which are freed after it. */
  readonly onStatistics: (statistics: BatchStatistics) => void;
}

/**
 * Batch normalisation in training mode of `x [n, h, w, c]` or `[n, c]` with `gamma [c]` and
 * `beta [c]`. Ioffe and Szegedy 2015, algorithm 1.
 */
export function batchNormTraining(
  x: Tensor,
  parameters: readonly [Tensor1D, Tensor1D],
  options: BatchNormOptions,
): Tensor {
  const { epsilon, onStatistics } = options;
  return withGradient([x, ...parameters], (save) => {
    const { value, mean, variance, saved } = kernels().batchNorm(x, parameters, epsilon);
    onStatistics({ mean, variance });
    save(...saved);
    return { value, gradient: (dy, saved) => kernels().batchNormGradient(dy, saved, epsilon) };
  });
}

/**
 * `x · scale + shift` by channel, differentiable in `x` alone: batch normalisation with fixed
 * statistics.
 */
export function frozenChannelAffine(x: Tensor, scale: Tensor1D, shift: Tensor1D): Tensor {
  return withGradient([x], (save) => {
    save(scale);
    return {
      value: kernels().channelAffine(x, scale, shift),
      gradient: (dy, [scale]) => [kernels().channelScale(dy, scale as Tensor1D)],
    };
  });
}
