import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { SampleShape } from '@oneclass/core';
import { expect } from 'vitest';

interface Principal {
  readonly share: number;
  readonly components: number;
  readonly codes: readonly (readonly number[])[];
  readonly errors: readonly number[];
}

interface Svm {
  readonly nu: number;
  readonly gamma: number | 'scale';
  readonly gammaUsed: number;
  readonly vectors: number;
  readonly scores: readonly number[];
}

interface Density {
  readonly bandwidths: readonly number[];
  readonly bandwidth: number;
  readonly dimensions: number;
  readonly logDensities: readonly number[];
}

export interface GoldenTree {
  readonly features: readonly number[];
  readonly thresholds: readonly number[];
  readonly rights: readonly number[];
  readonly samples: readonly number[];
  readonly depths: readonly number[];
}

interface GoldenCase {
  readonly shape: SampleShape;
  /** In 256ths. */
  readonly images: readonly number[];
  readonly others: readonly number[];
  readonly range: readonly [number, number];
  readonly normalized: readonly (readonly number[])[];
  readonly principal: { readonly pixels: readonly Principal[]; readonly contrast: Principal };
  readonly oneClassSvm: { readonly pixels: readonly Svm[]; readonly components: Svm };
  readonly kde: { readonly pixels: Density; readonly components: Density };
  readonly isolationForest: {
    readonly subsample: number;
    readonly trees: readonly GoldenTree[];
    readonly scores: readonly number[];
    readonly of40: {
      readonly subsample: number;
      readonly mean: readonly number[];
      readonly deviation: readonly number[];
    };
  };
}

/** What golden.py wrote. */
export const cases = (
  JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as {
    cases: Record<'many' | 'few', GoldenCase>;
  }
).cases;

/** The caller disposes it. */
export const imagesTensor = (
  { shape }: Pick<GoldenCase, 'shape'>,
  values: readonly number[],
): Tensor4D =>
  tf.tensor4d(
    Float32Array.from(values, (value) => value / 256),
    [values.length / (shape[0] * shape[1] * shape[2]), ...shape],
  );

/** Every value within `tolerance` of the expected one. */
export function expectNear(
  received: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  expect(received.length).toBe(expected.length);
  const worst = Math.max(
    ...Array.from(expected, (value, i) => Math.abs(value - (received[i] as number))),
  );
  expect(worst).toBeLessThanOrEqual(tolerance);
}
