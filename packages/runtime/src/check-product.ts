import * as tf from '@tensorflow/tfjs';
import { OneClassError } from '@oneclass/core';

const EXPECTED = '19,22,43,50';

/**
 * Computes one matrix product on the current backend. A library of another version may load and
 * compute nonsense, and TensorFlow for GPUs that lacks one of CUDA's gives NaN.
 *
 * @throws OneClassError `unsupported`
 */
export async function checkProduct(name: string, device: 'CPU' | 'GPU'): Promise<void> {
  const product = tf.tidy(() =>
    tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])),
  );
  const received = (await product.data()).join();
  product.dispose();
  if (received === EXPECTED) return;
  const mend =
    device === 'GPU'
      ? "One of CUDA's libraries is missing or does not suit, as libcudart: set " +
        'TF_CPP_MIN_LOG_LEVEL=0 to see which, run `npx @oneclass/cli backend install`, or set ' +
        'CUDA_VISIBLE_DEVICES=-1 to compute on the processor.'
      : 'Install it anew, or choose another backend.';
  throw new OneClassError(
    'unsupported',
    `The "${name}" backend computes wrongly on the ${device}: a matrix product should be ` +
      `${EXPECTED}. Received: ${received}. ${mend}`,
    { argument: 'backend', expected: EXPECTED, received },
  );
}
