import { describe, expect, it } from 'vitest';
import type { Dataset } from '@oneclass/core';
import { joinDatasets, subset } from '@oneclass/core/datasets';
import { allBytes, batchBytes, numbered, opaque, patternSet } from '../images.ts';

const ten = numbered([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);

describe('subset', () => {
  it('takes some positions, in their order, and maps a further order', async () => {
    const some = subset(opaque(ten), [7, 2, 2, 5]);
    expect(some.size).toBe(4);
    expect(await batchBytes(some, { batchSize: 3 })).toEqual([[70, 20, 20], [50]]);
    expect(await batchBytes(some, { batchSize: 3, order: Uint32Array.from([3, 0]) })).toEqual([
      [50, 70],
    ]);
    expect(await allBytes(subset(some, Uint32Array.from([0, 3])))).toEqual([70, 50]);
  });

  it('does not see later changes of the positions', async () => {
    const positions = Uint32Array.from([1, 2]);
    const some = subset(ten, positions);
    positions.fill(9);
    expect(await allBytes(some)).toEqual([10, 20]);
  });

  it.each([[[10]], [[-1]], [[1.5]], [[NaN]]])('refuses position %j', (positions) => {
    expect(() => subset(ten, positions)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'positions' }),
    );
  });

  it('refuses no positions, and an order beyond its own size', () => {
    expect(() => subset(ten, [])).toThrow(expect.objectContaining({ code: 'invalid-data' }));
    expect(() =>
      subset(ten, [1, 2]).batches({ batchSize: 1, order: Uint32Array.from([2]) }),
    ).toThrow(expect.objectContaining({ argument: 'order' }));
  });
});

describe('joinDatasets', () => {
  const parts = (): Dataset[] => [numbered([1, 2, 3]), numbered([4]), numbered([5, 6])];

  it('puts one after the other, mixed by order', async () => {
    for (const joined of [joinDatasets(parts()), joinDatasets(parts().map(opaque))]) {
      expect(joined.size).toBe(6);
      expect(await batchBytes(joined, { batchSize: 4 })).toEqual([
        [1, 2, 3, 4],
        [5, 6],
      ]);
      const order = Uint32Array.from([5, 0, 3, 3, 1, 4, 0]);
      expect(await batchBytes(joined, { batchSize: 4, order })).toEqual([
        [6, 1, 4, 4],
        [2, 5, 1],
      ]);
    }
  });

  it('keeps image shapes, and gives an image set from image sets', async () => {
    const [a, b] = [patternSet(2, [2, 3, 3]), patternSet(1, [2, 3, 3])];
    const joined = joinDatasets([a, b]);
    expect(joined).toMatchObject({ size: 3, sampleShape: [2, 3, 3], ids: ['0', '1', '0'] });
    expect(joined.bytes).toEqual(Uint8Array.from([...a.bytes, ...b.bytes]));
    expect(await allBytes(joinDatasets([opaque(a), b]))).toEqual([...joined.bytes]);
  });

  it('disposes what it has when a part fails', async () => {
    const failing: Dataset = {
      sampleShape: [1, 1, 1],
      size: 1,
      // eslint-disable-next-line require-yield -- fails before the first batch
      async *batches() {
        throw new Error('unreadable');
      },
    };
    await expect(allBytes(joinDatasets([numbered([1]), failing]))).rejects.toThrow('unreadable');
  });

  it('refuses different shapes and nothing at all', () => {
    expect(() => joinDatasets([patternSet(1, [2, 2, 1]), patternSet(1, [2, 2, 3])])).toThrow(
      expect.objectContaining({
        code: 'invalid-shape',
        message: expect.stringContaining('[2, 2, 1] and [2, 2, 3]'),
      }),
    );
    expect(() => joinDatasets([])).toThrow(expect.objectContaining({ code: 'invalid-data' }));
  });
});
