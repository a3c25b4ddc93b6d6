import { OneClassError } from '@oneclass/core';

/** `[n, height, width, channels]`, one grey channel or RGB; floats in [0, 1] (others are clipped) or bytes. */
export interface Images {
  readonly data: Float32Array | Uint8Array;
  readonly shape: readonly number[];
}

/** @throws OneClassError `invalid-shape` when the shape is of another rank or does not fit the data */
export function requireShape({ data, shape }: Images, expected: string, ranks: readonly number[]): void {
  const size = shape.reduce((product, length) => product * length, 1);
  if (ranks.includes(shape.length) && size === data.length && size > 0) return;
  throw new OneClassError(
    'invalid-shape',
    `Invalid images: expected ${expected} and as many values. Received shape [${shape.join(', ')}] and ${data.length} values.`,
    { argument: 'shape', expected, received: shape },
  );
}
