/** @file Every operation beside the same in TensorFlow.js's own differentiable operations. */
import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { createRng } from '@oneclass/core';
import { leakyRelu, relu } from '../src/op/activation.ts';
import { batchNormTraining, frozenChannelAffine } from '../src/op/batch-norm.ts';
import { addBias } from '../src/op/bias.ts';
import { binaryCrossEntropy } from '../src/op/binary-cross-entropy.ts';
import { conv2d, transposedConv2d } from '../src/op/convolution.ts';
import { matMul } from '../src/op/mat-mul.ts';
import { averagePool, maxPool2, upsampleNearest } from '../src/op/pool.ts';
import { meanSquaredError } from '../src/op/squared-error.ts';

export interface Case {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly operation: (...inputs: Tensor[]) => Tensor;
  /** The same in TensorFlow.js's own differentiable operations. */
  readonly plain: (...inputs: Tensor[]) => Tensor;
}

const explicit = (padding: number): tf.backend_util.ExplicitPadding => [
  [0, 0],
  [padding, padding],
  [padding, padding],
  [0, 0],
];

function convolutionCase(
  size: readonly [number, number],
  kernel: number,
  stride: number,
  padding: number,
): Case {
  return {
    name:
      `convolution of ${size.join('×')} by ${String(kernel)}, stride ${String(stride)}, ` +
      `padding ${String(padding)}`,
    shapes: [
      [3, ...size, 2],
      [kernel, kernel, 2, 4],
    ],
    operation: (x, w) => conv2d(x as Tensor4D, w as Tensor4D, { stride, padding }),
    plain: (x, w) =>
      tf.conv2d(x as Tensor4D, w as Tensor4D, stride, explicit(padding), 'NHWC', 1, 'floor'),
  };
}

function transposedCase(
  size: readonly [number, number],
  kernel: number,
  stride: number,
  padding: number,
): Case {
  const grown = (side: number): number => (side - 1) * stride - 2 * padding + kernel;
  return {
    name:
      `transposed convolution of ${size.join('×')} by ${String(kernel)}, stride ` +
      `${String(stride)}, padding ${String(padding)}`,
    shapes: [
      [3, ...size, 4],
      [kernel, kernel, 2, 4],
    ],
    operation: (x, w) => transposedConv2d(x as Tensor4D, w as Tensor4D, { stride, padding }),
    plain: (x, w) =>
      tf.conv2dTranspose(
        x as Tensor4D,
        w as Tensor4D,
        [x.shape[0], grown(size[0]), grown(size[1]), 2],
        stride,
        explicit(padding),
      ),
  };
}

const plainBatchNorm = (x: Tensor, gamma: Tensor, beta: Tensor): Tensor => {
  const axes = x.rank === 4 ? [0, 1, 2] : [0];
  const { mean, variance } = tf.moments(x, axes);
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-3))), gamma), beta);
};
const ourBatchNorm = (x: Tensor, gamma: Tensor, beta: Tensor): Tensor =>
  batchNormTraining(x, [gamma as Tensor1D, beta as Tensor1D], {
    epsilon: 1e-3,
    onStatistics: () => undefined,
  });

// TensorFlow.js's own resizeNearestNeighbor has wrong gradients on cpu.
const repeat =
  (factor: number) =>
  (x: Tensor): Tensor => {
    const [n, height, width, c] = x.shape as [number, number, number, number];
    const copies = (part: Tensor): Tensor[] => Array.from({ length: factor }, () => part);
    const tall = tf.concat(copies(tf.reshape(x, [n, height, 1, width * c])), 2);
    return tf.reshape(tf.concat(copies(tf.reshape(tall, [n * height * factor, width, 1, c])), 2), [
      n,
      height * factor,
      width * factor,
      c,
    ]);
  };

