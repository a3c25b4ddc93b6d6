import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { once, readOutputs } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('readOutputs', () => {
  it('gives the values of what is wanted, and computes nothing else', async () => {
    const computed: string[] = [];
    const output = (name: string, values: number[]) => (): tf.Tensor => {
      computed.push(name);
      return tf.mul(tf.tensor1d(values), 2);
    };
    const build = () => ({ a: output('a', [1, 2]), b: output('b', [3]), c: output('c', [4]) });
    expect(await readOutputs(['c', 'a'], build)).toEqual({
      c: Float32Array.of(8),
      a: Float32Array.of(2, 4),
    });
    expect(computed).toEqual(['c', 'a']);
  });

  it('computes what several outputs need once, and leaves no tensor', async () => {
    let computed = 0;
    const before = tf.memory().numTensors;
    const values = await readOutputs(['sum', 'all', 'mean'], () => {
      const shared = once(() => {
        computed += 1;
        return tf.square(tf.tensor1d([1, 2, 3]));
      });
      return {
        sum: () => tf.sum(shared()),
        mean: () => tf.div(tf.sum(shared()), 7),
        all: shared,
        never: () => tf.neg(shared()),
      };
    });
    expect(values).toEqual({
      sum: Float32Array.of(14),
      all: Float32Array.of(1, 4, 9),
      mean: Float32Array.of(2),
    });
    expect([computed, tf.memory().numTensors]).toEqual([1, before]);
  });

  it('gives the same values under two names', async () => {
    const before = tf.memory().numTensors;
    const shared = once(() => tf.tensor1d([1, 2]));
    const { a, b } = await readOutputs(['a', 'b'], () => ({ a: shared, b: shared }));
    expect([a, b]).toEqual([Float32Array.of(1, 2), Float32Array.of(1, 2)]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(['first', 'second'])('leaves no tensor when the %s output throws', async (name) => {
    const before = tf.memory().numTensors;
    const output = (own: string) => (): tf.Tensor => {
      const tensor = tf.ones([3]);
      if (own === name) throw new Error('broken output');
      return tensor;
    };
    await expect(
      readOutputs(['first', 'second'], () => ({
        first: output('first'),
        second: output('second'),
      })),
    ).rejects.toThrow('broken output');
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('once', () => {
  it('computes at the first call, and gives the same again, undefined too', () => {
    for (const value of [{ some: 'value' }, undefined]) {
      let calls = 0;
      const get = once(() => {
        calls += 1;
        return value;
      });
      expect(calls).toBe(0);
      expect([get(), get(), get()]).toEqual([value, value, value]);
      expect(get()).toBe(value);
      expect(calls).toBe(1);
    }
  });
});
