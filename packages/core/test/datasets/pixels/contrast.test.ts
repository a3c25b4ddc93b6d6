import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { normalizeContrast, restoreContrast, scaleContrast } from '@oneclass/core/datasets';
import { describe, expect, it } from 'vitest';

// Made by contrast.py.
const golden = JSON.parse(
  readFileSync(new URL('contrast.json', import.meta.url), 'utf8'),
) as Record<'images' | 'normalized' | 'range' | 'scaled', number[]>;

function withImages(
  data: readonly number[],
  shape: Tensor4D['shape'],
  use: (images: Tensor4D) => Float32Array,
): Float32Array {
  return tf.tidy(() => use(tf.tensor4d([...data], shape)));
}

const near = (actual: ArrayLike<number>, expected: readonly number[]): void => {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, 5);
  });
};

describe('L1 contrast normalisation', () => {
  it("has NumPy's values", () => {
    near(
      withImages(golden.images, [2, 3, 2, 3], (images) =>
        normalizeContrast(images).dataSync<'float32'>(),
      ),
      golden.normalized,
    );
  });

  it('brings a range to [0, 1]', () => {
    const [minimum, maximum] = golden.range as [number, number];
    near(
      withImages(golden.images, [2, 3, 2, 3], (images) =>
        scaleContrast(images, { minimum, maximum }).dataSync<'float32'>(),
      ),
      golden.scaled,
    );
  });

  it('is undone with the mean and the scale of the image', () => {
    near(
      withImages(golden.images, [2, 3, 2, 3], (images) =>
        restoreContrast(normalizeContrast(images), images).dataSync<'float32'>(),
      ),
      golden.images,
    );
  });
});
