import type { Maps } from '@oneclass/core';
import { Matrix, SVD } from 'ml-matrix';

/** The plane in which codes vary most. */
export interface PrincipalPlane {
  /** Shares of the codes' variance along its two axes; 0 where there is none. */
  readonly shares: readonly [first: number, second: number];
  /** Coordinates in it, from the codes' mean. */
  place(code: ArrayLike<number>): [x: number, y: number];
}

/** Singular value decomposition takes the cube of it. */
const MOST_DIMENSIONS = 512;

/**
 * The first two principal components. Each points to where its largest entry is positive, so that
 * the same codes give the same picture. Of codes with more than 512 numbers the components are
 * those of 512 codes, taken evenly.
 *
 * @param codes `[n, d]` of two codes and two numbers or more
 */
export function principalPlane({ data, shape }: Maps): PrincipalPlane {
  const [n, d] = shape as [number, number];
  const every = Math.max(1, d > MOST_DIMENSIONS ? n / MOST_DIMENSIONS : 1);
  const taken = Array.from({ length: Math.ceil(n / every) }, (_, i) => {
    const from = Math.floor(i * every) * d;
    return data.subarray(from, from + d);
  });
  const mean = Float64Array.from(
    { length: d },
    (_, j) => taken.reduce((sum, code) => sum + (code[j] as number), 0) / taken.length,
  );
  const centred = new Matrix(
    taken.map((code) => mean.map((value, j) => (code[j] as number) - value)),
  );
  const { diagonal, rightSingularVectors } = new SVD(centred, {
    autoTranspose: true,
    computeLeftSingularVectors: false,
  });
  const variances = diagonal.map((value) => value * value);
  const total = variances.reduce((sum, value) => sum + value, 0);
  const axes = [0, 1].map((i) => signed(rightSingularVectors.getColumn(i)));
  const along = (axis: readonly number[], code: ArrayLike<number>): number =>
    axis.reduce((sum, weight, j) => sum + weight * ((code[j] as number) - (mean[j] as number)), 0);
  const share = (i: number): number => (total > 0 ? (variances[i] ?? 0) / total : 0);
  return {
    shares: [share(0), share(1)],
    place: (code) => [along(axes[0] as number[], code), along(axes[1] as number[], code)],
  };
}

function signed(axis: number[]): number[] {
  const largest = axis.reduce(
    (most, value) => (Math.abs(value) > Math.abs(most) ? value : most),
    0,
  );
  return largest < 0 ? axis.map((value) => -value) : axis;
}
