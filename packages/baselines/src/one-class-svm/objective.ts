import { rowOf, varianceOf, type Rows } from '../features/rows.ts';

/** What training gives: the decision value of x is Σ αᵢ k(x, xᵢ) − ρ, below 0 for an anomaly. */
export interface SupportVectors {
  readonly rows: Rows;
  /** α, in (0, 1]. */
  readonly coefficients: Float32Array;
  /** ρ */
  readonly offset: number;
  readonly gamma: number;
}

export const scaleGamma = (rows: Rows): number => 1 / (rows.size * (varianceOf(rows) || 1));

/** Σ αᵢ exp(−γ dᵢ²), in float64. */
export function kernelSum(
  squared: Float32Array,
  { coefficients, gamma }: Pick<SupportVectors, 'coefficients' | 'gamma'>,
): number {
  let sum = 0;
  for (let i = 0; i < squared.length; i++)
    sum += (coefficients[i] as number) * Math.exp(-gamma * (squared[i] as number));
  return sum;
}

/**
 * ρ: support vectors whose α is not at its bound of 1 lie on the boundary, so that their decision
 * value is 0; the mean of what that gives for each, as libsvm takes it, whose own is rounded to six
 * digits where it can be read. Undefined when all are at the bound.
 */
export function offsetOf({
  rows,
  coefficients,
  gamma,
}: Omit<SupportVectors, 'offset'>): number | undefined {
  const free = [...coefficients.keys()].filter((i) => (coefficients[i] as number) < 1);
  if (free.length === 0) return undefined;
  let sum = 0;
  for (const i of free) {
    for (let j = 0; j < rows.count; j++)
      sum +=
        (coefficients[j] as number) *
        Math.exp(-gamma * squaredDistance(rowOf(rows, i), rowOf(rows, j)));
  }
  return sum / free.length;
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return sum;
}
