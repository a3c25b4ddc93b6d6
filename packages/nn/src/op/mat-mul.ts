import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { onWasm } from './backend.ts';
import { withGradient } from './gradient.ts';

/** `aᵀ · b`. On wasm only products without transposition flags run in SIMD (2 ms instead of 21 for 16384×32×64). */
export function matMulLeftTransposed(a: Tensor2D, b: Tensor2D): Tensor2D {
  return onWasm() ? tf.matMul(tf.transpose(a), b) : tf.matMul(a, b, true, false);
}

/** `a · bᵀ`. */
export function matMulRightTransposed(a: Tensor2D, b: Tensor2D): Tensor2D {
  return onWasm() ? tf.matMul(a, tf.transpose(b)) : tf.matMul(a, b, false, true);
}

/** `x [n, i] · weight [i, o]`. */
export function matMul(x: Tensor2D, weight: Tensor2D): Tensor2D {
  return withGradient([x, weight], (save) => {
    save(x, weight);
    const gradient = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [x, weight] = saved as [Tensor2D, Tensor2D];
      return [matMulRightTransposed(dy as Tensor2D, weight), matMulLeftTransposed(x, dy as Tensor2D)];
    };
    return { value: tf.matMul(x, weight), gradient };
  }) as Tensor2D;
}
