import * as tf from '@tensorflow/tfjs';

let warned = false;

/**
 * Says once in a process that TensorFlow.js's plain JavaScript backend takes seconds a training
 * step.
 */
export function warnOnSlowBackend(): void {
  if (warned || tf.getBackend() !== 'cpu' || tf.env().getBool('PROD')) return;
  warned = true;
  // eslint-disable-next-line oneclass/no-console -- a library has no other way to reach the person who forgot one line
  console.warn(
    'oneclass: fitting on the "cpu" backend, which takes seconds a training step. Install ' +
      '@tensorflow/tfjs-backend-wasm and call ' +
      "`import '@tensorflow/tfjs-backend-wasm'; await tf.setBackend('wasm');` first.",
  );
}
