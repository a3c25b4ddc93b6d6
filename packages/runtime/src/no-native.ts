/**
 * @file In place of src/node/native.ts where there is no Node: what package.json calls `#native`,
 *   so that bundles for browsers hold nothing of Node.
 */
import { OneClassError } from '@oneclass/core';
import type * as Native from './node/native.ts';

/** @throws OneClassError `missing-package`, always */
export const findAndLoadNative: typeof Native.findAndLoadNative = () =>
  Promise.reject(
    new OneClassError(
      'missing-package',
      'The "native" backend runs in Node only. Choose "webgpu", "webgl" or "wasm".',
      { argument: 'backend', expected: 'webgpu, webgl or wasm' },
    ),
  );
