import * as tf from '@tensorflow/tfjs';
import { ConformanceError } from './assertion.ts';

const EXACT_BACKENDS = ['cpu', 'wasm'];

/** Whether another batch leaves the order of sums alone; GPUs and the native backend change it. */
const isExact = (): boolean => EXACT_BACKENDS.includes(tf.getBackend());

/** Relative. */
export const batchTolerance = (): number => (isExact() ? 1e-5 : 1e-4);

/**
 * @throws ConformanceError unless values of one image in two batches are equal: to the bit on
 *   backends that allow for it, within the tolerance of the largest elsewhere
 */
export function expectClose(
  what: string,
  [received, expected]: readonly [Float32Array, Float32Array],
  fix: string,
): void {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const allowed = isExact() ? 0 : batchTolerance() * largest;
  const at = expected.findIndex(
    (value, i) => !(Math.abs(value - (received[i] as number)) <= allowed),
  );
  if (at === -1 && received.length === expected.length) return;
  throw new ConformanceError(
    `${what} and in a batch differ: ${String(received[at])} instead of ${String(expected[at])} ` +
      `at ${String(at)}; expected them equal${allowed === 0 ? ' to the bit' : ''}. ${fix}`,
  );
}
