import type { Tensor } from '@tensorflow/tfjs';
import { withGradient } from './gradient.ts';
import { kernels } from './kernel/chosen.ts';

/** max(x, 0) */
export function relu(x: Tensor): Tensor {
  return withGradient([x], (save) => {
    const value = kernels().relu(x);
    save(value);
    return { value, gradient: (dy, [y]) => [kernels().reluGradient(dy, y as Tensor)] };
  });
}

/** x where positive, slope · x elsewhere; 0 < slope < 1. */
export function leakyRelu(x: Tensor, slope: number): Tensor {
  return withGradient([x], (save) => {
    const value = kernels().leakyRelu(x, slope);
    save(value);
    return { value, gradient: (dy, [y]) => [kernels().leakyReluGradient(dy, y as Tensor, slope)] };
  });
}
