import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { SampleShape } from '@oneclass/core';
import { imageSet } from '@oneclass/core/datasets';
import { batchBytes, numbered, patternSet } from './images.ts';

describe('imageSet', () => {
  it('keeps bytes, and gives float32 batches in [0, 1]', async () => {
    const set = patternSet(5, [2, 3, 3]);
    expect(set).toMatchObject({ size: 5, sampleShape: [2, 3, 3], ids: ['0', '1', '2', '3', '4'] });
    const shapes: number[][] = [];
    const values: number[] = [];
    for await (const batch of set.batches({ batchSize: 2 })) {
      expect(batch.dtype).toBe('float32');
      shapes.push(batch.shape);
      values.push(...(await batch.data()));
      batch.dispose();
    }
    expect(shapes).toEqual([
      [2, 2, 3, 3],
      [2, 2, 3, 3],
      [1, 2, 3, 3],
    ]);
    expect(values).toEqual(Array.from(set.bytes, (byte) => Math.fround(byte / 255)));
  });

  it('visits positions in the given order, again and again', async () => {
    const set = numbered([10, 11, 12, 13]);
    const order = Uint32Array.from([3, 0, 0, 2, 1]);
    for (let pass = 0; pass < 2; pass++)
      expect(await batchBytes(set, { batchSize: 2, order })).toEqual([[13, 10], [10, 12], [11]]);
    expect(await batchBytes(set, { batchSize: 10 })).toEqual([[10, 11, 12, 13]]);
    expect(await batchBytes(set, { batchSize: 10, order: new Uint32Array() })).toEqual([]);
  });

  it('makes a batch only when it is asked for, so that leaving early leaves nothing', async () => {
    const before = tf.memory().numTensors;
    for await (const batch of numbered([1, 2, 3, 4]).batches({ batchSize: 1 })) {
      expect(tf.memory().numTensors).toBe(before + 1);
      batch.dispose();
      break;
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([0, -1, 1.5, NaN])('refuses a batch size of %d at once', (batchSize) => {
    expect(() => numbered([1]).batches({ batchSize })).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        argument: 'batchSize',
        message: expect.stringContaining(`Received: ${batchSize}`),
      }),
    );
  });

  it('refuses a position out of range at once', () => {
    expect(() =>
      numbered([1, 2]).batches({ batchSize: 1, order: Uint32Array.from([1, 2]) }),
    ).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        argument: 'order',
        message: expect.stringContaining('Received: 2, at index 1'),
      }),
    );
  });

  it.each<[string, number, SampleShape, string, string]>([
    ['a part of an image', 13, [2, 3, 1], 'invalid-data', 'Expected 6 bytes an image'],
    ['no image', 0, [2, 3, 1], 'invalid-data', 'Received: 0 bytes'],
    ['two channels', 12, [2, 3, 2], 'invalid-shape', 'Received: [2, 3, 2]'],
    ['a height of 0', 12, [0, 3, 1], 'invalid-shape', 'Received: [0, 3, 1]'],
    [
      'a missing dimension',
      12,
      [2, 3] as unknown as SampleShape,
      'invalid-shape',
      'Received: [2, 3]',
    ],
    [
      'one dimension more',
      12,
      [2, 3, 1, 1] as unknown as SampleShape,
      'invalid-shape',
      'Received: [2, 3, 1, 1]',
    ],
  ])('refuses %s', (_, length, sampleShape, code, message) => {
    expect(() => imageSet({ data: new Uint8Array(length), sampleShape })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  it('refuses ids of another number', () => {
    expect(() => imageSet({ data: new Uint8Array(2), sampleShape: [1, 1, 1], ids: ['a'] })).toThrow(
      expect.objectContaining({ code: 'invalid-data', argument: 'ids' }),
    );
  });
});
