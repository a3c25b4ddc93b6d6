import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { OneClassError } from '@oneclass/core';
import { withGradient, type Gradient } from './gradient.ts';
import { kernels } from './kernel/chosen.ts';
import type { ConvolutionGeometry } from './kernel/kernels.ts';

/**
 * Cross-correlation of `x [n, h, w, in]` with `filter [kh, kw, in, out]`.
 * @throws OneClassError `invalid-shape` when nothing of the image would be left
 */
export function conv2d(x: Tensor4D, filter: Tensor4D, geometry: ConvolutionGeometry): Tensor4D {
  const [, height, width] = x.shape;
  const [kernelHeight, kernelWidth] = filter.shape;
  const { stride, padding } = geometry;
  const shrunk = (size: number, kernel: number): number =>
    Math.floor((size + 2 * padding - kernel) / stride) + 1;
  checkOutput([shrunk(height, kernelHeight), shrunk(width, kernelWidth)], {
    operation: 'convolution',
    x,
    filter,
    geometry,
  });
  return withGradient([x, filter], (save) => {
    save(x, filter);
    const gradient = (dy: Tensor, saved: Tensor[]): Gradient[] => {
      const [x, filter] = saved as [Tensor4D, Tensor4D];
      return [
        () =>
          kernels().convolveInputGradient(dy as Tensor4D, filter, {
            ...geometry,
            inputShape: x.shape,
          }),
        () =>
          kernels().convolveFilterGradient(x, dy as Tensor4D, {
            ...geometry,
            filterShape: filter.shape,
          }),
      ];
    };
    return { value: kernels().convolve(x, filter, geometry), gradient };
  }) as Tensor4D;
}

/**
 * Transposed convolution of `x [n, h, w, in]` with `filter [kh, kw, out, in]`: the gradient of a
 * convolution in its input. Gives `[n, (h − 1)·stride − 2·padding + kh, …, out]`.
 * @throws OneClassError `invalid-shape` when nothing of the image would be left
 */
export function transposedConv2d(
  x: Tensor4D,
  filter: Tensor4D,
  geometry: ConvolutionGeometry,
): Tensor4D {
  const [n, height, width] = x.shape;
  const [kernelHeight, kernelWidth, outputs] = filter.shape;
  const grown = (size: number, kernel: number): number =>
    (size - 1) * geometry.stride - 2 * geometry.padding + kernel;
  const inputShape: Tensor4D['shape'] = [
    n,
    grown(height, kernelHeight),
    grown(width, kernelWidth),
    outputs,
  ];
  checkOutput([inputShape[1], inputShape[2]], {
    operation: 'transposed convolution',
    x,
    filter,
    geometry,
  });
  return withGradient([x, filter], (save) => {
    save(x, filter);
    const gradient = (dy: Tensor, saved: Tensor[]): Gradient[] => {
      const [x, filter] = saved as [Tensor4D, Tensor4D];
      return [
        () => kernels().convolve(dy as Tensor4D, filter, geometry),
        () =>
          kernels().convolveFilterGradient(dy as Tensor4D, x, {
            ...geometry,
            filterShape: filter.shape,
          }),
      ];
    };
    return {
      value: kernels().convolveInputGradient(x, filter, { ...geometry, inputShape }),
      gradient,
    };
  }) as Tensor4D;
}

interface Convolution {
  readonly operation: string;
  readonly x: Tensor4D;
  readonly filter: Tensor4D;
  readonly geometry: ConvolutionGeometry;
}

/** Backends compute on with sides below 1, some out of bounds. */
function checkOutput(
  [height, width]: readonly [number, number],
  { operation, x, filter, geometry }: Convolution,
): void {
  if (height >= 1 && width >= 1) return;
  const [kernelHeight, kernelWidth] = filter.shape;
  throw new OneClassError(
    'invalid-shape',
    `A ${operation} received maps of ${String(x.shape[1])}×${String(x.shape[2])} for a kernel ` +
      `of ${String(kernelHeight)}×${String(kernelWidth)}, ` +
      `stride ${String(geometry.stride)} and padding ${String(geometry.padding)}: the result ` +
      `would be ${String(height)}×${String(width)}; ` +
      'expected 1×1 at least. Take larger images, a smaller kernel or another padding.',
    { argument: 'x', expected: 'a result of 1×1 at least', received: x.shape },
  );
}
