import * as tf from '@tensorflow/tfjs';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { runBatches, type Dataset, type Watched } from '@oneclass/core';
import { fromBfloat16, toBfloat16 } from './bfloat16.ts';
import { createMoments, type Moments } from './moments.ts';

export interface FeatureSetOptions extends Watched {
  /** `[n, height, width, 1 or 3]` → `[n, rows, columns, channels]` */
  readonly extract: (images: Tensor4D) => Promise<Tensor4D>;
  /** Of the features. */
  readonly shape: readonly [rows: number, columns: number, channels: number];
  /** Images at a time. */
  readonly batchSize: number;
  /** Memory for features that are kept. */
  readonly cacheBytes: number;
}

export interface FeatureSet {
  readonly moments: Moments;
  /**
   * The features of the images, in 16 bits, as a dataset to train on: those that fit into the cache
   * from there, the others computed again each time.
   */
  readonly features: Dataset;
}

/**
 * Goes once through the images, and leaves the moments of their features and what is needed to go
 * through those again.
 */
export async function collectFeatures(
  images: Dataset,
  options: FeatureSetOptions,
): Promise<FeatureSet> {
  const { extract, shape, batchSize, cacheBytes, ...watched } = options;
  const [rows, columns, channels] = shape;
  const valuesPerImage = rows * columns * channels;
  const room = Math.floor(cacheBytes / (Uint16Array.BYTES_PER_ELEMENT * valuesPerImage));
  const cache: Uint16Array[] = [];
  const moments = createMoments(channels);
  await runBatches(images, { ...watched, phase: 'features', batchSize }, async (batch) => {
    const extracted = await extract(batch);
    try {
      const places = tf.reshape(extracted, [-1, channels]) as Tensor2D;
      await moments.add(places).finally(() => {
        places.dispose();
      });
      const wanted = Math.min(batch.shape[0], room - cache.length);
      if (wanted > 0)
        cache.push(...split(await extracted.data<'float32'>(), valuesPerImage).slice(0, wanted));
    } finally {
      extracted.dispose();
    }
  });
  const recompute = (positions: Uint32Array): Promise<Uint16Array[]> =>
    extractAgain(images, positions, { ...options, valuesPerImage });
  return { moments, features: featureDataset(images.size, shape, { cache, recompute }) };
}

const split = (values: Float32Array, length: number): Uint16Array[] =>
  Array.from({ length: values.length / length }, (_, i) =>
    toBfloat16(values.subarray(i * length, (i + 1) * length)),
  );

/** In 16 bits like those of the cache: what the cache holds must not change the result. */
async function extractAgain(
  images: Dataset,
  order: Uint32Array,
  { extract, batchSize, valuesPerImage }: FeatureSetOptions & { valuesPerImage: number },
): Promise<Uint16Array[]> {
  const features: Uint16Array[] = [];
  for await (const batch of images.batches({ batchSize, order })) {
    let extracted: Tensor4D | undefined;
    try {
      extracted = await extract(batch);
      features.push(...split(await extracted.data<'float32'>(), valuesPerImage));
    } finally {
      batch.dispose();
      extracted?.dispose();
    }
  }
  return features;
}

interface Features {
  /** Of the first images. */
  readonly cache: readonly Uint16Array[];
  readonly recompute: (positions: Uint32Array) => Promise<Uint16Array[]>;
}

function featureDataset(
  size: number,
  shape: FeatureSetOptions['shape'],
  { cache, recompute }: Features,
): Dataset {
  const valuesPerImage = shape.reduce((product, length) => product * length, 1);

  async function batchOf(positions: Uint32Array): Promise<Tensor4D> {
    const missing = positions.filter((position) => position >= cache.length);
    const computed = missing.length > 0 ? await recompute(missing) : [];
    const values = new Float32Array(positions.length * valuesPerImage);
    let taken = 0;
    positions.forEach((position, i) => {
      fromBfloat16(
        cache[position] ?? (computed[taken++] as Uint16Array),
        values,
        i * valuesPerImage,
      );
    });
    return tf.tensor4d(values, [positions.length, ...shape]);
  }

  return {
    sampleShape: shape,
    size,
    async *batches({ batchSize, order = Uint32Array.from({ length: size }, (_, i) => i) }) {
      for (let start = 0; start < order.length; start += batchSize)
        yield await batchOf(order.subarray(start, start + batchSize));
    },
  };
}
