import * as tf from '@tensorflow/tfjs';
import type { Tensor2D } from '@tensorflow/tfjs';

/** One row of values for each image. */
export interface Rows {
  readonly count: number;
  readonly size: number;
  /** `[count · size]` */
  readonly data: Float32Array;
}

export const rowOf = ({ data, size }: Rows, i: number): Float32Array =>
  data.subarray(i * size, (i + 1) * size);

/** Of `count` rows from `start`, `[count, size]`; the caller disposes it. */
export const rowsTensor = ({ data, size }: Rows, start: number, count: number): Tensor2D =>
  tf.tensor2d(data.slice(start * size, (start + count) * size), [count, size]);

/** The start and length of each batch of so many rows. */
export function* batchesOf(
  count: number,
  batchSize: number,
): Generator<{ start: number; length: number }> {
  for (let start = 0; start < count; start += batchSize)
    yield { start, length: Math.min(batchSize, count - start) };
}

/** Of all values of all rows. */
export function varianceOf({ data }: Rows): number {
  let mean = 0;
  for (const value of data) mean += value;
  mean /= data.length;
  let squares = 0;
  for (const value of data) squares += (value - mean) ** 2;
  return squares / data.length;
}
