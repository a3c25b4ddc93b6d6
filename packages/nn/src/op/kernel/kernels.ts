/**
 * @file What the differentiable operations are made of, on every backend. None of these is
 *   differentiable by itself. Maps are `[n, h, w, c]`, vectors `[c]` over the last axis, filters
 *   `[height, width, in, out]`; paddings are symmetric counts of pixels, as in PyTorch.
 */
import type { Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs';

export interface ConvolutionGeometry {
  readonly stride: number;
  readonly padding: number;
}

export interface InputGradientOptions extends ConvolutionGeometry {
  readonly inputShape: Tensor4D['shape'];
}

export interface FilterGradientOptions extends ConvolutionGeometry {
  readonly filterShape: Tensor4D['shape'];
}

/** A forward pass, and what its gradient needs of it. */
export interface Forward {
  readonly value: Tensor;
  readonly saved: readonly Tensor[];
}

export interface BatchStatistics {
  /** `[c]` */
  readonly mean: Tensor1D;
  /** `[c]`, the unbiased one: divided by one less than the number of elements. */
  readonly variance: Tensor1D;
}

export interface AdamStep {
  readonly learningRate: number;
  /** Times the weights, is added to their gradient. */
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** This one included. */
  readonly steps: number;
}

/**
 * Adam's running moments of all gradients, one parameter's after the other's, in the parameters'
 * order.
 */
export interface AdamMoments {
  readonly firstMoment: Tensor;
  readonly secondMoment: Tensor;
}

/**
 * Adam for certain variables; owns their moments, which start at 0. All but `dispose` to be called
 * inside `tf.tidy`.
 */
export interface AdamUpdate {
  /** One step: the variables are assigned. @param gradients in the variables' order */
  apply(gradients: readonly Tensor[], step: AdamStep): void;
  /** Copies. */
  moments(): AdamMoments;
  setMoments(moments: AdamMoments): void;
  dispose(): void;
}

export interface Kernels {
  relu(x: Tensor): Tensor;
  /** From the result of `relu`. */
  reluGradient(dy: Tensor, y: Tensor): Tensor;
  /** 0 < slope < 1 */
  leakyRelu(x: Tensor, slope: number): Tensor;
  /** From the result of `leakyRelu`. */
  leakyReluGradient(dy: Tensor, y: Tensor, slope: number): Tensor;

  /** `a · b` */
  matMul(a: Tensor2D, b: Tensor2D): Tensor2D;
  /** `aᵀ · b` */
  matMulLeftTransposed(a: Tensor2D, b: Tensor2D): Tensor2D;
  /** `a · bᵀ` */
  matMulRightTransposed(a: Tensor2D, b: Tensor2D): Tensor2D;

  /** `x [n, h, w, in]` → `[n, (h + 2·padding − kernel)/stride + 1, …, out]`, rounded down. */
  convolve(x: Tensor4D, filter: Tensor4D, geometry: ConvolutionGeometry): Tensor4D;
  /** Gradient of `convolve` in its input of the given shape. */
  convolveInputGradient(dy: Tensor4D, filter: Tensor4D, to: InputGradientOptions): Tensor4D;
  /** Gradient of `convolve` in its filter of the given shape. */
  convolveFilterGradient(x: Tensor4D, dy: Tensor4D, to: FilterGradientOptions): Tensor4D;

  /** h and w even. */
  maxPool2(x: Tensor4D): Forward;
  /** The first of equal maxima gets the gradient. */
  maxPool2Gradient(dy: Tensor4D, saved: readonly Tensor[]): Tensor;

  /** Sum of each channel of `x [..., c]`. */
  channelSum(x: Tensor): Tensor1D;
  /** `x · scale + shift`, x being `[n, h, w, c]` or `[n, c]`. */
  channelAffine(x: Tensor, scale: Tensor1D, shift: Tensor1D): Tensor;
  /** `x · scale` */
  channelScale(x: Tensor, scale: Tensor1D): Tensor;
  /** `x + shift` */
  channelShift(x: Tensor, shift: Tensor1D): Tensor;

  /** Normalised by the batch's own statistics, then `· gamma + beta`. */
  batchNorm(
    x: Tensor,
    [gamma, beta]: readonly [Tensor1D, Tensor1D],
    epsilon: number,
  ): Forward & BatchStatistics;
  /** Gradients in x, gamma and beta. */
  batchNormGradient(dy: Tensor, saved: readonly Tensor[], epsilon: number): Tensor[];

  /** Mean of the squares of all elements, a scalar. */
  meanSquare(x: Tensor): Tensor;

  /** To be used while this backend is. */
  createAdam(variables: readonly Variable[]): AdamUpdate;
}

/** The elements a channel has in `x`, channels last. */
export const perChannel = (x: Tensor): number => x.size / (x.shape[x.shape.length - 1] as number);

/** An image with the channels of `x [..., c]`. */
export const imageShape = (x: Tensor): [number, number, number, number] =>
  x.rank === 4
    ? (x as Tensor4D).shape
    : [perChannel(x), 1, 1, x.shape[x.shape.length - 1] as number];

export type ExplicitPadding = [
  [number, number],
  [number, number],
  [number, number],
  [number, number],
];

export const symmetric = (padding: number): ExplicitPadding => [
  [0, 0],
  [padding, padding],
  [padding, padding],
  [0, 0],
];
