import { readSafetensorsIndex } from '../artifact/safetensors-header.ts';
import { OneClassError } from '../error.ts';
import type { TensorSource } from './tensor-source.ts';

/** A whole safetensors file in memory. @throws OneClassError `invalid-artifact` */
export function bytesSource(bytes: Uint8Array): TensorSource {
  const { entries, length } = readSafetensorsIndex(bytes);
  if (bytes.length < length) {
    throw new OneClassError(
      'invalid-artifact',
      `The bytes given as weights are cut short: ${String(bytes.length)} of ` +
        `${String(length)}. Read or download the whole file.`,
      {
        argument: 'weights',
        expected: `${String(length)} bytes`,
        received: bytes.length,
      },
    );
  }
  return {
    name: 'the bytes given as weights',
    entries,
    async *read(wanted) {
      for (const entry of wanted) yield [entry, bytes.subarray(entry.begin, entry.end)];
    },
  };
}
