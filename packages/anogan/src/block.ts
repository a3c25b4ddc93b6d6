import * as tf from '@tensorflow/tfjs';

/** How many searches run at a time. */
export interface Block {
  readonly rows: number;
  /** That there are always so many, fewer being filled up with copies of the last. */
  readonly isFilledUp: boolean;
}

/** Whose sums are the same for any number of rows. */
const EXACT_BACKENDS = ['wasm', 'cpu'];

/**
 * On native TensorFlow products sum in another order for another number of rows, and in the last rows of some numbers, but not
 * of 24; and hundreds of steps make much of a small difference (docs/decisions/0014-search-in-blocks.md).
 */
const ROWS = 24;

/** Of 32×32 on a GPU, which 24 leave idle; of larger images as many as have these pixels. */
const GPU_ROWS = 256;

interface Computes {
  readonly backend: string;
  readonly onGpu: boolean;
}

const current = (): Computes => ({ backend: tf.getBackend(), onGpu: (tf.backend() as { readonly isUsingGpuDevice?: boolean }).isUsingGpuDevice === true });

/** @param shape of an image, `[height, width, channels]` */
export function blockOf([height = 1, width = 1]: readonly number[], { backend, onGpu } = current()): Block {
  const fitting = Math.floor((GPU_ROWS * 32 * 32) / (height * width));
  return { rows: onGpu ? Math.min(GPU_ROWS, Math.max(ROWS, fitting)) : ROWS, isFilledUp: !EXACT_BACKENDS.includes(backend) };
}
