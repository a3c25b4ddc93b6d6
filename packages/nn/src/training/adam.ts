import * as tf from '@tensorflow/tfjs';
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { NamedTensor } from '@oneclass/core';
import type { PartState, Stateful } from '../checkpoint/stateful.ts';
import { checkShapes, tensorOf, valuesOf } from '../layer/variables.ts';
import { variableGradients } from '../op/gradient.ts';
import { kernels } from '../op/kernel/chosen.ts';
import type { AdamMoments, AdamUpdate } from '../op/kernel/kernels.ts';

export interface AdamOptions {
  readonly weightDecay?: number | undefined;
  readonly beta1?: number | undefined;
  readonly beta2?: number | undefined;
  readonly epsilon?: number | undefined;
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1) with *coupled* weight decay, added to the gradient as
 * PyTorch's `Adam` does. Of the backend in use when it is made. Owns its moments until `dispose()`.
 */
export class Adam implements Stateful {
  private readonly variables: readonly Variable[];
  private readonly options: { readonly [K in keyof AdamOptions]-?: number };
  private readonly adam: AdamUpdate;
  private steps = 0;

  constructor(parameters: Readonly<Record<string, Variable>>, options: AdamOptions = {}) {
    this.variables = Object.values(parameters);
    const { weightDecay = 0, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    this.options = { weightDecay, beta1, beta2, epsilon };
    this.adam = kernels().createAdam(this.variables);
  }

  /**
   * Computes the loss, its gradients and one update; call inside `tf.tidy`. Returns the loss of
   * before the update.
   */
  minimize(loss: () => Tensor, learningRate: number): Tensor {
    const { value, grads } = variableGradients(loss, this.variables);
    this.steps += 1;
    tf.tidy(() => {
      this.adam.apply(
        this.variables.map(({ name }) => grads[name] as Tensor),
        { ...this.options, learningRate, steps: this.steps },
      );
    });
    return value;
  }

  state(): PartState {
    const moments = tf.tidy(() => ({ ...this.adam.moments() }));
    const tensors = valuesOf(moments);
    tf.dispose(moments);
    return { tensors, numbers: { steps: this.steps } };
  }

  load({ tensors, numbers }: PartState): void {
    tf.tidy(() => {
      checkShapes({ ...this.adam.moments() }, tensors);
      const { firstMoment, secondMoment } = tensors as Record<keyof AdamMoments, NamedTensor>;
      this.adam.setMoments({
        firstMoment: tensorOf(firstMoment),
        secondMoment: tensorOf(secondMoment),
      });
    });
    this.steps = numbers['steps'] ?? 0;
  }

  dispose(): void {
    this.adam.dispose();
  }
}

/**
 * Trains with an Adam, which is freed when `use` has ended.
 * @throws what `use` throws
 */
export async function withAdam<T>(
  parameters: Readonly<Record<string, Variable>>,
  options: AdamOptions,
  use: (adam: Adam) => Promise<T>,
): Promise<T> {
  const adam = new Adam(parameters, options);
  try {
    return await use(adam);
  } finally {
    adam.dispose();
  }
}
