import { OneClassError, type Maps } from '@oneclass/core';
import { requireFinite } from './check.ts';

/** One score map. */
export interface OneMap {
  /** `[height · width]` */
  readonly data: Float32Array;
  readonly height: number;
  readonly width: number;
}

const EXPECTED = 'one map, [height, width] or [1, height, width]';

/** @throws OneClassError `invalid-shape`; `invalid-data` for a value that is not finite */
export function oneMap({ data, shape }: Maps): OneMap {
  const [height = 0, width = 0] = shape.slice(-2);
  const isOne = shape.length === 2 || (shape.length === 3 && shape[0] === 1);
  if (!isOne || !isLength(height) || !isLength(width) || height * width !== data.length) {
    throw new OneClassError(
      'invalid-shape',
      `Invalid map: expected ${EXPECTED}, and as many values. Received shape ` +
        `[${shape.join(', ')}] and ${data.length} values. Draw several maps one after the other.`,
      { argument: 'map', expected: EXPECTED, received: shape },
    );
  }
  requireFinite(data, 'map');
  return { data, height, width };
}

/**
 * At another size: each pixel has the score of the map's nearest, without smoothing.
 *
 * @throws OneClassError `invalid-argument` for a size that is not of whole numbers of 1 or more
 */
export function resizeMap(
  { data, height, width }: OneMap,
  size: readonly [height: number, width: number],
): OneMap {
  if (size.length !== 2 || !size.every(isLength)) {
    throw new OneClassError(
      'invalid-argument',
      'Invalid size: expected [height, width] in whole pixels, 1 or more of each. Received: ' +
        `[${size.join(', ')}].`,
      { argument: 'size', expected: '[height, width], integers ≥ 1', received: size },
    );
  }
  const [newHeight, newWidth] = size;
  const columns = nearest(width, newWidth);
  const resized = new Float32Array(newHeight * newWidth);
  nearest(height, newHeight).forEach((row, y) => {
    for (let x = 0; x < newWidth; x++)
      resized[y * newWidth + x] = data[row * width + (columns[x] as number)] as number;
  });
  return { data: resized, height: newHeight, width: newWidth };
}

/** Of `to` pixels along a side, the one of `from` pixels in which the middle of each lies. */
const nearest = (from: number, to: number): number[] =>
  Array.from({ length: to }, (_, i) => Math.floor(((2 * i + 1) * from) / (2 * to)));

const isLength = (value: number): boolean => Number.isInteger(value) && value >= 1;
