/**
 * @file Convolution and its two gradients, from the backend's own kernels or, on wasm, as compositions.
 * A filter is `[height, width, in, out]`; paddings are symmetric counts of pixels, as in PyTorch.
 * None of these is differentiable by itself.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { onWasm } from './backend.ts';
import * as composed from './composed-convolution.ts';

export interface ConvolutionGeometry {
  readonly stride: number;
  readonly padding: number;
}

export type ExplicitPadding = [[number, number], [number, number], [number, number], [number, number]];

export const symmetric = (padding: number): ExplicitPadding => [
  [0, 0],
  [padding, padding],
  [padding, padding],
  [0, 0],
];

const attributes = ({ stride, padding }: ConvolutionGeometry) => ({
  strides: [stride, stride],
  pad: symmetric(padding),
  dataFormat: 'NHWC',
  dimRoundingMode: 'floor',
});

function runKernel(name: string, inputs: Record<string, Tensor>, attrs: object): Tensor4D {
  return tf.engine().runKernel(name, inputs, attrs as unknown as tf.NamedAttrMap) as Tensor4D;
}

/** `x [n, h, w, in]` → `[n, (h + 2·padding − kernel)/stride + 1, …, out]`, rounded down. */
export function convolve(x: Tensor4D, filter: Tensor4D, geometry: ConvolutionGeometry): Tensor4D {
  return tf.conv2d(x, filter, geometry.stride, symmetric(geometry.padding), 'NHWC', 1, 'floor');
}

/** Gradient of `convolve` in its input of the given shape. */
export function convolveInputGradient(dy: Tensor4D, filter: Tensor4D, to: ConvolutionGeometry & { inputShape: Tensor4D['shape'] }): Tensor4D {
  if (onWasm()) return composed.inputGradient(dy, filter, to);
  return runKernel('Conv2DBackpropInput', { dy, filter }, { ...attributes(to), inputShape: to.inputShape });
}

/** Gradient of `convolve` in its filter of the given shape. */
export function convolveFilterGradient(x: Tensor4D, dy: Tensor4D, to: ConvolutionGeometry & { filterShape: Tensor4D['shape'] }): Tensor4D {
  if (onWasm()) return composed.filterGradient(x, dy, to);
  return runKernel('Conv2DBackpropFilter', { x, dy }, { ...attributes(to), filterShape: to.filterShape });
}
