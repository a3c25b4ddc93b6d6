import * as tf from '@tensorflow/tfjs';
import type { Variable } from '@tensorflow/tfjs';
import { expect } from 'vitest';

/**
 * The numbers that the Python scripts beside golden values compute by the same formula:
 * uniform-looking, in [-0.5, 0.5).
 */
export function pattern(size: number, salt: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => {
    let hash = (Math.imul(i + 1, 2654435761) + Math.imul(salt, 40503)) >>> 0;
    hash = Math.imul(hash ^ (hash >>> 15), 2246822519) >>> 0;
    return Math.fround(hash / 2 ** 32 - 0.5);
  });
}

/** Gives each of the named parameters, in this order, its pattern as `scaled` has it. */
export function setPatternedWeights(
  parameters: Readonly<Record<string, Variable>>,
  {
    names,
    scaled,
  }: {
    names: readonly string[];
    scaled: (value: number, name: string, variable: Variable) => number;
  },
): void {
  names.forEach((name, salt) => {
    const variable = parameters[name];
    if (!variable) throw new Error(`the network has no parameter ${name}`);
    tf.tidy(() => {
      variable.assign(
        tf.tensor(
          pattern(variable.size, salt).map((value) => scaled(value, name, variable)),
          variable.shape,
        ),
      );
    });
  });
}

/** Differences below `relative` of the largest expected value. */
export function near(
  actual: ArrayLike<number>,
  expected: readonly number[],
  relative: number,
): void {
  const scale = Math.max(...expected.map(Math.abs), 1e-6);
  expected.forEach((value, i) => {
    expect(Math.abs((actual[i] as number) - value) / scale).toBeLessThan(relative);
  });
}

export interface GoldenGradient {
  readonly norm: number;
  readonly first: readonly number[];
}

/** Gradients by name against PyTorch's, each within `relative` of its own norm. */
export function checkGradients(
  gradients: Readonly<Record<string, Float32Array>>,
  { expected, relative }: { expected: Readonly<Record<string, GoldenGradient>>; relative: number },
): void {
  for (const [name, { norm, first }] of Object.entries(expected)) {
    const gradient = gradients[name] as Float32Array;
    near(
      [Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0))],
      [norm],
      relative / 2,
    );
    expect(
      Math.max(...first.map((value, i) => Math.abs(value - (gradient[i] as number)))),
    ).toBeLessThan(relative * norm);
  }
}
