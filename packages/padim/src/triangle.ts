/**
 * @file Lower triangles of square matrices, row by row: row i has i + 1 values, from i (i + 1) / 2
 *   on.
 */

export const triangleSize = (size: number): number => (size * (size + 1)) / 2;

/**
 * The Cholesky factor L of a symmetric positive definite matrix A = L·Lᵀ, in its place (Golub and
 * Van Loan, Matrix Computations, section 4.2).
 * @param triangle of A, of L afterwards
 */
export function choleskyInPlace(triangle: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    const row = triangleSize(i);
    for (let j = 0; j <= i; j++) {
      const other = triangleSize(j);
      let rest = triangle[row + j] as number;
      for (let k = 0; k < j; k++)
        rest -= (triangle[row + k] as number) * (triangle[other + k] as number);
      triangle[row + j] = j < i ? rest / (triangle[other + j] as number) : Math.sqrt(rest);
    }
  }
}

/** The inverse of a lower triangle, in its place. */
export function invertInPlace(triangle: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    const row = triangleSize(i);
    const pivot = 1 / (triangle[row + i] as number);
    // −pivot times what row i of L makes of the rows above, which are inverted already.
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = j; k < i; k++)
        sum += (triangle[row + k] as number) * (triangle[triangleSize(k) + j] as number);
      triangle[row + j] = -pivot * sum;
    }
    triangle[row + i] = pivot;
  }
}
