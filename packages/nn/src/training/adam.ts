import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D, Variable } from '@tensorflow/tfjs';
import type { PartState, Stateful } from '../checkpoint/stateful.ts';
import { assignValues, valuesOf } from '../layer/variables.ts';
import { variableGradients } from '../op/gradient.ts';
import { kernels } from '../op/kernel/chosen.ts';
import { shaped } from '../op/shaped.ts';

export interface AdamOptions {
  readonly weightDecay?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1) with *coupled* weight decay, added to the gradient as PyTorch's `Adam` does.
 * All parameters are updated as one flat vector: as many operations a step however many there are. Owns its moments until `dispose()`.
 */
export class Adam implements Stateful {
  private readonly variables: readonly Variable[];
  private readonly options: Required<AdamOptions>;
  private readonly sizes: readonly number[];
  private readonly firstMoment: Variable;
  private readonly secondMoment: Variable;
  private steps = 0;

  constructor(parameters: Readonly<Record<string, Variable>>, options: AdamOptions = {}) {
    this.variables = Object.values(parameters);
    this.options = { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...options };
    this.sizes = this.variables.map(({ size }) => size);
    const total = this.sizes.reduce((sum, size) => sum + size, 0);
    [this.firstMoment, this.secondMoment] = [tf.tidy(() => tf.variable(tf.zeros([total]), false)), tf.tidy(() => tf.variable(tf.zeros([total]), false))];
  }

  /** Computes the loss, its gradients and one update; call inside `tf.tidy`. Returns the loss of before the update. */
  minimize(loss: () => Tensor, learningRate: number): Tensor {
    const { value, grads } = variableGradients(loss, this.variables);
    this.update(this.variables.map(({ name }) => grads[name] as Tensor), learningRate);
    return value;
  }

  private update(gradients: readonly Tensor[], learningRate: number): void {
    const { weightDecay, ...options } = this.options;
    this.steps += 1;
    tf.tidy(() => {
      const weights = flatten(this.variables);
      const plain = flatten(gradients);
      const gradient = weightDecay === 0 ? plain : (tf.add(plain, tf.mul(weights, weightDecay)) as Tensor1D);
      const [firstMoment, secondMoment] = [this.firstMoment, this.secondMoment] as unknown as [Tensor1D, Tensor1D];
      const moved = kernels().adam({ weights, firstMoment, secondMoment }, gradient, { ...options, learningRate, steps: this.steps });
      this.firstMoment.assign(moved.firstMoment);
      this.secondMoment.assign(moved.secondMoment);
      tf.split(moved.weights, [...this.sizes]).forEach((part, i) => {
        const variable = this.variables[i] as Variable;
        variable.assign(shaped(part, variable.shape));
      });
    });
  }

  state(): PartState {
    return { tensors: valuesOf(this.moments()), numbers: { steps: this.steps } };
  }

  load({ tensors, numbers }: PartState): void {
    assignValues(this.moments(), tensors);
    this.steps = numbers['steps'] ?? 0;
  }

  private moments(): { firstMoment: Variable; secondMoment: Variable } {
    return { firstMoment: this.firstMoment, secondMoment: this.secondMoment };
  }

  dispose(): void {
    this.firstMoment.dispose();
    this.secondMoment.dispose();
  }
}

const flatten = (tensors: readonly Tensor[]): Tensor1D => tf.concat1d(tensors.map((tensor) => shaped<Tensor1D>(tensor, [tensor.size])));
