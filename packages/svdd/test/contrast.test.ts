import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { toDataset, type ProgressEvent } from '@oneclass/core';
import { normalizeContrast } from '@oneclass/core/datasets';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { measureRange } from '../src/contrast.ts';

beforeAll(() => useBackend());

// Here and not in core: how far the mean of many equal values is off depends on the backend.
describe('contrast normalisation of images of one value', () => {
  it.each([
    [[2, 2, 2, 1], 0.3],
    [[2, 28, 28, 1], 0.3],
    [[1, 128, 128, 3], 0.7],
  ] as const)('makes zeros, %o', (shape, value) => {
    const largest = tf.tidy(
      () => tf.max(tf.abs(normalizeContrast(tf.fill([...shape], value) as Tensor4D))).dataSync()[0],
    );
    expect(largest).toBeLessThan(1e-6);
  });
});

describe('the range of the training images', () => {
  it('is a phase of the fit, over all batches', async () => {
    const images = tf.tidy(() =>
      tf.reshape(
        tf
          .range(0, 300 * 8)
          .div(240)
          .mod(1),
        [300, 2, 4, 1],
      ),
    ) as Tensor4D;
    const phases: string[] = [];
    const onProgress = (event: ProgressEvent): void => {
      if (event.type === 'phase-start')
        phases.push(`${event.phase} ${String(event.stepsPerEpoch)}`);
    };
    const { minimum, maximum } = await measureRange(await toDataset(images, { method: 'test' }), {
      onProgress,
    });
    const [least, greatest] = tf.tidy(() =>
      [tf.min(normalizeContrast(images)), tf.max(normalizeContrast(images))].map(
        (value) => value.dataSync()[0] as number,
      ),
    ) as [number, number];
    expect([minimum, maximum]).toEqual([least, greatest]);
    expect(phases).toEqual(['contrast 2']);
    images.dispose();
  });
});
