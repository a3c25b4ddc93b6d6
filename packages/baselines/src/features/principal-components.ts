import * as tf from '@tensorflow/tfjs';
import type { Tensor2D } from '@tensorflow/tfjs';
import {
  createRng,
  leadingEigenvectors,
  OneClassError,
  startPhase,
  type SymmetricMatrix,
  type Watched,
} from '@oneclass/core';
import { valuesOf } from '../values.ts';
import { batchesOf, rowOf, rowsTensor, type Rows } from './rows.ts';

export interface PrincipalComponents {
  /** `[size]` */
  readonly mean: Float32Array;
  readonly count: number;
  /** `[count · size]`, each of length 1, the one with the most variance first. */
  readonly components: Float32Array;
}

export interface PrincipalOptions extends Watched {
  readonly method: string;
  readonly share: number;
  readonly seed: number;
}

const BATCH_SIZE = 256;
/** Of the mean square: less variance is the rounding of float32. */
const NO_VARIANCE = 1e-10;

/**
 * The fewest principal components that hold more than `share` of the variance, as scikit-learn's
 * `PCA(share)`; from the covariance matrix, or the rows' products with each other where there are
 * fewer rows than values.
 * @throws OneClassError `invalid-data` when all rows are alike
 */
export async function fitPrincipalComponents(
  rows: Rows,
  { method, share, seed, ...watched }: PrincipalOptions,
): Promise<PrincipalComponents> {
  const { count, size } = rows;
  const mean = meanOf(rows);
  const centred = centre(rows, mean);
  checkVariance(centred, { mean, method });
  const matrix =
    count < size ? await products(centred, watched) : await covariance(centred, watched);
  const phase = startPhase({ ...watched, phase: 'principal components', steps: 1, units: count });
  const rng = createRng(seed).derive('principal components');
  const pairs = await leadingEigenvectors(matrix, { share, rng, signal: watched.signal });
  const components = new Float32Array(pairs.length * size);
  pairs.forEach(({ vector }, k) => {
    components.set(count < size ? unit(combineRows(centred, vector)) : turn(vector), k * size);
  });
  await phase.step(count);
  phase.end();
  return { mean, count: pairs.length, components };
}

function meanOf({ data, count, size }: Rows): Float32Array {
  const sums = new Float64Array(size);
  for (let i = 0; i < data.length; i++)
    sums[i % size] = (sums[i % size] as number) + (data[i] as number);
  return Float32Array.from(sums, (sum) => sum / count);
}

const centre = ({ data, count, size }: Rows, mean: Float32Array): Rows => ({
  count,
  size,
  data: data.map((value, i) => value - (mean[i % size] as number)),
});

function checkVariance(
  { data, count }: Rows,
  { mean, method }: { mean: Float32Array; method: string },
): void {
  const squares = (values: Float32Array): number =>
    values.reduce((sum, value) => sum + value ** 2, 0);
  const variance = squares(data) / count;
  if (variance > NO_VARIANCE * (variance + squares(mean))) return;
  throw new OneClassError(
    'invalid-data',
    `${method} received training images that are all alike; expected some that differ, whose ` +
      'principal components it takes.',
    {
      argument: 'normal',
      expected: 'images that differ',
    },
  );
}

// A transposed factor is a product of its own here: the wasm backend's matrix product is several
// times faster without.

/** `[size, size]`; of batches in float32, summed in float64. */
async function covariance(centred: Rows, watched: Watched): Promise<SymmetricMatrix> {
  const { count, size } = centred;
  const data = new Float64Array(size * size);
  const phase = startPhase({
    ...watched,
    phase: 'covariance',
    steps: Math.ceil(count / BATCH_SIZE),
    units: count,
  });
  for (const { start, length } of batchesOf(count, BATCH_SIZE)) {
    const product = await valuesOf(() => {
      const batch = rowsTensor(centred, start, length);
      return tf.matMul(tf.transpose(batch), batch);
    });
    for (let i = 0; i < data.length; i++)
      data[i] = (data[i] as number) + (product[i] as number) / count;
    await phase.step(length);
  }
  phase.end();
  return symmetric({ size, data });
}

/** `[count, count]`: it has the covariance's eigenvalues. */
async function products(centred: Rows, watched: Watched): Promise<SymmetricMatrix> {
  const { count } = centred;
  const data = new Float64Array(count * count);
  const phase = startPhase({
    ...watched,
    phase: 'covariance',
    steps: Math.ceil(count / BATCH_SIZE),
    units: count,
  });
  const all = rowsTensor(centred, 0, count);
  const columns = tf.transpose(all);
  try {
    for (const { start, length } of batchesOf(count, BATCH_SIZE)) {
      const product = await valuesOf(() => tf.matMul(tf.slice(all, start, length), columns));
      product.forEach((value, i) => (data[start * count + i] = value / count));
      await phase.step(length);
    }
  } finally {
    tf.dispose([all, columns]);
  }
  phase.end();
  return symmetric({ size: count, data });
}

/** A float32 product is symmetric but for rounding. */
function symmetric({ size, data }: SymmetricMatrix): SymmetricMatrix {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const value = ((data[i * size + j] as number) + (data[j * size + i] as number)) / 2;
      data[i * size + j] = value;
      data[j * size + i] = value;
    }
  }
  return { size, data };
}

function combineRows(rows: Rows, weights: Float64Array): Float64Array {
  const sum = new Float64Array(rows.size);
  weights.forEach((weight, i) => {
    rowOf(rows, i).forEach((value, j) => (sum[j] = (sum[j] as number) + weight * value));
  });
  return sum;
}

const unit = (vector: Float64Array): Float64Array => {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value ** 2, 0));
  return turn(vector.map((value) => value / length));
};

/** An eigenvector's sign is arbitrary: the largest value is made positive, as scikit-learn does. */
function turn(vector: Float64Array): Float64Array {
  const largest = vector.reduce(
    (kept, value) => (Math.abs(value) > Math.abs(kept) ? value : kept),
    0,
  );
  return largest < 0 ? vector.map((value) => -value) : vector;
}

/** Of rows `[n, size]`: `[n, count]`. */
export const project = (
  rows: Tensor2D,
  { mean, components }: { mean: tf.Tensor1D; components: Tensor2D },
): Tensor2D => tf.tidy(() => tf.matMul(tf.sub(rows, mean), tf.transpose(components)));

/** Of codes `[n, count]`: rows `[n, size]`. */
export const reconstructRows = (
  codes: Tensor2D,
  { mean, components }: { mean: tf.Tensor1D; components: Tensor2D },
): Tensor2D => tf.tidy(() => tf.add(tf.matMul(codes, components), mean));
