import type { SafetensorsEntry } from '../artifact/safetensors-header.ts';

/** A tensor's place in its file, and its bytes. */
export type TensorBytes = readonly [SafetensorsEntry, Uint8Array];

/** A safetensors file of which single tensors can be read. */
export interface TensorSource {
  /** What messages call it: a path, a URL. */
  readonly name: string;
  /** In the order of their bytes. */
  readonly entries: readonly SafetensorsEntry[];
  /** The bytes of these tensors, each as soon as it is there, in any order. */
  read(entries: readonly SafetensorsEntry[]): AsyncIterable<TensorBytes>;
}
