import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { createRng } from '@oneclass/core';
import { useBackend } from '@oneclass/runtime';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromBfloat16, toBfloat16 } from '../src/bfloat16.ts';
import { regionalFeatures } from '../src/regional-features.ts';

beforeAll(() => useBackend());

const side = fc.integer({ min: 1, max: 40 });

describe('regional features', () => {
  it('are those of maps resized to the image, corners aligned, and averaged over places', () => {
    const shapes = fc.record({
      n: fc.integer({ min: 1, max: 3 }),
      h: side,
      w: side,
      c: fc.integer({ min: 1, max: 4 }),
      rows: fc.integer({ min: 1, max: 12 }),
      columns: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(shapes, ({ n, h, w, c, rows, columns }) => {
        const rng = createRng(h * 100 + w);
        const values = Float32Array.from({ length: n * h * w * c }, () => rng.uniform());
        const [found, direct] = [
          tf.tidy(() =>
            regionalFeatures([tf.tensor4d(values.slice(), [n, h, w, c])], [rows, columns]),
          ),
          tf.tidy(() =>
            tf.avgPool(
              tf.image.resizeBilinear(
                tf.tensor4d(values.slice(), [n, h, w, c]),
                [4 * rows, 4 * columns],
                true,
              ) as Tensor4D,
              4,
              4,
              'valid',
            ),
          ),
        ];
        expect(found.shape).toEqual(direct.shape);
        const [a, b] = [found.dataSync(), direct.dataSync()];
        expect(Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))))).toBeLessThan(
          1e-5,
        );
        tf.dispose([found, direct]);
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it('frees the maps, also when one of them can have none', () => {
    const map = (): Tensor4D => tf.ones([1, 8, 8, 2]);
    const broken = map();
    broken.dispose();
    expect(() => regionalFeatures([map(), broken, map()], [2, 2])).toThrow();
    expect(tf.memory().numTensors).toBe(0);
  });
});

describe('16 bits', () => {
  it('keep every number within 2⁻⁸ of itself, at any scale, and 0', () => {
    const numbers = fc.oneof(
      fc.float({
        noNaN: true,
        noDefaultInfinity: true,
        min: Math.fround(1e-30),
        max: Math.fround(1e30),
      }),
      fc.constant(0),
      fc.float({ min: -1000, max: 0, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 1, maxLength: 20 }), (values) => {
        const given = Float32Array.from(values);
        const found = new Float32Array(given.length + 2).fill(7);
        fromBfloat16(toBfloat16(given), found, 1);
        expect([found[0], found.at(-1)]).toEqual([7, 7]);
        given.forEach((value, i) => {
          expect(Math.abs((found[i + 1] as number) - value)).toBeLessThanOrEqual(
            2 ** -8 * Math.abs(value) + 1e-38,
          );
        });
      }),
      { seed: 1 },
    );
  });

  it('are the nearest: 1 + 2⁻⁸ is as near to 1 as to 1 + 2⁻⁷, and becomes the even one', () => {
    const found = new Float32Array(3);
    fromBfloat16(
      toBfloat16(Float32Array.of(1 + 2 ** -8, 1 + 2 ** -8 + 2 ** -20, 1 + 3 * 2 ** -8)),
      found,
    );
    expect([...found]).toEqual([1, 1 + 2 ** -7, 1 + 2 ** -6]);
  });
});
