/** @file Binning for the eye: where the axis ends, and how much of each set lies in each bin. */

/**
 * Beyond these quantiles a set's scores may be left out, so that a few extremes do not squash the
 * rest.
 */
export const [LOW_QUANTILE, HIGH_QUANTILE] = [0.005, 0.995];
/** Extremes stay on the axis while they take no more than this share of it. */
const TOLERANCE = 0.15;

export interface AxisRange {
  readonly low: number;
  readonly high: number;
  readonly cutLow: boolean;
  readonly cutHigh: boolean;
}

export function axisRange(sets: readonly ArrayLike<number>[], rules: readonly number[]): AxisRange {
  const sorted = sets.map((values) => Float64Array.from(values).sort());
  const minimum = Math.min(...sorted.map((values) => values[0] as number));
  const maximum = Math.max(...sorted.map((values) => values.at(-1) as number));
  const from = Math.min(...sorted.map((values) => quantile(values, LOW_QUANTILE)));
  const to = Math.max(...sorted.map((values) => quantile(values, HIGH_QUANTILE)));
  const cutLow = from - minimum > TOLERANCE * (to - minimum);
  const cutHigh = maximum - to > TOLERANCE * (maximum - from);
  let low = cutLow ? from : minimum;
  let high = cutHigh ? to : maximum;
  if (low === high) {
    const half = 0.05 * Math.abs(low) || 0.5;
    low -= half;
    high += half;
  }
  // A rule just outside is worth some room; one far away is not worth squashing the rest.
  const reach = 0.5 * (high - low);
  const near = rules.filter((rule) => rule > low - reach && rule < high + reach);
  return { low: Math.min(low, ...near), high: Math.max(high, ...near), cutLow, cutHigh };
}

/** Linear between neighbours, as NumPy's default. */
export function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (position - Math.floor(position)) * (above - below);
}

/** Rice's rule, 2 ∛n, for the largest set, within what a chart can show. */
export function binCount(sets: readonly ArrayLike<number>[]): number {
  const most = Math.max(...sets.map((values) => values.length));
  return Math.min(50, Math.max(10, Math.ceil(2 * Math.cbrt(most))));
}

/**
 * Shares of the whole set, those outside included; the last bin holds its upper edge.
 * @param place where a value stands on the axis, 0 to 1 where it is on it
 */
export function binShares(
  values: ArrayLike<number>,
  place: (value: number) => number,
  bins: number,
): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const at = place(values[i] as number);
    // What a logarithmic axis has no place for is NaN.
    if (!(at >= 0 && at <= 1)) continue;
    const bin = Math.min(bins - 1, Math.floor(at * bins));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts.map((count) => count / values.length);
}

export function countOutside(sets: readonly ArrayLike<number>[], { low, high }: AxisRange): number {
  return sets.reduce(
    (sum, values) => sum + Array.from(values).filter((value) => value < low || value > high).length,
    0,
  );
}
