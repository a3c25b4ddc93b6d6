import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { constant, heNormal, type Initializer } from '../initializer.ts';
import { addBias } from '../op/bias.ts';
import { conv2d as conv2dOp, transposedConv2d as transposedConv2dOp } from '../op/convolution.ts';
import type { LayerFactory } from './layer.ts';

export interface ConvolutionSpec {
  readonly inputs: number;
  readonly outputs: number;
  /** Height and width of the filter, pixels. */
  readonly kernel: number;
  readonly stride?: number | undefined;
  /** Rows and columns of zeros on every side, as PyTorch counts them. */
  readonly padding?: number | undefined;
  /** Leave it out before batch normalisation, which takes it away again. */
  readonly bias?: boolean | undefined;
  readonly initializer?: Initializer | undefined;
  /** 0 when absent. */
  readonly biasInitializer?: Initializer | undefined;
}

/** Convolution, filter `[kernel, kernel, inputs, outputs]`. */
export function conv2d(spec: ConvolutionSpec): LayerFactory {
  const { inputs, outputs, kernel, stride = 1, padding = 0 } = spec;
  const area = kernel * kernel;
  return convolution(spec, {
    shape: [kernel, kernel, inputs, outputs],
    fans: { fanIn: inputs * area, fanOut: outputs * area },
    operation: (x, filter) => conv2dOp(x, filter, { stride, padding }),
  });
}

/**
 * Transposed convolution, filter `[kernel, kernel, outputs, inputs]`. Fans are counted as PyTorch
 * counts them: fan in from the outputs, fan out from the inputs.
 */
export function transposedConv2d(spec: ConvolutionSpec): LayerFactory {
  const { inputs, outputs, kernel, stride = 1, padding = 0 } = spec;
  const area = kernel * kernel;
  return convolution(spec, {
    shape: [kernel, kernel, outputs, inputs],
    fans: { fanIn: outputs * area, fanOut: inputs * area },
    operation: (x, filter) => transposedConv2dOp(x, filter, { stride, padding }),
  });
}

interface ConvolutionKind {
  readonly shape: number[];
  readonly fans: { fanIn: number; fanOut: number };
  readonly operation: (x: Tensor4D, filter: Tensor4D) => Tensor4D;
}

function convolution(
  spec: ConvolutionSpec,
  { shape, fans, operation }: ConvolutionKind,
): LayerFactory {
  const { outputs, bias = true, initializer = heNormal, biasInitializer = constant(0) } = spec;
  return (weights) => {
    const filter = weights.variable('filter', { shape, fans, initializer });
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
        const y = operation(x as Tensor4D, filter as unknown as Tensor4D);
        return offset ? addBias(y, offset as unknown as Tensor1D) : y;
      },
      parameters: { filter, ...(offset && { bias: offset }) },
      buffers: {},
    };
  };
}
