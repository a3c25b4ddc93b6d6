import type { NamedTensor } from '../contract/detector.ts';
import { OneClassError } from '../error.ts';
import {
  invalid,
  readSafetensorsIndex,
  truncated,
  type SafetensorsEntry,
} from './safetensors-header.ts';
import type { Safetensors } from './safetensors-writer.ts';

/**
 * Reads a safetensors file of float32 tensors, at any alignment. Every length and offset is checked
 * before anything is allocated; the tensors are copies, so `bytes` need not be kept.
 * @throws OneClassError `invalid-artifact` for anything but a whole, well-formed file;
 *   `unsupported` for other dtypes
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const { entries, metadata, length } = readSafetensorsIndex(bytes);
  entries.forEach(checkFloat32);
  if (length > bytes.length) throw truncated(length, bytes.length);
  if (length < bytes.length)
    throw invalid(`The file has ${bytes.length - length} bytes after its last tensor.`);
  const tensors = entries.map((entry): [string, NamedTensor] => [
    entry.name,
    { shape: entry.shape, data: float32Of(bytes.subarray(entry.begin, entry.end)) },
  ]);
  return { tensors: Object.fromEntries(tensors), metadata };
}

/** A copy, as the bytes may be at any alignment. */
export const float32Of = ({ buffer, byteOffset, byteLength }: Uint8Array): Float32Array =>
  new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));

/** @throws OneClassError `unsupported` */
export function checkFloat32({ name, dtype }: SafetensorsEntry): void {
  if (dtype === 'F32') return;
  throw new OneClassError(
    'unsupported',
    `The tensor '${name}' has the dtype ${dtype}. Only F32 can be read: save it as float32.`,
    {
      argument: name,
      expected: 'F32',
      received: dtype,
    },
  );
}
