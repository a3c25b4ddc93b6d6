import * as tf from '@tensorflow/tfjs';

/**
 * The wasm backend has no gradient kernel for convolution filters, and slow ones for several other gradients; the
 * operations here are composed of its fast kernels instead (docs/decisions/0003-wasm-compositions.md).
 */
export const onWasm = (): boolean => tf.getBackend() === 'wasm';
