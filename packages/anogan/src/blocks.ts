import * as tf from '@tensorflow/tfjs';

/**
 * How searches are taken together, for the same result in any company
 * (docs/decisions/0014-search-in-blocks.md).
 */
export interface Blocks {
  /** Rows of a block are a multiple of this, filled up where searches are fewer. */
  readonly multiple: number;
  /** Rows of a block at most. */
  readonly most: number;
}

/**
 * Native TensorFlow's sums on processors are the same for multiples of this, and in another order
 * for other numbers of rows, of which hundreds of steps make much; on wasm and cpu they are the
 * same for any.
 */
const MULTIPLE = 24;
const EXACT_BACKENDS = ['wasm', 'cpu'];

/** On native, of 32×32; more at a time are no faster. */
const MOST = { processor: 192, gpu: 256 } as const;
const PIXELS = 32 * 32;

interface Computes {
  readonly backend: string;
  readonly onGpu: boolean;
}

const current = (): Computes => ({
  backend: tf.getBackend(),
  onGpu: (tf.backend() as { readonly isUsingGpuDevice?: boolean }).isUsingGpuDevice === true,
});

/**
 * @param shape of an image, `[height, width, channels]`; of large ones fewer are in a block, as
 *   each takes more memory
 */
export function blocksFor(
  [height = 1, width = 1]: readonly number[],
  { backend, onGpu } = current(),
): Blocks {
  if (EXACT_BACKENDS.includes(backend)) return { multiple: 1, most: MULTIPLE };
  if (backend !== 'tensorflow') return { multiple: MULTIPLE, most: MULTIPLE };
  const share = Math.min(1, PIXELS / (height * width));
  const blocks = Math.max(1, Math.floor((share * MOST.processor) / MULTIPLE));
  if (!onGpu) return { multiple: MULTIPLE, most: MULTIPLE * blocks };
  // One row takes about as long as all.
  const rows = Math.max(MULTIPLE, Math.floor(share * MOST.gpu));
  return { multiple: rows, most: rows };
}

/**
 * Rows of the next block, of which the first `left` at most are searches and the others fill it up.
 */
export const rowsOfBlock = (left: number, { multiple, most }: Blocks): number =>
  Math.min(most, Math.ceil(left / multiple) * multiple);
