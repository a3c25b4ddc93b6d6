import type { NamedTensor } from '../contract/detector.ts';
import { OneClassError } from '../error.ts';

export interface Safetensors {
  readonly tensors: Readonly<Record<string, NamedTensor>>;
  /** `__metadata__`: free text by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * A safetensors file of float32 tensors: header length (8 bytes, little-endian), JSON header padded
 * with spaces to 8 bytes, raw tensors in the order of their names. Equal content gives equal bytes,
 * whatever the order of its keys.
 * @throws OneClassError `invalid-argument` when a tensor's data doesn't fit its shape, or one is
 *   called `__metadata__`
 */
export function writeSafetensors({ tensors, metadata }: Safetensors): Uint8Array<ArrayBuffer> {
  const names = Object.keys(tensors).sort();
  const members =
    Object.keys(metadata).length === 0
      ? []
      : [`"__metadata__":${JSON.stringify(sortedByKey(metadata))}`];
  let end = 0;
  for (const name of names) {
    const tensor = tensors[name] as NamedTensor;
    checkTensor(name, tensor);
    const begin = end;
    end += tensor.data.byteLength;
    const member = { dtype: 'F32', shape: tensor.shape, data_offsets: [begin, end] };
    members.push(`${JSON.stringify(name)}:${JSON.stringify(member)}`);
  }
  const text = new TextEncoder().encode(`{${members.join(',')}}`);
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(text, 8);
  bytes.fill(0x20, 8 + text.length, 8 + headerLength);
  let position = 8 + headerLength;
  for (const name of names) {
    const { data } = tensors[name] as NamedTensor;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return bytes;
}

const sortedByKey = (record: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

function checkTensor(name: string, { shape, data }: NamedTensor): void {
  if (name === '__metadata__') {
    throw new OneClassError(
      'invalid-argument',
      'A tensor cannot be called `__metadata__`: safetensors keeps that name. Rename it.',
      {
        argument: name,
      },
    );
  }
  const size = shape.reduce((product, length) => product * length, 1);
  if (!(data instanceof Float32Array) || data.length !== size) {
    throw new OneClassError(
      'invalid-argument',
      `The tensor '${name}' of shape [${shape.join(', ')}] needs a Float32Array of ${size} ` +
        `values. Received: ${data.constructor.name} of ${data.length}.`,
      { argument: name, expected: `${size} float32 values`, received: data.length },
    );
  }
}
