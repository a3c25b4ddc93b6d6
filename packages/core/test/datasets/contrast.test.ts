import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { toDataset } from '@oneclass/core';
import { contrastRange, normalizeContrast, restoreContrast, scaleContrast } from '@oneclass/core/datasets';
import { describe, expect, it } from 'vitest';

// Made by contrast.py.
const golden = JSON.parse(readFileSync(new URL('contrast.json', import.meta.url), 'utf8')) as Record<'images' | 'normalized' | 'range' | 'scaled', number[]>;

function withImages(data: readonly number[], shape: Tensor4D['shape'], use: (images: Tensor4D) => Float32Array): Float32Array {
  return tf.tidy(() => use(tf.tensor4d([...data], shape)));
}

const near = (actual: ArrayLike<number>, expected: readonly number[]): void => {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => { expect(actual[i]).toBeCloseTo(value, 5); });
};

describe('L1 contrast normalisation', () => {
  it("has NumPy's values", () => {
    near(withImages(golden.images, [2, 3, 2, 3], (images) => normalizeContrast(images).dataSync<'float32'>()), golden.normalized);
  });

  it('finds the range over all batches, and brings it to [0, 1]', async () => {
    const images = tf.tensor4d(golden.images, [2, 3, 2, 3]);
    const range = await contrastRange(await toDataset(images, { method: 'test' }), { batchSize: 1 });
    near([range.minimum, range.maximum], golden.range);
    near(tf.tidy(() => scaleContrast(images, range).dataSync()), golden.scaled);
    images.dispose();
  });

  it('is undone with the mean and the scale of the image', () => {
    near(withImages(golden.images, [2, 3, 2, 3], (images) => restoreContrast(normalizeContrast(images), images).dataSync<'float32'>()), golden.images);
  });

  it('makes zeros of an image of one value, in the range [0, 1] when there is no other', async () => {
    expect([...withImages(Array<number>(8).fill(0.3), [1, 2, 2, 2], (images) => normalizeContrast(images).dataSync<'float32'>())].every((value) => Math.abs(value) < 1e-6)).toBe(true);
    const flat = tf.fill([3, 2, 2, 1], 0.3) as Tensor4D;
    expect(await contrastRange(await toDataset(flat, { method: 'test' }))).toEqual({ minimum: 0, maximum: 1 });
    flat.dispose();
  });

  it('stops where it is aborted, and leaves no tensor', async () => {
    const images = tf.tensor4d(golden.images, [2, 3, 2, 3]);
    const reason = new Error('enough');
    await expect(contrastRange(await toDataset(images, { method: 'test' }), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    images.dispose();
  });
});
