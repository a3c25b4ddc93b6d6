import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D, Variable } from '@tensorflow/tfjs';
import { constant, type Initializer } from '../initializer.ts';
import { batchNormTraining, frozenChannelAffine } from '../op/batch-norm.ts';
import type { BatchStatistics } from '../op/kernel/kernels.ts';
import type { LayerFactory } from './layer.ts';
import { vectorOf } from './weight-source.ts';

export interface BatchNormSpec {
  readonly channels: number;
  readonly epsilon?: number | undefined;
  /** Share of the newest batch in the running statistics. */
  readonly momentum?: number | undefined;
  /** A learned gain and offset a channel. */
  readonly affine?: boolean | undefined;
  /** Of the gain; 1 when absent. */
  readonly gainInitializer?: Initializer | undefined;
}

/**
 * Batch normalisation over the last axis, with PyTorch's defaults; the running variance is the
 * unbiased one.
 */
export function batchNorm({
  channels,
  epsilon = 1e-5,
  momentum = 0.1,
  affine = true,
  gainInitializer = constant(1),
}: BatchNormSpec): LayerFactory {
  const gain = {
    shape: [channels],
    fans: { fanIn: channels, fanOut: channels },
    initializer: gainInitializer,
  };
  return (weights) => {
    const learned = affine
      ? {
          gamma: weights.variable('gamma', gain),
          beta: weights.variable('beta', vectorOf(channels, 0)),
        }
      : {};
    const runningMean = weights.variable('runningMean', vectorOf(channels, 0, false));
    const runningVariance = weights.variable('runningVariance', vectorOf(channels, 1, false));
    const gainAndOffset = (): [Tensor1D, Tensor1D] =>
      'gamma' in learned
        ? ([learned.gamma, learned.beta] as unknown as [Tensor1D, Tensor1D])
        : [tf.ones([channels]), tf.zeros([channels])];

    const train = (x: Tensor, weight: number): Tensor => {
      const onStatistics = ({ mean, variance }: BatchStatistics): void => {
        follow(runningMean, mean, weight);
        follow(runningVariance, variance, weight);
      };
      return batchNormTraining(x, gainAndOffset(), { epsilon, onStatistics });
    };
    const infer = (x: Tensor): Tensor => {
      const [gamma, beta] = gainAndOffset();
      const scale: Tensor1D = tf.mul(gamma, tf.rsqrt(tf.add(runningVariance, epsilon)));
      return frozenChannelAffine(x, scale, tf.sub(beta, tf.mul(runningMean, scale)));
    };
    return {
      apply: (x, mode) => (mode.training ? train(x, mode.momentum ?? momentum) : infer(x)),
      parameters: learned,
      buffers: { runningMean, runningVariance },
    };
  };
}

function follow(running: Variable, value: Tensor, weight: number): void {
  running.assign(tf.add(tf.mul(running, 1 - weight), tf.mul(value, weight)));
}
