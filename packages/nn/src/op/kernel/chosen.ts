import * as tf from '@tensorflow/tfjs';
import type { Kernels } from './kernels.ts';
import { nativeKernels } from './native.ts';
import { plainKernels } from './plain.ts';
import { wasmKernels } from './wasm.ts';

const byBackend: Readonly<Record<string, Kernels>> = {
  wasm: wasmKernels,
  tensorflow: nativeKernels,
};

/** The kernels for the backend in use; every operation takes them from here. */
export const kernels = (): Kernels => byBackend[tf.getBackend()] ?? plainKernels;
