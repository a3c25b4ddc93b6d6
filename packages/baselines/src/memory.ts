import { OneClassError } from '@oneclass/core';

const BYTES = 4;
/**
 * The wasm backend, whose heap ends at 4 GiB, has to hold up to three times as much while it
 * transposes them.
 */
const ROWS_BUDGET = 1e9;
/** A covariance matrix of this many rows takes half a gigabyte, and minutes. */
const LARGEST_MATRIX = 8192;

/**
 * @throws OneClassError `invalid-data` when the features of all training images would not fit
 *   into memory
 */
export function checkRowsMemory(
  { count, size }: { count: number; size: number },
  method: string,
): void {
  const bytes = count * size * BYTES;
  if (bytes <= ROWS_BUDGET) return;
  const most = Math.floor(ROWS_BUDGET / (size * BYTES));
  throw new OneClassError(
    'invalid-data',
    `${method} keeps all training images in memory: ${String(count)} of ${String(size)} ` +
      `values are ${gigabytes(bytes)}, of ${gigabytes(ROWS_BUDGET)} at most. ` +
      (most < 2
        ? 'Make the images smaller.'
        : `Make the images smaller, or fit on ${String(most)} of them or fewer.`),
    { argument: 'normal', expected: `${gigabytes(ROWS_BUDGET)} or less`, received: bytes },
  );
}

/**
 * @throws OneClassError `invalid-data` when principal components would take a matrix that is too
 *   large
 */
export function checkMatrixMemory(
  { count, size }: { count: number; size: number },
  method: string,
): void {
  if (Math.min(count, size) <= LARGEST_MATRIX) return;
  throw new OneClassError(
    'invalid-data',
    `${method} received ${String(count)} images of ${String(size)} values; principal ` +
      `components take the matrix of the smaller number, of ${String(LARGEST_MATRIX)} at most. ` +
      'Make the images smaller, or fit on fewer of them.',
    {
      argument: 'normal',
      expected: `${String(LARGEST_MATRIX)} values or images at most`,
      received: Math.min(count, size),
    },
  );
}

export const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
