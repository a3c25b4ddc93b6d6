import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { createRng } from '@oneclass/core';
import { describe, expect, it, vi } from 'vitest';
import { binaryCrossEntropy } from '../src/op/binary-cross-entropy.ts';
import { conv2d, transposedConv2d } from '../src/op/convolution.ts';
import { plainKernels } from '../src/op/kernel/plain.ts';
import { averagePool, maxPool2 } from '../src/op/pool.ts';
import { cases, differentiate, distance, draw, type Case } from './operation-cases.ts';

function objective({ shapes, operation }: Case, inputs: readonly Float32Array[]): number {
  return tf.tidy(() => {
    const output = operation(
      ...inputs.map((data, i) => tf.tensor(data, [...(shapes[i] as number[])])),
    );
    const weight = draw(output.shape, 'weight');
    return output
      .dataSync<'float32'>()
      .reduce((sum, value, i) => sum + value * (weight[i] as number), 0);
  });
}

describe.each(cases)('$name', (testCase) => {
  it.each(['wasm', 'cpu'])(
    'has gradients on %s that agree with finite differences',
    async (backend) => {
      await tf.setBackend(backend);
      const { gradients } = differentiate(testCase, testCase.operation);
      const inputs = testCase.shapes.map((shape, i) => draw(shape, `input ${String(i)}`));
      const step = 1 / 256;
      gradients.forEach((gradient, which) => {
        const scale = gradient.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
        const rng = createRng(3).derive(testCase.name);
        for (let trial = 0; trial < 12; trial++) {
          const at = rng.integer(gradient.length);
          const moved = (by: number): Float32Array[] =>
            inputs.map((data, i) =>
              i === which ? data.map((value, j) => (j === at ? value + by : value)) : data,
            );
          const slope =
            (objective(testCase, moved(step)) - objective(testCase, moved(-step))) / (2 * step);
          expect(Math.abs(slope - (gradient[at] as number)) / scale).toBeLessThan(5e-3);
        }
      });
    },
  );

  it("agrees on wasm and cpu with TensorFlow.js's own operation", async () => {
    await tf.setBackend('cpu');
    const expected = differentiate(testCase, testCase.plain);
    for (const backend of ['cpu', 'wasm']) {
      await tf.setBackend(backend);
      const actual = differentiate(testCase, testCase.operation);
      expect(distance(actual.value, expected.value)).toBeLessThan(1e-5);
      actual.gradients.forEach((gradient, i) => {
        expect(distance(gradient, expected.gradients[i] as Float32Array)).toBeLessThan(2e-5);
      });
    }
  });
});

describe('an operation whose result would have no pixels', () => {
  it.each<[string, (x: Tensor4D) => Tensor]>([
    ['convolution', (x) => conv2d(x, tf.zeros([5, 5, 1, 2]), { stride: 1, padding: 0 })],
    [
      'transposed convolution',
      (x) => transposedConv2d(x, tf.zeros([2, 2, 2, 1]), { stride: 1, padding: 2 }),
    ],
    ['max-pooling of odd sides', (x) => maxPool2(x)],
    ['average pooling of no multiple', (x) => averagePool(x, [1, 2])],
  ])('is refused: %s', async (_, operation) => {
    await tf.setBackend('wasm');
    const refused = (): Tensor => tf.tidy(() => operation(tf.zeros([2, 3, 3, 1])));
    expect(refused).toThrow(
      expect.objectContaining({
        code: 'invalid-shape',
        message: expect.stringContaining('3×3') as string,
      }) as Error,
    );
  });
});

describe('binary cross-entropy', () => {
  it.each(['wasm', 'cpu'])('is finite for logits however large, on %s', async (backend) => {
    await tf.setBackend(backend);
    const values = tf.tidy(() =>
      ([0, 1] as const).map(
        (target) => binaryCrossEntropy(tf.tensor2d([[200], [-100]]), target).dataSync()[0],
      ),
    );
    expect(values).toEqual([100, 50]);
  });
});

describe('gradients of max-pooling among equal maxima', () => {
  it.each(['wasm', 'cpu'])('go to the first of them on %s, as in PyTorch', async (backend) => {
    await tf.setBackend(backend);
    const gradient = tf.tidy(() => {
      const x = tf.tensor4d([1, 1, 2, 5, 1, 1, 5, 5, 0, 3, 4, 4, 3, 3, 4, 4], [1, 4, 4, 1]);
      return [
        ...tf
          .grad((images) => tf.sum(maxPool2(images as Tensor4D)))(x)
          .dataSync(),
      ];
    });
    expect(gradient).toEqual([1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
  });
});

describe('a gradient that nobody asks for', () => {
  it.each<[string, readonly boolean[]]>([
    ['input', [true, false]],
    ['filter', [false, true]],
  ])('is not computed: of a convolution, only in its %s', async (_, [input, filter]) => {
    await tf.setBackend('cpu');
    const inInput = vi.spyOn(plainKernels, 'convolveInputGradient');
    const inFilter = vi.spyOn(plainKernels, 'convolveFilterGradient');
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 3, 3, 1]);
      const w = tf.ones<tf.Rank.R4>([2, 2, 1, 1]);
      const apply = (x: Tensor, w: Tensor): Tensor =>
        tf.sum(conv2d(x as Tensor4D, w as Tensor4D, { stride: 1, padding: 0 }));
      if (input) tf.grad((x) => apply(x, w))(x);
      else tf.grad((w) => apply(x, w))(w);
    });
    expect([inInput.mock.calls.length > 0, inFilter.mock.calls.length > 0]).toEqual([
      input,
      filter,
    ]);
    vi.restoreAllMocks();
  });
});
