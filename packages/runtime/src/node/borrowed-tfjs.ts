/**
 * @file An installation has no TensorFlow.js of its own: two copies in one process would register
 *   everything twice. Its `@tensorflow/tfjs` is a few lines that give what the process that loads
 *   it has handed over.
 */
import type * as TensorFlow from '@tensorflow/tfjs';

const HANDED_OVER = 'oneclass.tfjs';

type Registry = Record<symbol, object | undefined>;

/** @returns a function that takes it back */
export function handOverTfjs(tf: typeof TensorFlow): () => void {
  const key = Symbol.for(HANDED_OVER);
  // The package copies every name; from Node 23 on this one would then stand for all that the
  // package itself exports.
  const { 'module.exports': _, ...names } = tf as typeof tf & { 'module.exports'?: unknown };
  (globalThis as Registry)[key] = names;
  return () => Reflect.deleteProperty(globalThis, key);
}

/**
 * Source of the CommonJS module that stands for `@tensorflow/tfjs` and `@tensorflow/tfjs-core` in
 * an installation.
 */
export const BORROWED_TFJS =
  `module.exports = globalThis[Symbol.for('${HANDED_OVER}')];\n` +
  'if (!module.exports) ' +
  "throw new Error('This TensorFlow is loaded by useBackend of @oneclass/runtime only.');\n";
