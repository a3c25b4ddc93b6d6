import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { isOneClassError } from '@oneclass/core';
import { describe, expect, it } from 'vitest';
import { convAutoencoder, mlpAutoencoder, smallConvAutoencoder } from '../src/index.ts';

describe('the batch size that a refused fit names', () => {
  it.each([
    { method: convAutoencoder, side: 128, layers: {} },
    { method: convAutoencoder, side: 64, layers: { encoder: [64], decoder: [8] } },
    { method: convAutoencoder, side: 64, layers: { encoder: [8, 16], decoder: [16, 8] } },
    { method: convAutoencoder, side: 64, layers: { encoder: [16, 32], decoder: [256, 128, 64] } },
    { method: mlpAutoencoder, side: 200, layers: { encoder: [300, 20] } },
    { method: smallConvAutoencoder, side: 128, layers: {} },
    { method: smallConvAutoencoder, side: 64, layers: { encoder: [8, 16, 32] } },
  ])('fits: $method.name, images of $side², $layers', async ({ method, side, layers }) => {
    await tf.setBackend('wasm');
    const images = tf.zeros([700, side, side, 1]) as Tensor4D;
    const config = { ...layers, epochs: 1, earlyStopping: null };
    const refusal = await method
      .fit(images, { ...config, batchSize: 700 })
      .catch((error: unknown) => error);
    const [, named] =
      /batchSize to (\d+)/.exec(isOneClassError(refusal) ? refusal.message : '') ?? [];
    const batchSize = Number(named);
    expect(batchSize).toBeGreaterThan(1);
    const batch = tf.slice(images, 0, batchSize);
    images.dispose();
    const detector = await method.fit(batch, { ...config, batchSize });
    detector.dispose();
    batch.dispose();
  });

  const methods = [convAutoencoder, mlpAutoencoder, smallConvAutoencoder].flatMap((method) =>
    [1, 3].map((channels) => ({ method, channels })),
  );
  it.each(methods)(
    'is the default for the shape suggested for large images, $method.name, $channels channels',
    async ({ method, channels }) => {
      await tf.setBackend('wasm');
      const { batchSize } = method.defaults;
      const sampleShape = method.nearestShape([900, 900, channels]);
      const images = tf.zeros([batchSize + 40, ...sampleShape]) as Tensor4D;
      const detector = await method.fit(images, { epochs: 1, earlyStopping: null });
      expect(detector.sampleShape).toEqual(sampleShape);
      detector.dispose();
      images.dispose();
    },
  );
});
