import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { withGradient, type Gradient } from './gradient.ts';
import { kernels } from './kernel/chosen.ts';

/** `x [n, i] · weight [i, o]`. */
export function matMul(x: Tensor2D, weight: Tensor2D): Tensor2D {
  return withGradient([x, weight], (save) => {
    save(x, weight);
    const gradient = (dy: Tensor, saved: Tensor[]): Gradient[] => {
      const [x, weight] = saved as [Tensor2D, Tensor2D];
      return [
        () => kernels().matMulRightTransposed(dy as Tensor2D, weight),
        () => kernels().matMulLeftTransposed(x, dy as Tensor2D),
      ];
    };
    return { value: kernels().matMul(x, weight), gradient };
  }) as Tensor2D;
}
