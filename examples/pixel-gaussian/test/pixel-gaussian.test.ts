import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { pixelGaussian } from '../src/index.ts';

beforeAll(() => useBackend());

/** Images of 1×2 grey pixels, in bytes. */
const imagesOf = (...pixels: [number, number][]): Tensor4D =>
  tf.tensor4d(
    pixels.flat().map((byte) => byte / 255),
    [pixels.length, 1, 2, 1],
  );

describe('pixelGaussian', () => {
  it('has the mean and the variance over all images, of several batches too', async () => {
    // 150 images, more than two batches. NumPy 2.4.6:
    // x = np.stack([(np.arange(150) * 7) % 256, np.arange(150)], 1) / 255; x.mean(0), x.var(0)
    const images = imagesOf(
      ...Array.from({ length: 150 }, (_, i): [number, number] => [(i * 7) % 256, i]),
    );
    const detector = await pixelGaussian.fit(images);
    const { mean, variance } = detector.state().tensors;
    [0.492366013072, 0.292156862745].forEach((value, i) => {
      expect(mean?.data[i]).toBeCloseTo(value, 6);
    });
    [0.087163713785, 0.028833781879].forEach((value, i) => {
      expect(variance?.data[i]).toBeCloseTo(value, 6);
    });
    detector.dispose();
    images.dispose();
  });

  it('scores the squared distance in standard deviations, and says which pixel is far', async () => {
    const normal = imagesOf([51, 102], [153, 102]); // 0.2, 0.4 and 0.6, 0.4
    const detector = await pixelGaussian.fit(normal, { varianceFloor: 0.01 });
    const images = imagesOf([102, 105], [204, 153]); // 0.4, 0.412 and 0.8, 0.6
    const [scores, maps] = [await detector.score(images), await detector.scoreMap(images)];
    // The first pixel has the variance 0.04, the second the floor.
    const expected = [0, (3 / 255) ** 2 / 0.01, 0.4 ** 2 / 0.04, 0.2 ** 2 / 0.01];
    expect(maps.shape).toEqual([2, 1, 2]);
    expected.forEach((value, i) => {
      expect(maps.data[i]).toBeCloseTo(value, 4);
    });
    expect(scores[1]).toBeCloseTo(4, 4);
    detector.dispose();
    tf.dispose([normal, images]);
  });

  it('refuses a variance floor of 0, by which a score could be infinite', async () => {
    const images = imagesOf([0, 0]);
    await expect(pixelGaussian.fit(images, { varianceFloor: 0 })).rejects.toMatchObject({
      code: 'invalid-config',
      argument: 'varianceFloor',
    });
    images.dispose();
  });
});
