import type { BatchOptions } from '../contract/dataset.ts';
import { OneClassError } from '../error.ts';

/** @throws OneClassError `invalid-argument` for a position that is no integer in [0, size) */
export function checkPositions(
  positions: Uint32Array | readonly number[],
  size: number,
  argument: string,
): void {
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i] as number;
    if (Number.isInteger(position) && position >= 0 && position < size) continue;
    throw new OneClassError(
      'invalid-argument',
      `Invalid ${argument}: expected integers from 0 to ${size - 1}. Received: ${position}, ` +
        `at index ${i}.`,
      {
        argument,
        expected: `integers in [0, ${size})`,
        received: position,
      },
    );
  }
}

/**
 * The positions of each batch of one pass over `size` images.
 * @throws OneClassError `invalid-argument` for a wrong batch size or order, before the first
 *   batch is asked for
 */
export function batchPositions(
  size: number,
  { batchSize, order }: BatchOptions,
): Iterable<Uint32Array> {
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new OneClassError(
      'invalid-argument',
      `Invalid batchSize: expected an integer of 1 or more. Received: ${String(batchSize)}.`,
      {
        argument: 'batchSize',
        expected: 'an integer ≥ 1',
        received: batchSize,
      },
    );
  }
  if (order !== undefined) checkPositions(order, size, 'order');
  return slices(order ?? Uint32Array.from({ length: size }, (_, i) => i), batchSize);
}

function* slices(order: Uint32Array, batchSize: number): Generator<Uint32Array> {
  for (let start = 0; start < order.length; start += batchSize)
    yield order.subarray(start, start + batchSize);
}
