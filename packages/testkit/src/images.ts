import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { Dataset, SampleShape } from '@oneclass/core';

/** Images in memory, `[n, height, width, channels]` row-major, in [0, 1]. */
export interface Images {
  readonly data: Float32Array;
  readonly size: number;
  readonly sampleShape: SampleShape;
}

/** A new tensor `[n, height, width, channels]`; the caller disposes it. */
export const tensorOf = ({ data, size, sampleShape }: Images): Tensor4D =>
  tf.tensor4d(data.slice(), [size, ...sampleShape]);

/** The images at `positions`, which may repeat. */
export function pick({ data, sampleShape }: Images, positions: ArrayLike<number>): Images {
  const length = sampleShape[0] * sampleShape[1] * sampleShape[2];
  const picked = new Float32Array(positions.length * length);
  Array.from(positions).forEach((position, i) => {
    picked.set(data.subarray(position * length, (position + 1) * length), i * length);
  });
  return { data: picked, size: positions.length, sampleShape };
}

export const positionsOf = (size: number): Uint32Array =>
  Uint32Array.from({ length: size }, (_, i) => i);

export function datasetOf(images: Images): Dataset {
  return {
    sampleShape: images.sampleShape,
    size: images.size,
    async *batches({ batchSize, order = positionsOf(images.size) }) {
      for (let start = 0; start < order.length; start += batchSize) {
        await Promise.resolve();
        yield tensorOf(pick(images, order.subarray(start, start + batchSize)));
      }
    },
  };
}

/** Reads a dataset into memory. */
export async function imagesOf({ sampleShape, size, batches }: Dataset): Promise<Images> {
  const length = sampleShape[0] * sampleShape[1] * sampleShape[2];
  const data = new Float32Array(size * length);
  let filled = 0;
  for await (const batch of batches({ batchSize: 256 })) {
    const values = await batch.data<'float32'>();
    batch.dispose();
    data.set(values, filled);
    filled += values.length;
  }
  return { data, size, sampleShape };
}
