import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';

interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

type Constant =
  | 'TF_ATTR_TYPE'
  | 'TF_ATTR_FLOAT'
  | 'TF_ATTR_INT'
  | 'TF_ATTR_BOOL'
  | 'TF_ATTR_STRING'
  | 'TF_ATTR_SHAPE'
  | 'TF_FLOAT';

/** What `@tensorflow/tfjs-node` and `-gpu` have beside TensorFlow.js's own interface. */
interface NativeBackend {
  readonly binding: Readonly<Record<Constant, number>>;
  readonly isUsingGpuDevice: boolean;
  executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: Tensor[],
    outputs: number,
  ): Tensor[];
}

export const nativeBackend = (): NativeBackend => tf.backend() as unknown as NativeBackend;

/** The type of a tensor, as an attribute. */
export const FLOAT32 = { type: 'float32' } as const;

/** A number is a float, a list one of integers. */
export type NativeAttribute =
  | number
  | boolean
  | string
  | readonly number[]
  | typeof FLOAT32
  | { readonly shape: readonly number[] };

export type NativeAttributes = Readonly<Record<string, NativeAttribute>>;

export interface NativeOptions {
  readonly attributes?: NativeAttributes | undefined;
  /** How many tensors the op gives; 1 when absent. */
  readonly outputs?: number | undefined;
}

/** Runs one op of TensorFlow's. Not differentiable by itself. */
export function runNative(
  name: string,
  inputs: readonly Tensor[],
  { attributes = {}, outputs = 1 }: NativeOptions = {},
): [Tensor, ...Tensor[]] {
  const backend = nativeBackend();
  const encoded = Object.entries(attributes).map(([name, attribute]) => ({
    name,
    ...encode(attribute, backend),
  }));
  return backend.executeMultipleOutputs(name, encoded, [...inputs], outputs) as [
    Tensor,
    ...Tensor[],
  ];
}

function encode(attribute: NativeAttribute, { binding }: NativeBackend): Omit<OpAttribute, 'name'> {
  if (typeof attribute === 'number') return { type: binding.TF_ATTR_FLOAT, value: attribute };
  if (typeof attribute === 'boolean') return { type: binding.TF_ATTR_BOOL, value: attribute };
  if (typeof attribute === 'string') return { type: binding.TF_ATTR_STRING, value: attribute };
  if ('type' in attribute) return { type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
  return 'shape' in attribute
    ? { type: binding.TF_ATTR_SHAPE, value: attribute.shape }
    : { type: binding.TF_ATTR_INT, value: attribute };
}
