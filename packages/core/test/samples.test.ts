import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { toDataset, type BatchOptions, type Dataset } from '../src/index.ts';

const METHOD = { method: 'test' };

interface Wrong {
  readonly sampleShape?: readonly number[];
  readonly size?: number;
  /** Shapes of the batches. */
  readonly shapes: readonly (readonly number[])[];
  readonly dtype?: 'int32' | 'float32';
}

/** A dataset that may be wrong about itself. */
const datasetOf = ({
  sampleShape = [4, 4, 1],
  size = 4,
  shapes,
  dtype = 'float32',
}: Wrong): Dataset => ({
  sampleShape: sampleShape as Dataset['sampleShape'],
  size,
  async *batches() {
    await Promise.resolve();
    for (const shape of shapes) yield tf.zeros(shape as Tensor4D['shape'], dtype) as Tensor4D;
  },
});

/** The number of images in each batch. */
async function countsOf(
  samples: Tensor4D | Dataset,
  options: Partial<BatchOptions> = {},
): Promise<number[]> {
  const dataset = await toDataset(samples, METHOD);
  const counts: number[] = [];
  for await (const batch of dataset.batches({ batchSize: 2, ...options })) {
    counts.push(batch.shape[0]);
    batch.dispose();
  }
  return counts;
}

beforeAll(() => tf.setBackend('cpu'));

describe('a dataset given as samples', () => {
  it('passes through what it promises', async () => {
    expect(
      await countsOf(
        datasetOf({
          size: 3,
          shapes: [
            [2, 4, 4, 1],
            [1, 4, 4, 1],
          ],
        }),
      ),
    ).toEqual([2, 1]);
    expect(
      await countsOf(datasetOf({ shapes: [[1, 4, 4, 1]] }), { order: Uint32Array.of(3) }),
    ).toEqual([1]);
  });

  // The guard against left-over tensors sees that the batch at fault is disposed of.
  it.each<[string, Wrong, string, RegExp]>([
    [
      'of another width',
      { shapes: [[2, 4, 6, 1]] },
      'invalid-shape',
      /float32 \[2, 4, 6, 1\].*\[n, 4, 4, 1\]/,
    ],
    ['of another rank', { shapes: [[2, 16]] }, 'invalid-shape', /\[2, 16\]/],
    ['of integers', { shapes: [[2, 4, 4, 1]], dtype: 'int32' }, 'invalid-shape', /int32/],
    ['larger than asked for', { shapes: [[3, 4, 4, 1]] }, 'invalid-shape', /n from 1 to 2/],
    ['without images', { shapes: [[0, 4, 4, 1]] }, 'invalid-shape', /n from 1 to 2/],
    ['too few', { shapes: [[2, 4, 4, 1]] }, 'invalid-data', /only 2 images.*expected 4/],
    [
      'too many',
      {
        shapes: [
          [2, 4, 4, 1],
          [2, 4, 4, 1],
          [1, 4, 4, 1],
        ],
      },
      'invalid-data',
      /5 images or more.*expected 4/,
    ],
  ])('is refused when its batches are %s', async (_, wrong, code, message) => {
    await expect(countsOf(datasetOf(wrong))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('is refused when a batch is no tensor, or a disposed one', async () => {
    const disposed = tf.zeros([2, 4, 4, 1]) as Tensor4D;
    disposed.dispose();
    for (const batch of [disposed, [[1]]]) {
      const dataset = {
        ...datasetOf({ shapes: [] }),
        batches: async function* () {
          yield await Promise.resolve(batch as Tensor4D);
        },
      };
      await expect(countsOf(dataset)).rejects.toMatchObject({ code: 'invalid-shape' });
    }
  });

  it.each<[string, readonly number[]]>([
    ['two channels', [4, 4, 2]],
    ['a side of zero', [0, 4, 1]],
    ['half a pixel', [4.5, 4, 1]],
    ['four dimensions', [1, 4, 4, 1]],
  ])('is refused with a sample shape of %s', async (_, sampleShape) => {
    await expect(toDataset(datasetOf({ sampleShape, shapes: [] }), METHOD)).rejects.toMatchObject({
      code: 'invalid-shape',
    });
  });

  it('is refused when its size is no count', async () => {
    for (const size of [-1, 2.5, Number.NaN]) {
      await expect(toDataset(datasetOf({ size, shapes: [] }), METHOD)).rejects.toMatchObject({
        code: 'invalid-data',
      });
    }
  });
});

describe.each<[string, () => Tensor4D | Dataset]>([
  ['a tensor', () => tf.zeros([4, 4, 4, 1]) as Tensor4D],
  ['a dataset', () => datasetOf({ shapes: [] })],
])('%s given as samples', (_, make) => {
  it.each([0, -2, 2.5, Number.NaN, '3'])('is refused with the batch size %j', async (batchSize) => {
    const samples = make();
    await expect(countsOf(samples, { batchSize: batchSize as number })).rejects.toMatchObject({
      code: 'invalid-argument',
      argument: 'batchSize',
    });
    tf.dispose(samples as Tensor);
  });
});

describe('a tensor given as samples', () => {
  it('comes in batches, in the order asked for', async () => {
    const images = tf.tidy(() =>
      tf.reshape(tf.tensor1d([0, 0.25, 0.5, 0.75, 1]), [5, 1, 1, 1]),
    ) as Tensor4D;
    const dataset = await toDataset(images, METHOD);
    const seen: number[][] = [];
    for (const order of [undefined, Uint32Array.of(4, 0, 2)]) {
      for await (const batch of dataset.batches({ batchSize: 2, ...(order && { order }) })) {
        seen.push([...batch.dataSync()]);
        batch.dispose();
      }
    }
    expect(seen).toEqual([[0, 0.25], [0.5, 0.75], [1], [1, 0], [0.5]]);
    images.dispose();
  });

  it('is refused once it is disposed of, before or between batches', async () => {
    const images = tf.zeros([4, 4, 4, 1]) as Tensor4D;
    const dataset = await toDataset(images, METHOD);
    const batches = dataset.batches({ batchSize: 2 })[Symbol.asyncIterator]();
    ((await batches.next()).value as Tensor4D).dispose();
    images.dispose();
    await expect(batches.next()).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('disposed') as string,
    });
    await expect(toDataset(images, METHOD)).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('disposed') as string,
    });
  });

  it('is refused with two channels', async () => {
    const images = tf.zeros([4, 4, 4, 2]) as Tensor4D;
    await expect(toDataset(images, METHOD)).rejects.toMatchObject({ code: 'invalid-shape' });
    images.dispose();
  });
});
