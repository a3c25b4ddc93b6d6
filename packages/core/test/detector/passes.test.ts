import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPasses, type PassTask, type ProgressEvent } from '../../src/index.ts';
import { dottedImages, imagesOf, SHAPE } from './tiny-detector.ts';

beforeAll(() => tf.setBackend('cpu'));

const passesOf = () => createPasses({ method: 'tiny', sampleShape: SHAPE });

/** Sums and twice the pixels. */
const task: PassTask = {
  phase: 'sums',
  shapes: { sum: [], doubled: [3, 2] },
  batchSize: 2,
  async compute(images) {
    const pixels = await images.data<'float32'>();
    const rows = Array.from({ length: images.shape[0] }, (_, i) =>
      pixels.subarray(6 * i, 6 * i + 6),
    );
    return {
      sum: Float32Array.from(rows, (row) => row.reduce((sum, value) => sum + value, 0)),
      doubled: pixels.map((value) => 2 * value),
    };
  },
};

describe('a pass', () => {
  it('gathers the values of all images in order, each output in its shape', async () => {
    const images = imagesOf(5);
    const pixels = images.dataSync<'float32'>();
    const { sum, doubled } = await passesOf().run(images, task);
    expect([sum?.shape, doubled?.shape]).toEqual([[5], [5, 3, 2]]);
    expect(doubled?.data).toEqual(pixels.map((value) => 2 * value));
    sum?.data.forEach((value, i) => {
      const row = pixels.subarray(6 * i, 6 * i + 6);
      expect(value).toBeCloseTo(
        row.reduce((total, pixel) => total + pixel, 0),
        5,
      );
    });
  });

  it('borrows the images, and frees its batches, also when it fails', async () => {
    const images = imagesOf(5);
    const before = tf.memory().numTensors;
    await passesOf().run(images, task);
    const compute = (): Promise<never> => Promise.reject(new Error('broken'));
    await expect(passesOf().run(images, { ...task, compute })).rejects.toThrow('broken');
    expect([images.isDisposed, tf.memory().numTensors]).toEqual([false, before]);
  });

  it('names its phase and counts images', async () => {
    const events: ProgressEvent[] = [];
    await passesOf().run(imagesOf(5), { ...task, onProgress: (event) => events.push(event) });
    expect(events[0]).toEqual({
      ...{ type: 'phase-start', phase: 'sums', unit: 'images', stepsPerEpoch: 3, units: 5 },
    });
  });

  it('refuses images of another shape', async () => {
    const images = dottedImages(1, { sampleShape: [3, 2, 1] });
    await expect(passesOf().run(images, task)).rejects.toMatchObject({ code: 'invalid-shape' });
  });
});

describe('the end of passes', () => {
  it('frees at once where none is under way, and once', async () => {
    const passes = passesOf();
    await passes.run(imagesOf(1), task);
    passes.check();
    let freed = 0;
    const free = (): void => void freed++;
    passes.dispose(free);
    passes.dispose(free);
    expect(freed).toBe(1);
    expect(() => {
      passes.check();
    }).toThrow(/This tiny detector was disposed of\. Call dispose\(\) when/);
    await expect(passes.run(imagesOf(1), task)).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(freed).toBe(1);
  });

  it('frees after a pass that fails', async () => {
    const passes = passesOf();
    const calls: string[] = [];
    const compute = async (): Promise<never> => {
      passes.dispose(() => void calls.push('freed'));
      await Promise.resolve();
      calls.push('fails');
      throw new Error('broken');
    };
    await expect(passes.run(imagesOf(1), { ...task, compute })).rejects.toThrow('broken');
    expect(calls).toEqual(['fails', 'freed']);
  });

  it('frees after a pass that is refused for its images', async () => {
    const passes = passesOf();
    let freed = 0;
    const refused = passes.run(dottedImages(1, { sampleShape: [9, 9, 3] }), task);
    passes.dispose(() => void freed++);
    await expect(refused).rejects.toMatchObject({ code: 'invalid-shape' });
    expect(freed).toBe(1);
  });
});
