import * as tf from '@tensorflow/tfjs';
import { startPhase, type Rng, type Watched } from '@oneclass/core';

export interface CoresetOptions extends Watched {
  readonly channels: number;
  /** Patches to choose. */
  readonly wanted: number;
  readonly rng: Rng;
}

/** Of the mean square of a patch: what is nearer to the coreset is in it, but for rounding. */
const NO_DISTANCE = 1e-5;
const PATCHES_A_STEP = 32;

/**
 * A greedy k-centre coreset (Roth et al. 2022, algorithm 1): from a random patch on, always the one
 * that is farthest from those that were chosen. It ends early when what is left are duplicates.
 *
 * @param rows `[patches, channels]`
 * @returns positions, one at least
 */
export async function greedyCoreset(
  rows: Float32Array,
  { channels, wanted, rng, signal, onProgress }: CoresetOptions,
): Promise<Uint32Array> {
  const count = rows.length / channels;
  const most = Math.min(wanted, count);
  const squares = squaresOf(rows, channels);
  const least = (NO_DISTANCE * squares.reduce((sum, square) => sum + square, 0)) / count;
  const nearest = new Float32Array(count).fill(Infinity); // squared distance to the coreset
  const steps = Math.ceil(most / PATCHES_A_STEP);
  const about = { phase: 'coreset', unit: 'patches', units: most, steps };
  const phase = startPhase({ ...about, signal, onProgress });
  const chosen = [rng.integer(count)];
  const columns = tf.tidy(() => tf.transpose(tf.tensor2d(rows, [count, channels])));
  try {
    for (;;) {
      const last = chosen.at(-1) as number;
      const row = rows.subarray(last * channels, (last + 1) * channels);
      const farthest = takeIn(last, { squares, nearest, products: await productsOf(row, columns) });
      const ends = chosen.length === most || (nearest[farthest] as number) <= least;
      if (ends || chosen.length % PATCHES_A_STEP === 0)
        await phase.step(((chosen.length - 1) % PATCHES_A_STEP) + 1);
      if (ends) break;
      chosen.push(farthest);
    }
  } finally {
    columns.dispose();
  }
  phase.end();
  return Uint32Array.from(chosen);
}

const squaresOf = (rows: Float32Array, channels: number): Float32Array =>
  Float32Array.from({ length: rows.length / channels }, (_, i) => {
    let square = 0;
    for (let at = i * channels; at < (i + 1) * channels; at++) square += (rows[at] as number) ** 2;
    return square;
  });

/** Of one patch with all. */
async function productsOf(row: Float32Array, columns: tf.Tensor2D): Promise<Float32Array> {
  const products = tf.tidy(() => tf.matMul(tf.tensor2d(row.slice(), [1, row.length]), columns));
  try {
    return await products.data<'float32'>();
  } finally {
    products.dispose();
  }
}

interface Distances {
  readonly squares: Float32Array;
  /** Of each patch to the coreset, squared; updated. */
  readonly nearest: Float32Array;
  /** Of the patch that is taken in, with each. */
  readonly products: Float32Array;
}

/** @returns the patch that is now farthest */
function takeIn(patch: number, { squares, nearest, products }: Distances): number {
  const square = squares[patch] as number;
  let farthest = 0;
  for (let i = 0; i < nearest.length; i++) {
    const distance = (squares[i] as number) + square - 2 * (products[i] as number);
    if (distance < (nearest[i] as number)) nearest[i] = distance;
    if ((nearest[i] as number) > (nearest[farthest] as number)) farthest = i;
  }
  nearest[patch] = 0;
  return farthest;
}
