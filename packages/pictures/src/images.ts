import { OneClassError } from '@oneclass/core';

/**
 * `[n, height, width, channels]`, one grey channel or RGB; floats in [0, 1] (others are clipped) or
 * bytes.
 */
export interface Images {
  readonly data: Float32Array | Uint8Array;
  readonly shape: readonly number[];
}

/**
 * @throws OneClassError `invalid-shape` when the shape is of another rank or does not fit the
 *   data
 */
export function requireShape(
  { data, shape }: Images,
  expected: string,
  ranks: readonly number[],
): void {
  const size = shape.reduce((product, length) => product * length, 1);
  if (ranks.includes(shape.length) && size === data.length && size > 0) return;
  throw new OneClassError(
    'invalid-shape',
    `Invalid images: expected ${expected} and as many values. Received shape ` +
      `[${shape.join(', ')}] and ${data.length} values.`,
    { argument: 'shape', expected, received: shape },
  );
}

/** Bytes of three channels; always a copy. */
export function toRgb(images: Images): Images & { readonly data: Uint8Array } {
  const { data, shape } = images;
  requireShape(
    images,
    '[n, height, width, channels] with 1 or 3 channels',
    shape[3] === 1 || shape[3] === 3 ? [4] : [],
  );
  const bytes =
    data instanceof Uint8Array
      ? data.slice()
      : Uint8Array.from(data, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
  if (shape[3] === 3) return { data: bytes, shape };
  const colors = new Uint8Array(3 * bytes.length);
  for (let i = 0; i < colors.length; i++) colors[i] = bytes[Math.floor(i / 3)] as number;
  return { data: colors, shape: [...shape.slice(0, 3), 3] };
}
