import * as tf from '@tensorflow/tfjs';
import type { Tensor2D } from '@tensorflow/tfjs';
import type { Rows } from './features/rows.ts';
import { valuesOf } from './values.ts';

/** Rows that others are compared with. */
export interface ReferenceRows {
  readonly count: number;
  /**
   * Of rows `[n, size]`, computed inside `tf.tidy`, to each reference, row by row: `[n · count]`, 0
   * at least.
   */
  distancesTo(rows: () => Tensor2D): Promise<Float32Array>;
  dispose(): void;
}

/**
 * Squared Euclidean distances as one matrix product, ‖a‖² + ‖b‖² − 2 a·b. All are taken from the
 * references' mean, so that the terms are no larger than the distances, of which float32 would lose
 * digits otherwise.
 */
export function referenceRows({ data, count, size }: Rows): ReferenceRows {
  // Transposed once: the wasm backend's matrix product is several times faster of factors as they
  // are.
  const [mean, columns, squares] = tf.tidy(() => {
    const rows = tf.tensor2d(data.slice(), [count, size]);
    const middle = tf.mean(rows, 0, true);
    const moved = tf.sub(rows, middle);
    return [middle, tf.transpose(moved), tf.sum(tf.square(moved), 1)] as [
      Tensor2D,
      Tensor2D,
      tf.Tensor1D,
    ];
  });
  return {
    count,
    distancesTo: (rows) =>
      valuesOf(() => {
        const moved = tf.sub(rows(), mean);
        const sums = tf.add(tf.sum(tf.square(moved), 1, true), squares); // [n, count]
        return tf.relu(tf.sub(sums, tf.mul(2, tf.matMul(moved as Tensor2D, columns))));
      }),
    dispose: () => {
      tf.dispose([mean, columns, squares]);
    },
  };
}
