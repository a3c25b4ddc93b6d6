import * as tf from '@tensorflow/tfjs';
import type { Tensor, Variable } from '@tensorflow/tfjs';
import { shaped } from '../shaped.ts';
import { flatten } from './composed-adam.ts';
import type { AdamUpdate } from './kernels.ts';
import { FLOAT32, runNative } from './native-op.ts';

/** TensorFlow's name for a resource that is not to be found by name. */
const ANONYMOUS = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';
const dtype = { dtype: FLOAT32 } as const;

/** TensorFlow's variables. The weights are lent to theirs for a step. */
interface Resources {
  readonly weights: Tensor;
  readonly firstMoment: Tensor;
  readonly secondMoment: Tensor;
}

/** One op a parameter, on TensorFlow's variables. */
export function nativeAdam(variables: readonly Variable[]): AdamUpdate {
  const slots = variables.map(createResources);
  const each = (work: (slot: Resources, variable: Variable, i: number) => void): void => {
    slots.forEach((slot, i) => {
      work(slot, variables[i] as Variable, i);
    });
  };
  const moment = (name: 'firstMoment' | 'secondMoment'): Tensor =>
    flatten(slots.map((slot) => read(slot[name])));
  return {
    apply(gradients, { learningRate, weightDecay, epsilon, steps, ...betas }) {
      // It subtracts them from 1 in float32: the corrections for the moments' start at 0 are those
      // of these numbers.
      const [beta1, beta2] = [Math.fround(betas.beta1), Math.fround(betas.beta2)];
      const root = Math.sqrt(1 - beta2 ** steps);
      const rate = (learningRate * root) / (1 - beta1 ** steps);
      // it would correct in float32; `rate` is corrected already
      const [noPower1, noPower2] = [0, 0];
      const scalars = [noPower1, noPower2, rate, beta1, beta2, epsilon * root].map((value) =>
        tf.scalar(value),
      );
      const decay = tf.scalar(weightDecay);
      each(({ weights, firstMoment, secondMoment }, variable, i) => {
        const plain = gradients[i] as Tensor;
        const gradient = weightDecay === 0 ? plain : tf.add(plain, tf.mul(variable, decay));
        assign(weights, variable);
        runNative('ResourceApplyAdam', [weights, firstMoment, secondMoment, ...scalars, gradient], {
          attributes: { T: FLOAT32, use_locking: false, use_nesterov: false },
          outputs: 0,
        });
        variable.assign(read(weights));
      });
    },
    moments: () => ({ firstMoment: moment('firstMoment'), secondMoment: moment('secondMoment') }),
    setMoments({ firstMoment, secondMoment }) {
      const sizes = variables.map(({ size }) => size);
      const [first, second] = [tf.split(firstMoment, sizes), tf.split(secondMoment, sizes)];
      each((slot, { shape }, i) => {
        assign(slot.firstMoment, shaped(first[i] as Tensor, shape));
        assign(slot.secondMoment, shaped(second[i] as Tensor, shape));
      });
    },
    dispose() {
      for (const resource of slots.flatMap((slot) => Object.values(slot) as Tensor[])) {
        runNative('DestroyResourceOp', [resource], {
          attributes: { ignore_lookup_error: true },
          outputs: 0,
        });
        resource.dispose();
      }
    },
  };
}

function createResources(variable: Variable): Resources {
  const zeros = tf.zerosLike(variable);
  const resources = {
    weights: createResource(variable),
    firstMoment: createResource(zeros),
    secondMoment: createResource(zeros),
  };
  zeros.dispose();
  return resources;
}

/** Outlives every tidy. */
function createResource(value: Tensor): Tensor {
  const [resource] = runNative('VarHandleOp', [], {
    attributes: { ...dtype, shape: { shape: value.shape }, container: '', shared_name: ANONYMOUS },
  });
  assign(resource, value);
  return tf.keep(resource);
}

function assign(resource: Tensor, value: Tensor): void {
  runNative('AssignVariableOp', [resource, value], { attributes: dtype, outputs: 0 });
}

const read = (resource: Tensor): Tensor =>
  runNative('ReadVariableOp', [resource], { attributes: dtype })[0];
