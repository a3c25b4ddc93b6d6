import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { Forward } from './kernels.ts';
import { FLOAT32, nativeBackend, runNative, type NativeAttributes } from './native-op.ts';

const window: NativeAttributes = {
  T: FLOAT32,
  ksize: [1, 2, 2, 1],
  strides: [1, 2, 2, 1],
  padding: 'VALID',
  data_format: 'NHWC',
  explicit_paddings: [],
};

/**
 * oneDNN's max-pooling, which remembers where the maxima were. TensorFlow itself takes it only
 * inside graphs; `_kernel` is how it does.
 */
const oneDnn = { ...window, workspace_enabled: true, _kernel: 'MklNameChangeOp' };

export function maxPool2(x: Tensor4D): Forward {
  if (!hasOneDnn()) {
    const [value] = runNative('MaxPool', [x], { attributes: window });
    return { value, saved: [x, value] };
  }
  const [value, workspace] = runNative('_MklNativeMaxPool', [x], {
    attributes: oneDnn,
    outputs: 2,
  });
  return { value, saved: [x, value, workspace as Tensor] };
}

export function maxPool2Gradient(dy: Tensor4D, [x, y, workspace]: readonly Tensor[]): Tensor {
  if (!workspace)
    return runNative('MaxPoolGrad', [x as Tensor, y as Tensor, dy], { attributes: window })[0];
  return runNative('_MklNativeMaxPoolGrad', [x as Tensor, y as Tensor, dy, workspace], {
    attributes: oneDnn,
  })[0];
}

let available: boolean | undefined;

/**
 * An internal op of builds for CPUs: tried once, forward and backward. With a GPU its data would
 * travel.
 */
function hasOneDnn(): boolean {
  available ??= !nativeBackend().isUsingGpuDevice && tf.tidy(poolsRightly);
  return available;
}

function poolsRightly(): boolean {
  try {
    const x = tf.tensor4d([1, 4, 2, 4], [1, 2, 2, 1]);
    const [y, workspace] = runNative('_MklNativeMaxPool', [x], { attributes: oneDnn, outputs: 2 });
    const dx = maxPool2Gradient(tf.onesLike(y) as Tensor4D, [x, y, workspace as Tensor]);
    return y.dataSync()[0] === 4 && [...dx.dataSync()].join() === '0,1,0,0';
  } catch {
    return false;
  }
}
