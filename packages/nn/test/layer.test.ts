import * as tf from '@tensorflow/tfjs';
import type { Variable } from '@tensorflow/tfjs';
import { createRng } from '@oneclass/core';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  batchNorm,
  constant,
  conv2d,
  dense,
  disposeLayer,
  fanInUniform,
  flatten,
  glorotUniform,
  heNormal,
  leakyRelu,
  loadState,
  maxPool2,
  normal,
  randomWeights,
  relu,
  reshape,
  sequential,
  sigmoid,
  stateOf,
  tanh,
  transposedConv2d,
  upsampleNearest,
  type Initializer,
} from '../src/index.ts';

beforeAll(() => useBackend());

const network = sequential({
  first: conv2d({ inputs: 1, outputs: 3, kernel: 3, padding: 1 }),
  norm: batchNorm({ channels: 3 }),
  relu: relu(),
  pool: maxPool2(),
  inner: sequential({
    up: transposedConv2d({ inputs: 3, outputs: 2, kernel: 2, stride: 2, bias: false }),
    leaky: leakyRelu(0.1),
    grow: upsampleNearest(2),
  }),
  flat: flatten(),
  out: dense({ inputs: 2 * 8 * 8, outputs: 5 }),
});

describe('a sequential network', () => {
  it('names its variables by layer and nests', () => {
    const built = network(randomWeights(createRng(0)));
    expect(Object.keys(built.parameters)).toEqual([
      'first.filter',
      'first.bias',
      'norm.gamma',
      'norm.beta',
      'inner.up.filter',
      'out.weight',
      'out.bias',
    ]);
    expect(Object.keys(built.buffers)).toEqual(['norm.runningMean', 'norm.runningVariance']);
    disposeLayer(built);
  });

  it('draws each layer from its own stream: a layer more does not change the others', () => {
    const plain = network(randomWeights(createRng(5)));
    const more = sequential({
      extra: dense({ inputs: 2, outputs: 2 }),
      first: conv2d({ inputs: 1, outputs: 3, kernel: 3, padding: 1 }),
    })(randomWeights(createRng(5)));
    expect(more.parameters['first.filter']?.dataSync()).toEqual(
      plain.parameters['first.filter']?.dataSync(),
    );
    disposeLayer(plain);
    disposeLayer(more);
  });

  it('is the same for the same seed and another for another', () => {
    const weights = [1, 1, 2].map((seed) => {
      const built = network(randomWeights(createRng(seed)));
      const values = [...(built.parameters['out.weight'] as Variable).dataSync()];
      disposeLayer(built);
      return values;
    });
    expect(weights[1]).toEqual(weights[0]);
    expect(weights[2]).not.toEqual(weights[0]);
  });

  it('gives the same output to the bit after its state went into another', () => {
    const [one, other] = [
      network(randomWeights(createRng(1))),
      network(randomWeights(createRng(2))),
    ];
    const images = tf.tidy(() => tf.mul(tf.reshape(tf.range(0, 32), [2, 4, 4, 1]), 1 / 32));
    tf.dispose(tf.tidy(() => one.apply(images, { training: true })));
    loadState(other, stateOf(one));
    const [a, b] = [one, other].map((built) =>
      tf.tidy(() => built.apply(images, { training: false }).dataSync()),
    );
    expect(b).toEqual(a);
    images.dispose();
    disposeLayer(one);
    disposeLayer(other);
  });

  it('refuses a state with a tensor missing, misshaped, not finite or unknown, and stays as it was', () => {
    const built = network(randomWeights(createRng(1)));
    const before = stateOf(built);
    const { 'norm.gamma': _, ...missing } = stateOf(built);
    const zeroed = Object.fromEntries(
      Object.entries(missing).map(([name, { shape, data }]) => [
        name,
        { shape, data: data.map(() => 0) },
      ]),
    );
    expect(() => {
      loadState(built, zeroed);
    }).toThrow(/"norm\.gamma" is missing/);
    expect(() => {
      loadState(built, { ...before, 'out.bias': { shape: [4], data: new Float32Array(4) } });
    }).toThrow(/"out\.bias" has shape \[4\].*\[5\]/);
    const damaged = { shape: [5], data: Float32Array.of(0, 0, Number.NaN, 0, 0) };
    expect(() => {
      loadState(built, { ...before, 'out.bias': damaged });
    }).toThrow(/"out\.bias" holds NaN/);
    expect(() => {
      loadState(built, { ...before, 'out.gain': { shape: [5], data: new Float32Array(5) } });
    }).toThrow(/"out\.gain" has no place/);
    expect(stateOf(built)).toEqual(before);
    disposeLayer(built);
  });
});

