import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D, Variable } from '@tensorflow/tfjs';
import { isOneClassError } from '@oneclass/core';
import { useBackend } from '@oneclass/runtime';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { batchNormTraining } from '../src/op/batch-norm.ts';
import { composedAdam } from '../src/op/kernel/composed-adam.ts';
import type { AdamUpdate, BatchStatistics } from '../src/op/kernel/kernels.ts';
import { nativeKernels } from '../src/op/kernel/native.ts';
import { nativeBackend } from '../src/op/kernel/native-op.ts';
import { conv2d, transposedConv2d } from '../src/op/convolution.ts';
import { maxPool2 } from '../src/op/pool.ts';
import { cases, differentiate, distance, draw, type Case } from './operation-cases.ts';

/** Undefined where it is installed. */
const absent = await useBackend('native').then(
  () => undefined,
  (error: unknown) => {
    if (isOneClassError(error) && error.code === 'missing-package') return error.message;
    throw error;
  },
);

/** As large as in training: TensorFlow leaves small ones to other code. */
const large: readonly Case[] = [
  {
    name: 'a large convolution',
    shapes: [
      [16, 28, 28, 4],
      [5, 5, 4, 8],
    ],
    operation: (x, w) => conv2d(x as Tensor4D, w as Tensor4D, { stride: 1, padding: 2 }),
    plain: (x, w) => tf.conv2d(x as Tensor4D, w as Tensor4D, 1, 'same'),
  },
  {
    name: 'a large transposed convolution',
    shapes: [
      [16, 14, 14, 16],
      [2, 2, 8, 16],
    ],
    operation: (x, w) => transposedConv2d(x as Tensor4D, w as Tensor4D, { stride: 2, padding: 0 }),
    plain: (x, w) => tf.conv2dTranspose(x as Tensor4D, w as Tensor4D, [16, 28, 28, 8], 2, 'valid'),
  },
  {
    name: 'a transposed convolution of many channels to one',
    shapes: [
      [3, 7, 7, 64],
      [4, 4, 1, 64],
    ],
    operation: (x, w) => transposedConv2d(x as Tensor4D, w as Tensor4D, { stride: 2, padding: 1 }),
    plain: (x, w) => tf.conv2dTranspose(x as Tensor4D, w as Tensor4D, [3, 14, 14, 1], 2, 'same'),
  },
  {
    name: 'a convolution of one channel to many',
    shapes: [
      [3, 9, 9, 1],
      [3, 3, 1, 64],
    ],
    operation: (x, w) => conv2d(x as Tensor4D, w as Tensor4D, { stride: 1, padding: 2 }),
    plain: (x, w) => tf.conv2d(x as Tensor4D, w as Tensor4D, 1, 2),
  },
  {
    name: 'large max-pooling',
    shapes: [[16, 28, 28, 8]],
    operation: (x) => maxPool2(x as Tensor4D),
    plain: (x) => tf.maxPool(x as Tensor4D, 2, 2, 'valid'),
  },
];

