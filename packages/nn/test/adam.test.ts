import * as tf from '@tensorflow/tfjs';
import type { NamedTensor } from '@oneclass/core';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { Adam, constantRate, milestones, withAdam } from '../src/index.ts';

// Printed by golden/adam.py.
const golden = [
  {
    loss: 18.03125,
    w: [0.8999999761581421, -1.899999976158142, 0.40000003576278687],
    b: [0.15000000596046448, 3.9000000953674316],
  },
  {
    loss: 16.84625244140625,
    w: [0.8004121780395508, -1.8001036643981934, 0.4644935429096222],
    b: [0.05425098538398743, 3.8000741004943848],
  },
  {
    loss: 15.704254150390625,
    w: [0.7015862464904785, -1.7003852128982544, 0.5289604663848877],
    b: [-0.030208319425582886, 3.7002739906311035],
  },
  {
    loss: 14.631611824035645,
    w: [0.6918215155601501, -1.690438985824585, 0.5313948392868042],
    b: [-0.03650129958987236, 3.690311908721924],
  },
  {
    loss: 14.527931213378906,
    w: [0.6821259260177612, -1.680508017539978, 0.5311086773872375],
    b: [-0.04111652076244354, 3.680360794067383],
  },
];

describe('Adam', () => {
  beforeAll(() => useBackend());

  it("takes PyTorch's steps, with coupled weight decay and milestones", () => {
    const w = tf.tidy(() => tf.variable(tf.tensor1d([1, -2, 0.5])));
    const b = tf.tidy(() => tf.variable(tf.tensor2d([[0.25], [4]])));
    const adam = new Adam({ w, b }, { weightDecay: 0.05 });
    const rate = milestones(0.1, [3], 0.1);
    const loss = (): tf.Tensor =>
      tf.add(
        tf.sum(tf.square(tf.sub(w, tf.tensor1d([0, 1, 0.5])))),
        tf.mul(tf.sum(tf.square(b)), 0.5),
      );
    golden.forEach((expected, step) => {
      const value = tf.tidy(() => adam.minimize(loss, rate(step)).dataSync()[0] as number);
      expect(value).toBeCloseTo(expected.loss, 4);
      w.dataSync().forEach((actual, i) => {
        expect(actual).toBeCloseTo(expected.w[i] as number, 5);
      });
      b.dataSync().forEach((actual, i) => {
        expect(actual).toBeCloseTo(expected.b[i] as number, 5);
      });
    });
    adam.dispose();
    tf.dispose([w, b]);
  });
});

describe('training with an Adam', () => {
  beforeAll(() => useBackend());

  it('gives what its use gives, and frees its moments, also when the use throws', async () => {
    const w = tf.tidy(() => tf.variable(tf.tensor1d([1, -2])));
    const before = tf.memory().numTensors;
    const use = async (adam: Adam): Promise<number> => {
      expect(tf.memory().numTensors).toBeGreaterThan(before);
      tf.dispose(tf.tidy(() => adam.minimize(() => tf.sum(tf.square(w)), 0.1)));
      await Promise.resolve();
      return (adam.state().tensors['firstMoment'] as NamedTensor).data.length;
    };
    expect(await withAdam({ w }, {}, use)).toBe(2);
    expect(tf.memory().numTensors).toBe(before);
    const broken = withAdam({ w }, {}, async (adam) => {
      await use(adam);
      throw new Error('broken use');
    });
    await expect(broken).rejects.toThrow('broken use');
    expect(tf.memory().numTensors).toBe(before);
    w.dispose();
  });

  it('passes its options on', async () => {
    const w = tf.tidy(() => tf.variable(tf.tensor1d([4])));
    // The loss does not depend on it: what moves it is the decay alone.
    const loss = (): tf.Tensor => tf.mul(tf.sum(w), 0);
    const after = async (weightDecay: number): Promise<number> =>
      withAdam({ w }, { weightDecay }, async (adam) => {
        tf.dispose(tf.tidy(() => adam.minimize(loss, 0.1)));
        return (await w.data())[0] as number;
      });
    expect(await after(0)).toBe(4);
    expect(await after(0.5)).toBeCloseTo(3.9, 6);
    w.dispose();
  });
});

describe('a schedule', () => {
  it('drops at each milestone', () => {
    expect([0, 49, 50, 79, 80].map(milestones(1, [50, 80], 0.1))).toEqual([
      1,
      1,
      0.1,
      0.1,
      0.1 ** 2,
    ]);
  });
  it('may be constant', () => {
    expect([0, 10].map(constantRate(0.3))).toEqual([0.3, 0.3]);
  });
});
