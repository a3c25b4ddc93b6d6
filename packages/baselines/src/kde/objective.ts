/**
 * Logarithm of the mean of exp(−d² / 2h²) over the references: the density up to the kernel's
 * height. In float64, from the nearest reference's term on, so that nothing underflows.
 * @param squared distances to each reference
 */
export function logMeanKernel(squared: Float32Array, bandwidth: number): number {
  const factor = -1 / (2 * bandwidth ** 2);
  let nearest = Infinity;
  for (const distance of squared) if (distance < nearest) nearest = distance;
  let sum = 0;
  for (const distance of squared) sum += Math.exp((distance - nearest) * factor);
  return Math.log(sum / squared.length) + nearest * factor;
}

/** Logarithm of the Gaussian kernel's height, (2π h²)^(−d/2), in `dimensions`. */
export const logKernelHeight = (dimensions: number, bandwidth: number): number =>
  -dimensions * Math.log(bandwidth * Math.sqrt(2 * Math.PI));