describe('batch norm', () => {
  it('follows the statistics of its batches, and scores by them alone', () => {
    const norm = batchNorm({ channels: 1, momentum: 0.5, affine: false })(
      randomWeights(createRng(0)),
    );
    expect(norm.parameters).toEqual({});
    const x = tf.tensor2d([[1], [2], [3], [6]]);
    tf.dispose(tf.tidy(() => norm.apply(x, { training: true })));
    expect(norm.buffers['runningMean']?.dataSync()[0]).toBeCloseTo(1.5, 6); // (0 + 3) / 2
    // unbiased
    expect(norm.buffers['runningVariance']?.dataSync()[0]).toBeCloseTo((1 + 14 / 3) / 2, 5);
    const alone = tf.tidy(() => norm.apply(tf.tensor2d([[6]]), { training: false }).dataSync()[0]);
    const together = tf.tidy(() => norm.apply(x, { training: false }).dataSync()[3]);
    expect(alone).toBe(together);
    x.dispose();
    disposeLayer(norm);
  });
});

describe('the gain of batch norm', () => {
  it('starts at 1, or as its initialiser says', () => {
    const gains = [{}, { gainInitializer: normal(1, 0.02) }].map((more) => {
      const layer = batchNorm({ channels: 200, ...more })(randomWeights(createRng(0)));
      const values = [...(layer.parameters['gamma'] as Variable).dataSync()];
      disposeLayer(layer);
      return {
        mean: values.reduce((sum, value) => sum + value, 0) / 200,
        different: new Set(values).size,
      };
    });
    expect(gains[0]).toEqual({ mean: 1, different: 1 });
    expect(gains[1]).toEqual({ mean: expect.closeTo(1, 2) as number, different: 200 });
  });
});

describe('activations', () => {
  it('are what they are called', () => {
    const apply = (factory: typeof relu): number[] =>
      tf.tidy(() => [
        ...factory()(randomWeights(createRng(0)))
          .apply(tf.tensor1d([-2, 0, 1]), { training: false })
          .dataSync(),
      ]);
    expect(apply(relu)).toEqual([0, 0, 1]);
    expect(apply(() => leakyRelu(0.5))).toEqual([-1, 0, 1]);
    expect(apply(sigmoid).map((value) => value.toFixed(4))).toEqual(['0.1192', '0.5000', '0.7311']);
    expect(apply(tanh).map((value) => value.toFixed(4))).toEqual(['-0.9640', '0.0000', '0.7616']);
  });
});

describe('biases', () => {
  it('start at 0, or as their initialiser says, with the fans of their weights', () => {
    const ofFans: typeof constant =
      (value) =>
      (size, { fanIn, fanOut }) =>
        new Float32Array(size).fill(value + fanIn + fanOut / 100);
    for (const [factory, fans] of [
      [dense, 3.02],
      [(spec: object) => conv2d({ inputs: 3, outputs: 2, kernel: 2, ...spec }), 12.08],
      [(spec: object) => transposedConv2d({ inputs: 3, outputs: 2, kernel: 2, ...spec }), 8.12],
    ] as const) {
      const biases = [{}, { biasInitializer: ofFans(1) }].map((more) => {
        const layer = factory({ inputs: 3, outputs: 2, ...more })(randomWeights(createRng(0)));
        const [value] = (layer.parameters['bias'] as Variable).dataSync();
        disposeLayer(layer);
        return value;
      });
      expect(biases).toEqual([0, Math.fround(1 + fans)]);
    }
  });
});

describe('reshape', () => {
  it('undoes flatten', () => {
    const x = tf.tidy(() => tf.reshape(tf.range(0, 24), [2, 3, 2, 2]));
    const mode = { training: false };
    const back = tf.tidy(() =>
      reshape([3, 2, 2])(randomWeights(createRng(0))).apply(
        flatten()(randomWeights(createRng(0))).apply(x, mode),
        mode,
      ),
    );
    expect([back.shape, [...back.dataSync()]]).toEqual([x.shape, [...x.dataSync()]]);
    tf.dispose([x, back]);
  });
});

describe('initialisers', () => {
  const fans = { fanIn: 50, fanOut: 100 };
  const moments = (
    initializer: Initializer,
  ): { mean: number; deviation: number; largest: number } => {
    const values = initializer(20_000, fans, createRng(9));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(
      values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length,
    );
    return {
      mean,
      deviation,
      largest: values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0),
    };
  };
  it('have the moments of their papers', () => {
    expect(moments(heNormal).deviation).toBeCloseTo(Math.sqrt(2 / 50), 2);
    expect(moments(normal(3, 0.02))).toMatchObject({
      mean: expect.closeTo(3, 3) as number,
      deviation: expect.closeTo(0.02, 3) as number,
    });
    const glorot = moments(glorotUniform);
    expect(glorot.deviation).toBeCloseTo(Math.sqrt(2 / 150), 2);
    expect(glorot.largest).toBeLessThanOrEqual(Math.sqrt(6 / 150));
    const uniform = moments(fanInUniform);
    expect(uniform.deviation).toBeCloseTo(1 / Math.sqrt(3 * 50), 3);
    expect(uniform.largest).toBeLessThanOrEqual(1 / Math.sqrt(50));
    expect(moments(constant(0.5))).toMatchObject({ mean: 0.5, deviation: 0 });
  });
});