export const cases: readonly Case[] = [
  {
    name: 'mean squared error',
    shapes: [
      [4, 6, 5, 2],
      [4, 6, 5, 2],
    ],
    operation: meanSquaredError,
    plain: (a, b) => tf.mean(tf.square(tf.sub(a, b))),
  },
  ...([0, 1] as const).map((target) => ({
    name: `binary cross-entropy with target ${String(target)}`,
    shapes: [[7, 1]],
    operation: (x: Tensor) => binaryCrossEntropy(tf.mul(x, 3), target),
    plain: (x: Tensor) => tf.losses.sigmoidCrossEntropy(tf.fill([7, 1], target), tf.mul(x, 3)),
  })),
  convolutionCase([6, 5], 3, 1, 1),
  convolutionCase([6, 5], 5, 1, 2),
  convolutionCase([6, 7], 3, 1, 0),
  convolutionCase([8, 8], 4, 2, 1),
  convolutionCase([7, 9], 3, 2, 1),
  convolutionCase([8, 8], 3, 2, 1),
  convolutionCase([7, 6], 3, 2, 2),
  convolutionCase([9, 8], 5, 3, 1),
  convolutionCase([5, 6], 1, 2, 0),
  convolutionCase([5, 5], 5, 1, 3),
  convolutionCase([8, 7], 3, 2, 0),
  convolutionCase([7, 7], 3, 3, 0),
  convolutionCase([4, 6], 2, 2, 0),
  convolutionCase([4, 6], 1, 1, 0),
  transposedCase([3, 4], 2, 2, 0),
  transposedCase([4, 4], 5, 1, 2),
  transposedCase([4, 4], 5, 1, 3),
  transposedCase([4, 3], 4, 2, 1),
  transposedCase([4, 4], 3, 2, 1),
  transposedCase([1, 1], 4, 1, 0),
  {
    name: 'matrix product',
    shapes: [
      [5, 3],
      [3, 4],
    ],
    operation: (a, b) => matMul(a as Tensor2D, b as Tensor2D),
    plain: (a, b) => tf.matMul(a, b),
  },
  {
    name: 'batch norm of maps',
    shapes: [[4, 3, 2, 5], [5], [5]],
    operation: ourBatchNorm,
    plain: plainBatchNorm,
  },
  {
    name: 'batch norm of vectors',
    shapes: [[6, 5], [5], [5]],
    operation: ourBatchNorm,
    plain: plainBatchNorm,
  },
  {
    name: 'frozen batch norm',
    shapes: [[2, 3, 3, 2]],
    operation: (x) => frozenChannelAffine(x, tf.tensor1d([2, -3]), tf.tensor1d([0.5, 1])),
    plain: (x) => tf.add(tf.mul(x, tf.tensor1d([2, -3])), tf.tensor1d([0.5, 1])),
  },
  {
    name: 'bias',
    shapes: [[2, 3, 3, 4], [4]],
    operation: (x, b) => addBias(x, b as Tensor1D),
    plain: (x, b) => tf.add(x, b),
  },
  { name: 'ReLU', shapes: [[3, 4, 4, 2]], operation: relu, plain: (x) => tf.relu(x) },
  {
    name: 'leaky ReLU',
    shapes: [[3, 4, 4, 2]],
    operation: (x) => leakyRelu(x, 0.2),
    plain: (x) => tf.leakyRelu(x, 0.2),
  },
  {
    name: 'max-pooling',
    shapes: [[3, 4, 6, 2]],
    operation: (x) => maxPool2(x as Tensor4D),
    plain: (x) => tf.maxPool(x as Tensor4D, 2, 2, 'valid'),
  },
  {
    name: 'average pooling',
    shapes: [[3, 4, 6, 2]],
    operation: (x) => averagePool(x as Tensor4D, [2, 3]),
    plain: (x) => tf.avgPool(x as Tensor4D, [2, 3], [2, 3], 'valid'),
  },
  {
    name: 'up-sampling by 2',
    shapes: [[3, 4, 3, 2]],
    operation: (x) => upsampleNearest(x as Tensor4D, [2, 2]),
    plain: repeat(2),
  },
  {
    name: 'up-sampling by 3',
    shapes: [[3, 5, 7, 2]],
    operation: (x) => upsampleNearest(x as Tensor4D, [3, 3]),
    plain: repeat(3),
  },
  {
    name: 'up-sampling by 41',
    shapes: [[1, 4, 3, 2]],
    operation: (x) => upsampleNearest(x as Tensor4D, [41, 41]),
    plain: repeat(41),
  },
];

export const draw = (shape: readonly number[], label: string): Float32Array => {
  const rng = createRng(7).derive(label);
  return Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => rng.normal());
};

interface Result {
  readonly value: Float32Array;
  readonly gradients: readonly Float32Array[];
}

/** Value, and gradients of Σ value · weight with fixed pseudo-random weights. */
export function differentiate(
  { shapes }: Case,
  operation: (...inputs: Tensor[]) => Tensor,
): Result {
  return tf.tidy(() => {
    const inputs = shapes.map((shape, i) =>
      tf.tensor(draw(shape, `input ${String(i)}`), [...shape]),
    );
    const output = operation(...inputs);
    const weight = tf.tensor(draw(output.shape, 'weight'), output.shape);
    const gradients = tf.grads((...xs: Tensor[]) => tf.sum(tf.mul(operation(...xs), weight)))(
      inputs,
    );
    return {
      value: output.dataSync<'float32'>(),
      gradients: gradients.map((gradient) => gradient.dataSync<'float32'>()),
    };
  });
}

/** Largest difference, relative to the largest expected value. */
export function distance(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Infinity;
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-6);
  return expected.reduce(
    (largest, value, i) => Math.max(largest, Math.abs(value - (actual[i] as number)) / scale),
    0,
  );
}