describe.skipIf(absent)(`on native TensorFlow${absent ? `: skipped. ${absent}` : ''}`, () => {
  beforeAll(async () => void (await useBackend('native')));
  afterEach(async () => {
    vi.restoreAllMocks();
    await tf.setBackend('tensorflow');
  });

  it.each([...cases, ...large])(
    "$name agrees with TensorFlow.js's own operation on cpu",
    async (testCase) => {
      const actual = differentiate(testCase, testCase.operation);
      await tf.setBackend('cpu');
      const expected = differentiate(testCase, testCase.plain);
      expect(distance(actual.value, expected.value)).toBeLessThan(1e-5);
      actual.gradients.forEach((gradient, i) => {
        expect(distance(gradient, expected.gradients[i] as Float32Array)).toBeLessThan(2e-5);
      });
    },
  );

  const tied = (): number[] =>
    tf.tidy(() => {
      const x = tf.tensor4d([1, 1, 2, 5, 1, 1, 5, 5, 0, 3, 4, 4, 3, 3, 4, 4], [1, 4, 4, 1]);
      return [
        ...tf
          .grad((images) => tf.sum(maxPool2(images as Tensor4D)))(x)
          .dataSync(),
      ];
    });
  const toTheFirst = [1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0];

  it('gradients of max-pooling go to the first of equal maxima', () => {
    expect(tied()).toEqual(toTheFirst);
  });

  it('max-pooling works without the ops of oneDNN', async () => {
    vi.resetModules();
    const fresh = await import('../src/op/kernel/native-max-pool.ts');
    const ran: string[] = [];
    const backend = nativeBackend();
    const execute = backend.executeMultipleOutputs.bind(backend);
    vi.spyOn(backend, 'executeMultipleOutputs').mockImplementation((name, ...rest) => {
      ran.push(name);
      if (name.startsWith('_Mkl')) throw new Error(`Op type not registered '${name}'`);
      return execute(name, ...rest);
    });
    vi.spyOn(nativeKernels, 'maxPool2').mockImplementation(fresh.maxPool2);
    vi.spyOn(nativeKernels, 'maxPool2Gradient').mockImplementation(fresh.maxPool2Gradient);
    expect(tied()).toEqual(toTheFirst);
    expect(ran.slice(-2)).toEqual(['MaxPool', 'MaxPoolGrad']);
  });

  it("batch norm gives the batch's mean and unbiased variance", async () => {
    const statistics = (): number[][] =>
      tf.tidy(() => {
        const seen: number[][] = [];
        const onStatistics = ({ mean, variance }: BatchStatistics): void =>
          void seen.push([...mean.dataSync()], [...variance.dataSync()]);
        const x = tf.tensor4d(draw([2, 2, 1, 3], 'x'), [2, 2, 1, 3]);
        batchNormTraining(x, [tf.ones([3]), tf.zeros([3])], { epsilon: 1e-3, onStatistics });
        return seen;
      });
    const actual = statistics();
    await tf.setBackend('cpu');
    statistics().forEach((expected, i) => {
      expect(
        distance(Float32Array.from(actual[i] as number[]), Float32Array.from(expected)),
      ).toBeLessThan(1e-5);
    });
  });

  it("Adam's steps are the composed ones", () => {
    tf.tidy(() => {
      const drawn = (label: string): Tensor[] => [
        tf.tensor2d(draw([30, 40], `${label} a`), [30, 40]),
        tf.tensor1d(draw([7], `${label} b`)),
      ];
      const values = (tensors: readonly Tensor[]): Float32Array =>
        tf.concat1d(tensors.map((tensor) => tf.reshape(tensor, [-1]))).dataSync<'float32'>();
      const after = (createAdam: (variables: Variable[]) => AdamUpdate): Float32Array[] => {
        const variables = drawn('weights').map((tensor) => tf.variable(tensor));
        const adam = createAdam(variables);
        const borrowed = variables.map((variable) => tf.clone(variable));
        const before = values(borrowed);
        for (let steps = 1; steps <= 3; steps++) {
          adam.apply(drawn(`gradient ${String(steps)}`), {
            learningRate: 0.05,
            weightDecay: 0.1,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-2,
            steps,
          });
        }
        expect(values(borrowed)).toEqual(before);
        const { firstMoment, secondMoment } = adam.moments();
        const found = [values(variables), values([firstMoment]), values([secondMoment])];
        adam.dispose();
        tf.dispose(variables);
        return found;
      };
      const [actual, expected] = [after(nativeKernels.createAdam), after(composedAdam)];
      const tolerances = [1e-6, 1e-6, 2e-5]; // TensorFlow's 1 − 0.999 is off by 1.3e-5
      tolerances.forEach((tolerance, i) => {
        expect(distance(actual[i] as Float32Array, expected[i] as Float32Array)).toBeLessThan(
          tolerance,
        );
      });
    });
  });
});
