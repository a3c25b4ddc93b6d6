import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D, Variable } from '@tensorflow/tfjs';
import { shaped } from '../shaped.ts';
import type { AdamUpdate } from './kernels.ts';

/**
 * Kingma and Ba 2015, algorithm 1, on all parameters as one vector: as many operations a step
 * however many there are.
 */
export function composedAdam(variables: readonly Variable[]): AdamUpdate {
  const sizes = variables.map(({ size }) => size);
  const zeros = (): Variable =>
    tf.tidy(() => tf.variable(tf.zeros([sizes.reduce((sum, size) => sum + size, 0)]), false));
  const [firstMoment, secondMoment] = [zeros(), zeros()];
  return {
    apply(gradients, { learningRate, weightDecay, beta1, beta2, epsilon, steps }) {
      const weights = flatten(variables);
      const plain = flatten(gradients);
      const gradient = weightDecay === 0 ? plain : tf.add(plain, tf.mul(weights, weightDecay));
      firstMoment.assign(tf.add(tf.mul(firstMoment, beta1), tf.mul(gradient, 1 - beta1)));
      secondMoment.assign(
        tf.add(tf.mul(secondMoment, beta2), tf.mul(tf.square(gradient), 1 - beta2)),
      );
      const root = tf.mul(tf.sqrt(secondMoment), 1 / Math.sqrt(1 - beta2 ** steps));
      const rate = learningRate / (1 - beta1 ** steps);
      const moved = tf.sub(weights, tf.mul(tf.div(firstMoment, tf.add(root, epsilon)), rate));
      tf.split(moved, sizes).forEach((part, i) => {
        const variable = variables[i] as Variable;
        variable.assign(shaped(part, variable.shape));
      });
    },
    moments: () => ({ firstMoment: tf.clone(firstMoment), secondMoment: tf.clone(secondMoment) }),
    setMoments(moments) {
      firstMoment.assign(moments.firstMoment);
      secondMoment.assign(moments.secondMoment);
    },
    dispose() {
      tf.dispose([firstMoment, secondMoment]);
    },
  };
}

/** All values, one tensor's after the other's. */
export const flatten = (tensors: readonly Tensor[]): Tensor1D =>
  tf.concat1d(tensors.map((tensor) => shaped<Tensor1D>(tensor, [tensor.size])));
