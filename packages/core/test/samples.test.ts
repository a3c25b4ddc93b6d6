import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { joinDatasets, subset } from '../src/datasets/index.ts';
import { toDataset, type BatchOptions, type Dataset, type SampleShape } from '../src/index.ts';

const METHOD = { method: 'test' };

interface Wrong {
  readonly sampleShape?: readonly number[];
  readonly size?: number;
  /** Shapes of the batches. */
  readonly shapes: readonly (readonly number[])[];
  readonly dtype?: 'int32' | 'float32';
}

/** Images that all differ. */
function drawn(shape: readonly number[], dtype: 'int32' | 'float32' = 'float32'): Tensor4D {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Float32Array.from({ length: size }, (_, i) => ((i * 37) % 101) / 101);
  return tf.tensor(values, [...shape] as [number, number, number, number], dtype);
}

/** Four images, two by two. */
const TWICE = [
  [2, 4, 4, 1],
  [2, 4, 4, 1],
];

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
    for (const shape of shapes) yield drawn(shape, dtype);
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
    const inOrder: Dataset = {
      ...datasetOf({ shapes: [] }),
      batches: ({ order }) =>
        datasetOf({ shapes: order ? [[order.length, 4, 4, 1]] : TWICE }).batches({ batchSize: 2 }),
    };
    expect(await countsOf(inOrder, { order: Uint32Array.of(3) })).toEqual([1]);
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
    const disposed = drawn([2, 4, 4, 1]);
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
  ['a tensor', () => drawn([4, 4, 4, 1])],
  ['a dataset', () => datasetOf({ shapes: TWICE })],
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
    const images = drawn([4, 4, 4, 1]);
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
    const images = drawn([4, 4, 4, 2]);
    await expect(toDataset(images, METHOD)).rejects.toMatchObject({ code: 'invalid-shape' });
    images.dispose();
  });
});

const ofValues = (...values: number[]): Float32Array => Float32Array.from(values);
const SURFACE = ofValues(0.1, 0.2, 0.3, 0.4);
const GREY = ofValues(0.5, 0.5, 0.5, 0.5);
/** Two grey levels apart, as the noise of a covered lens is. */
const COVERED = ofValues(0, 2 / 255, 1 / 255, 0);
/** Three levels. */
const FAINT = ofValues(0, 3 / 255, 1 / 255, 0);
const BLUE = [0, 1, 2, 3].flatMap(() => [0.1, 0.1, 0.9]);

/** Grey images of 2×2, or coloured ones. */
function datasetWith(images: readonly ArrayLike<number>[], ids?: readonly string[]): Dataset {
  const channels = (images[0]?.length ?? 0) / 4 === 3 ? 3 : 1;
  return {
    sampleShape: [2, 2, channels],
    size: images.length,
    ...(ids && { ids }),
    async *batches({ batchSize, order = Uint32Array.from(images, (_, i) => i) }) {
      await Promise.resolve();
      for (let start = 0; start < order.length; start += batchSize) {
        const batch = [...order.slice(start, start + batchSize)];
        const values = batch.flatMap((position) => Array.from(images[position] ?? []));
        yield tf.tensor4d(values, [batch.length, 2, 2, channels]);
      }
    },
  };
}

async function outcome(samples: Dataset, requirement: { sampleShape?: SampleShape } = {}) {
  try {
    const dataset = await toDataset(samples, { ...METHOD, ...requirement });
    for await (const batch of dataset.batches({ batchSize: 2 })) batch.dispose();
    return 'taken';
  } catch (error) {
    expect(error).toMatchObject({ name: 'OneClassError', code: 'invalid-data' });
    return (error as Error).message;
  }
}

