import * as tf from '@tensorflow/tfjs';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';

/** Patches of normal images, for products with others. */
export interface Bank {
  /** `[channels, patches]` */
  readonly columns: Tensor2D;
  /** Of each patch, its square: `[patches]` */
  readonly squares: Tensor1D;
}

/** Values of a block of distances: 16 MB. */
const BLOCK = 2 ** 22;

/**
 * Euclidean distance of each patch to the nearest of the bank, `[patches]` (Roth et al. 2022,
 * section 3.3), in blocks: distances to all of the bank are never there for all patches. In
 * `tf.tidy`.
 *
 * @param patches `[patches, channels]`
 */
export function nearestDistances(patches: Tensor2D, { columns, squares }: Bank): Tensor1D {
  const [count, channels] = patches.shape;
  const rows = Math.max(1, Math.floor(BLOCK / squares.size));
  const blocks: Tensor1D[] = [];
  for (let start = 0; start < count; start += rows) {
    const size = Math.min(rows, count - start);
    blocks.push(
      tf.tidy(() => {
        const block = tf.slice(patches, [start, 0], [size, channels]);
        const relative = tf.sub(squares, tf.mul(tf.matMul(block, columns), 2)); // [size, bank]
        const nearest = tf.add(tf.min(relative, 1), tf.sum(tf.square(block), 1));
        return tf.sqrt(tf.relu(nearest)) as Tensor1D;
      }),
    );
  }
  return blocks.length === 1 ? (blocks[0] as Tensor1D) : tf.concat(blocks);
}
