/**
 * @file The gradient of a strided convolution in its input. Rows (and columns) of the input whose
 *   numbers have one remainder by the stride are reached by the same taps of the filter, so that
 *   each of stride² remainders is a small convolution without stride, where a dilated gradient
 *   would be convolved with the whole filter, zeros and all.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { InputGradientOptions } from './kernels.ts';

/** Rows of the input with one remainder. */
interface Phase {
  /** The first of its taps in the turned filter; the others follow at the stride's distance. */
  readonly firstTap: number;
  /** Rows of zeros that the gradient needs before and after. */
  readonly before: number;
  readonly after: number;
}

interface Side {
  readonly stride: number;
  readonly padding: number;
  readonly kernel: number;
  /** Rows of the input, and of the gradient. */
  readonly size: number;
  readonly rows: number;
}

function phasesOf({ stride, padding, kernel, size, rows }: Side): Phase[] {
  const count = Math.ceil(size / stride);
  return Array.from({ length: stride }, (_, first) => {
    const remainder = (first + padding) % stride;
    const start = Math.floor((first + padding) / stride);
    const taps = Math.ceil((kernel - remainder) / stride);
    return {
      firstTap: kernel - 1 - remainder - stride * (taps - 1),
      before: taps - 1 - start,
      after: start + count - rows,
    };
  });
}

/**
 * Undefined where rows of the gradient would have to be taken off, or the kernel is smaller than
 * the stride.
 */
export function stridedInputGradient(
  dy: Tensor4D,
  turned: Tensor4D,
  { stride, padding, inputShape }: InputGradientOptions,
): Tensor4D | undefined {
  const [n, height, width, c] = inputShape;
  const [, rows, columns] = dy.shape;
  const [kernelHeight, kernelWidth] = turned.shape;
  const [vertical, horizontal] = [
    phasesOf({ stride, padding, kernel: kernelHeight, size: height, rows }),
    phasesOf({ stride, padding, kernel: kernelWidth, size: width, rows: columns }),
  ];
  if (
    [...vertical, ...horizontal].some(({ before, after }) => before < 0 || after < 0) ||
    Math.min(kernelHeight, kernelWidth) < stride
  )
    return undefined;
  const [down, across] = [Math.ceil(height / stride), Math.ceil(width / stride)];
  const bands = vertical.map((y) => {
    const parts = horizontal.map((x) => {
      const taps = tf.stridedSlice(
        turned,
        [y.firstTap, x.firstTap, 0, 0],
        [kernelHeight, kernelWidth, ...turned.shape.slice(2)],
        [stride, stride, 1, 1],
      ) as Tensor4D;
      return tf.conv2d(dy, taps, 1, [
        [0, 0],
        [y.before, y.after],
        [x.before, x.after],
        [0, 0],
      ]);
    });
    return interleave(parts, n * down * across, c);
  });
  const whole = tf.reshape(interleave(bands, n * down, across * stride * c), [
    n,
    down * stride,
    across * stride,
    c,
  ]) as Tensor4D;
  return down * stride === height && across * stride === width
    ? whole
    : tf.slice(whole, [0, 0, 0, 0], inputShape);
}

/** Blocks of `length` values, one of each part in turn: `[count, parts, length]`. */
function interleave(parts: readonly Tensor[], count: number, length: number): Tensor {
  // [parts, count, length]
  const apart = tf.concat(parts.map((part) => tf.reshape(part, [1, count, length])));
  return tf.transpose(apart, [1, 0, 2]);
}
