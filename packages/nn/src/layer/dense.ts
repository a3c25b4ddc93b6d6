import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { constant, heNormal, type Initializer } from '../initializer.ts';
import { addBias } from '../op/bias.ts';
import { matMul } from '../op/mat-mul.ts';
import type { LayerFactory } from './layer.ts';

export interface DenseSpec {
  readonly inputs: number;
  readonly outputs: number;
  readonly bias?: boolean | undefined;
  readonly initializer?: Initializer | undefined;
  /** 0 when absent. */
  readonly biasInitializer?: Initializer | undefined;
}

/** `x [n, inputs]` → `[n, outputs]`; weight `[inputs, outputs]`. */
export function dense({
  inputs,
  outputs,
  bias = true,
  initializer = heNormal,
  biasInitializer = constant(0),
}: DenseSpec): LayerFactory {
  const fans = { fanIn: inputs, fanOut: outputs };
  return (weights) => {
    const weight = weights.variable('weight', { shape: [inputs, outputs], fans, initializer });
    const offset = bias
      ? weights.variable('bias', {
          shape: [outputs],
          fans,
          initializer: biasInitializer,
          stream: 'bias',
        })
      : undefined;
    return {
      apply(x) {
        const y = matMul(x as Tensor2D, weight as unknown as Tensor2D);
        return offset ? addBias(y, offset as unknown as Tensor1D) : y;
      },
      parameters: { weight, ...(offset && { bias: offset }) },
      buffers: {},
    };
  };
}
