const EULER_GAMMA = 0.5772156649015329;

/**
 * Mean path length of an unsuccessful search in a binary search tree of so many values (Liu, Ting
 * and Zhou 2008, equation 1): what a leaf that was not split further adds to a path, and what paths
 * are measured by.
 */
export function averagePathLength(count: number): number {
  if (count <= 1) return 0;
  if (count === 2) return 1;
  return 2 * (Math.log(count - 1) + EULER_GAMMA) - (2 * (count - 1)) / count;
}

/** Equation 2: in (0, 1), near 1 for what is isolated after few splits. */
export const anomalyScore = (meanPathLength: number, subsample: number): number =>
  2 ** (-meanPathLength / averagePathLength(subsample));
