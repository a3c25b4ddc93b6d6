import type { Distributions } from './distribution.ts';
import { triangleSize } from './triangle.ts';

/**
 * Mahalanobis distance of each place, √((x − μ)ᵀ Σ⁻¹ (x − μ)): Defard et al. 2020, equation 2.
 * @param features `[n, places, channels]`
 * @returns `[n, places]`
 */
export function mahalanobis(
  features: Float32Array,
  { mean, factors }: Distributions,
  channels: number,
): Float32Array {
  const places = mean.length / channels;
  const size = triangleSize(channels);
  const distances = new Float32Array(features.length / channels);
  const difference = new Float64Array(channels);
  for (let index = 0; index < distances.length; index++) {
    const place = index % places;
    for (let i = 0; i < channels; i++)
      difference[i] =
        (features[index * channels + i] as number) - (mean[place * channels + i] as number);
    distances[index] = lengthOf(factors.subarray(place * size, (place + 1) * size), difference);
  }
  return distances;
}

/** Length of the product of a lower triangle and a vector. */
function lengthOf(triangle: Float32Array, vector: Float64Array): number {
  let [square, at] = [0, 0];
  for (let i = 0; i < vector.length; i++) {
    let sum = 0;
    for (let j = 0; j <= i; j++, at++) sum += (triangle[at] as number) * (vector[j] as number);
    square += sum * sum;
  }
  return Math.sqrt(square);
}