describe('the pixels of a dataset', () => {
  it.each([NaN, Infinity, -Infinity, 255, -0.1])('are refused where one is %s', async (value) => {
    const images = [SURFACE, GREY, FAINT, ofValues(0.1, 0.2, value, 0.1)];
    for (const requirement of [{}, { sampleShape: [2, 2, 1] as const }]) {
      expect(await outcome(datasetWith(images.toSpliced(1, 1)), requirement)).toContain(
        `test received the image at position 2, counted from 0, with a value of ${String(value)}`,
      );
    }
  });

  it('may overshoot by what resizing rounds', async () => {
    expect(await outcome(datasetWith([SURFACE, ofValues(-5e-4, 1.0005, 0, 1)]))).toBe('taken');
  });
});

describe('an image of one colour', () => {
  const scoring = { sampleShape: [2, 2, 1] } as const;

  it.each([
    ['grey', GREY, true],
    ['black', ofValues(0, 0, 0, 0), true],
    ['that of a covered lens', COVERED, true],
    ['faint', FAINT, false],
  ])('is refused by a detector, by position or by name: %s', async (_, image, refused) => {
    const images = [SURFACE, SURFACE, image];
    const found = await outcome(datasetWith(images), scoring);
    const named = await outcome(datasetWith(images, ['a.png', 'b.png', 'c.png']), scoring);
    if (!refused) return expect([found, named]).toEqual(['taken', 'taken']);
    expect(found).toContain('the image at position 2, counted from 0, which is of one colour');
    expect(named).toContain('"c.png", which is of one colour');
  });

  it('is known in colour, where channels differ', async () => {
    expect(await outcome(datasetWith([BLUE]), { sampleShape: [2, 2, 3] })).toContain('one colour');
    expect(await outcome(datasetWith([BLUE.with(0, 0.2)]), { sampleShape: [2, 2, 3] })).toBe(
      'taken',
    );
  });

  it('keeps its name in a subset and in a join', async () => {
    const set = datasetWith([SURFACE, GREY], ['a.png', 'b.png']);
    const nameless = datasetWith([SURFACE]);
    for (const samples of [subset(set, [1, 0]), joinDatasets([nameless, set])])
      expect(await outcome(samples, scoring)).toContain('"b.png"');
    expect(await outcome(joinDatasets([datasetWith([SURFACE, GREY]), set]), scoring)).toContain(
      'position 1,',
    );
  });

  it('is taken by a fit among others', async () => {
    expect(await outcome(datasetWith([GREY, COVERED, SURFACE]))).toBe('taken');
  });
});

describe('images to fit on', () => {
  it('are refused when they are all of one colour, be it another each', async () => {
    const greys = Array.from({ length: 40 }, (_, i) => GREY.map(() => i / 40));
    expect(await outcome(datasetWith(greys))).toContain('40 training images that are all of one');
    expect(await outcome(datasetWith([GREY]))).toContain('all of one colour');
    expect(await outcome(datasetWith([BLUE, BLUE.map((value) => value / 2)]))).toContain('one col');
    expect(await outcome(datasetWith([...greys, FAINT]))).toBe('taken');
  });

  it('are refused when they are all the same, but for rounding', async () => {
    const same = Array.from({ length: 40 }, (_, i) => SURFACE.map((value) => value + 1e-8 * i));
    expect(await outcome(datasetWith(same))).toContain('40 training images that are all the same');
    expect(await outcome(datasetWith([...same, FAINT]))).toBe('taken');
    expect(await outcome(datasetWith([SURFACE]))).toBe('taken');
  });

  it('are looked at no further than to the first that differ', async () => {
    const asked: number[] = [];
    const all = datasetWith(Array.from({ length: 100 }, (_, i) => (i === 20 ? FAINT : SURFACE)));
    const watched: Dataset = {
      ...all,
      async *batches(options) {
        for await (const batch of all.batches(options)) {
          asked.push(batch.shape[0]);
          yield batch;
        }
      },
    };
    const dataset = await toDataset(watched, METHOD);
    expect(asked).toEqual([]);
    for await (const batch of dataset.batches({ batchSize: 50 })) batch.dispose();
    expect(asked).toEqual([...Array<number>(11).fill(2), 50, 50]);
  });
});
