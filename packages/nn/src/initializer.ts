import type { Rng } from '@oneclass/core';

export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Gives `size` starting values of a weight whose units have these fans. */
export type Initializer = (size: number, fans: Fans, rng: Rng) => Float32Array<ArrayBuffer>;

const filled = (size: number, draw: () => number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: size }, draw);

/** N(mean, standardDeviation²) */
export const normal =
  (mean: number, standardDeviation: number): Initializer =>
  (size, _fans, rng) =>
    filled(size, () => mean + standardDeviation * rng.normal());

/** N(0, 2 / fan in): He et al. 2015, equation 10. */
export const heNormal: Initializer = (size, { fanIn }, rng) =>
  normal(0, Math.sqrt(2 / fanIn))(size, { fanIn, fanOut: 0 }, rng);

/** U(−a, a) with a² = 6 / (fan in + fan out): Glorot and Bengio 2010, equation 16. */
export const glorotUniform: Initializer = (size, { fanIn, fanOut }, rng) => {
  const bound = Math.sqrt(6 / (fanIn + fanOut));
  return filled(size, () => bound * (2 * rng.uniform() - 1));
};

/**
 * U(−a, a) with a² = 1 / fan in: what PyTorch gives the weights and biases of its dense and
 * convolutional layers.
 */
export const fanInUniform: Initializer = (size, { fanIn }, rng) =>
  filled(size, () => (2 * rng.uniform() - 1) / Math.sqrt(fanIn));

export const constant =
  (value: number): Initializer =>
  (size) =>
    new Float32Array(size).fill(value);
