import * as tf from '@tensorflow/tfjs';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { OneClassError, type NamedTensor } from '@oneclass/core';
import type { Tensors } from '@oneclass/core/weights';
import { NORM_PARTS, type ConvolutionSpec } from './stage-table.ts';

/** Of TensorFlow's EfficientNets. */
const EPSILON = 1e-3;

/** A convolution into which its batch norm is folded. */
export interface FoldedConvolution {
  /** HWIO; of a depthwise convolution `[h, w, channels, 1]`. */
  readonly filter: Tensor4D;
  readonly bias: Tensor1D;
}

/**
 * `γ (w ∗ x − μ) / √(σ² + ε) + β` as one convolution with a bias; the caller disposes of it.
 * @throws OneClassError `invalid-artifact` for a variance below 0
 */
export function foldedConvolution(
  { name, norm, inputs, outputs, depthwise, kernel }: ConvolutionSpec,
  tensors: Tensors,
): FoldedConvolution {
  const dataOf = (tensor: string): Float32Array => (tensors.get(tensor) as NamedTensor).data;
  const [gamma, beta, mean, variance] = NORM_PARTS.map((part) => dataOf(`${norm}.${part}`)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  if (variance.some((value) => value < 0)) throw negativeVariance(`${norm}.running_var`);
  const gain = Float64Array.from(gamma, (g, i) => g / Math.sqrt((variance[i] as number) + EPSILON));
  const weight = dataOf(`${name}.weight`);
  const perOutput = weight.length / outputs;
  const folded = weight.map((w, i) => w * (gain[Math.floor(i / perOutput)] as number));
  const bias = beta.map((b, i) => b - (mean[i] as number) * (gain[i] as number));
  const order = depthwise ? [2, 3, 0, 1] : [2, 3, 1, 0];
  const filter = tf.tidy(() =>
    tf.transpose(tf.tensor4d(folded, [outputs, depthwise ? 1 : inputs, kernel, kernel]), order),
  );
  return { filter: tf.keep(filter), bias: tf.keep(tf.tensor1d(bias)) };
}

const negativeVariance = (tensor: string): OneClassError =>
  new OneClassError(
    'invalid-artifact',
    `The weights are damaged: tensor ${tensor} holds a variance below 0. Copy or download them ` +
      'again, or give others.',
    { argument: 'weights' },
  );
