import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { heNormal, type Initializer } from '../initializer.ts';
import { addBias } from '../op/bias.ts';
import { matMul } from '../op/mat-mul.ts';
import { constantVector, createVariable, type LayerFactory } from './layer.ts';

export interface DenseSpec {
  readonly inputs: number;
  readonly outputs: number;
  readonly bias?: boolean;
  readonly initializer?: Initializer;
}

/** `x [n, inputs]` → `[n, outputs]`; weight `[inputs, outputs]`. */
export function dense({ inputs, outputs, bias = true, initializer = heNormal }: DenseSpec): LayerFactory {
  return (rng) => {
    const weight = createVariable({ shape: [inputs, outputs], fans: { fanIn: inputs, fanOut: outputs }, initializer }, rng);
    const offset = bias ? constantVector(outputs, 0) : undefined;
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
