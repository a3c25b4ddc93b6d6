import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { isOneClassError } from '@oneclass/core';
import { describe, expect, it } from 'vitest';
import convAutoencoder from '../src/index.ts';

describe('the batch size that a refused fit names', () => {
  it.each([
    [128, {}],
    [64, { encoder: [64], decoder: [8] }],
    [64, { encoder: [8, 16], decoder: [16, 8] }],
    [64, { encoder: [16, 32], decoder: [256, 128, 64] }],
  ])('fits: images of %i², %j', async (side, blocks) => {
    await tf.setBackend('wasm');
    const images = tf.zeros([700, side, side, 1]) as Tensor4D;
    const config = { ...blocks, epochs: 1 };
    const refusal = await convAutoencoder.fit(images, { ...config, batchSize: 700 }).catch((error: unknown) => error);
    const [, named] = /batchSize to (\d+)/.exec(isOneClassError(refusal) ? refusal.message : '') ?? [];
    const batchSize = Number(named);
    expect(batchSize).toBeGreaterThan(1);
    const batch = tf.slice(images, 0, batchSize);
    images.dispose();
    const detector = await convAutoencoder.fit(batch, { ...config, batchSize });
    detector.dispose();
    batch.dispose();
  });

  it.each([1, 3])('is the default for the shape suggested for large images, channels %i', async (channels) => {
    await tf.setBackend('wasm');
    const { batchSize } = convAutoencoder.defaults;
    const sampleShape = convAutoencoder.nearestShape([900, 900, channels]);
    const images = tf.zeros([batchSize + 40, ...sampleShape]) as Tensor4D;
    const detector = await convAutoencoder.fit(images, { epochs: 1 });
    expect(detector.sampleShape).toEqual(sampleShape);
    detector.dispose();
    images.dispose();
  });
});
