import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import type { AdamState, AdamStep } from './kernels.ts';
import { FLOAT32, runNative } from './native-op.ts';

/** TensorFlow's name for a resource that is not to be found by name. */
const ANONYMOUS = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';
const dtype = { dtype: FLOAT32 } as const;

/** One op, which works on TensorFlow's variables: ours are lent to it. */
export function adam({ weights, firstMoment, secondMoment }: AdamState, gradient: Tensor1D, step: AdamStep): AdamState {
  const { learningRate, epsilon, steps } = step;
  // It subtracts them from 1 in float32: the corrections for the moments' start at 0 are those of these numbers.
  const [beta1, beta2] = [Math.fround(step.beta1), Math.fround(step.beta2)];
  const root = Math.sqrt(1 - beta2 ** steps);
  const rate = (learningRate * root) / (1 - beta1 ** steps);
  const resources: Tensor[] = [];
  try {
    for (const value of [weights, firstMoment, secondMoment]) resources.push(createResource(value));
    const [noPower1, noPower2] = [0, 0]; // it would correct in float32; `rate` is corrected already
    const scalars = [noPower1, noPower2, rate, beta1, beta2, epsilon * root];
    runNative('ResourceApplyAdam', [...resources, ...scalars.map((value) => tf.scalar(value)), gradient], {
      attributes: { T: FLOAT32, use_locking: false, use_nesterov: false },
      outputs: 0,
    });
    const [moved, first, second] = resources.map((resource) => runNative('ReadVariableOp', [resource], { attributes: dtype })[0]);
    return { weights: moved as Tensor1D, firstMoment: first as Tensor1D, secondMoment: second as Tensor1D };
  } finally {
    for (const resource of resources) runNative('DestroyResourceOp', [resource], { attributes: { ignore_lookup_error: true }, outputs: 0 });
  }
}

function createResource(value: Tensor): Tensor {
  const [resource] = runNative('VarHandleOp', [], { attributes: { ...dtype, shape: { shape: value.shape }, container: '', shared_name: ANONYMOUS } });
  runNative('AssignVariableOp', [resource, value], { attributes: dtype, outputs: 0 });
  return resource;
}
