import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { withGradient } from './gradient.ts';
import { kernels } from './kernel/chosen.ts';

/** Mean of the squared differences of two tensors of one shape, a scalar. */
export function meanSquaredError(a: Tensor, b: Tensor): Tensor {
  return withGradient([a, b], (save) => {
    const difference = tf.sub(a, b);
    save(difference);
    const gradient = (dy: Tensor, [difference]: Tensor[]) => {
      const times = (factor: number): Tensor => tf.mul(difference as Tensor, tf.mul(dy, factor / (difference as Tensor).size));
      return [() => times(2), () => times(-2)];
    };
    return { value: kernels().meanSquare(difference), gradient };
  });
}
