import { OneClassError } from '../../error.ts';

/**
 * Unsigned bytes of any number of dimensions, row-major, as an IDX file holds them (the format of
 * MNIST).
 */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

export interface IdxHeader {
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly offset: number;
  /** Number of elements. */
  readonly size: number;
}

const UINT8 = 0x08;
const TYPES: Readonly<Record<number, string>> = {
  0x09: 'int8',
  0x0b: 'int16',
  0x0c: 'int32',
  0x0d: 'float32',
  0x0e: 'float64',
};

export function invalidIdx(name: string, problem: string, cause?: unknown): OneClassError {
  return new OneClassError('invalid-data', `${name}: ${problem}`, {
    argument: name,
    expected: 'an IDX file of unsigned bytes',
    cause,
  });
}

/** How many bytes the header takes, once the first four are known. */
export const headerLength = (bytes: Uint8Array): number => 4 + 4 * (bytes[3] ?? 0);

/** Checks all that can be known from the header alone; `bytes` may be the beginning of a file. */
export function readHeader(bytes: Uint8Array, name: string): IdxHeader {
  if (bytes.length < 4)
    throw invalidIdx(
      name,
      `only ${bytes.length} bytes, too few for an IDX file. Copy or download it again.`,
    );
  const [first, second, type, dimensions] = bytes as unknown as [number, number, number, number];
  if (first !== 0 || second !== 0) {
    throw invalidIdx(
      name,
      `not an IDX file: expected it to begin with two zero bytes. Received: ${first}, ${second}.`,
    );
  }
  if (type !== UINT8) {
    const received = TYPES[type] ?? `type 0x${type.toString(16).padStart(2, '0')}`;
    throw invalidIdx(
      name,
      `expected unsigned bytes (IDX type 0x08). Received: ${received}. Convert the values to ` +
        'bytes first.',
    );
  }
  if (dimensions === 0) throw invalidIdx(name, 'expected at least one dimension. Received: none.');
  const offset = headerLength(bytes);
  if (bytes.length < offset)
    throw invalidIdx(
      name,
      `its header is cut off after ${bytes.length} of ${offset} bytes. Copy or download it again.`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  if (shape.includes(0))
    throw invalidIdx(
      name,
      `expected every dimension to be 1 or more. Received: [${shape.join(', ')}].`,
    );
  return { shape, offset, size: shape.reduce((product, n) => product * n, 1) };
}

/** The header of unsigned bytes of this shape. */
export function idxHeader(shape: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length);
  bytes[2] = UINT8;
  bytes[3] = shape.length;
  const view = new DataView(bytes.buffer);
  shape.forEach((n, i) => view.setUint32(4 + 4 * i, n));
  return bytes;
}

/**
 * Reads an unpacked IDX file.
 *
 * @param bytes the whole file; the result's `data` is a view of it, not a copy
 * @param name the file's name, for messages
 * @throws OneClassError `invalid-data` for another format, another type than unsigned bytes, an
 *   empty dimension, or more or fewer bytes than the header declares
 */
export function parseIdx(bytes: Uint8Array, name = 'IDX data'): IdxArray {
  const { shape, offset, size } = readHeader(bytes, name);
  const actual = bytes.length - offset;
  if (actual !== size) {
    const difference =
      actual < size ? `only ${actual} are there: the file is cut off` : `${actual} are there`;
    throw invalidIdx(
      name,
      `its header declares ${size} bytes, [${shape.join(', ')}], but ${difference}. Copy or ` +
        'download it again.',
    );
  }
  return { shape, data: bytes.subarray(offset) };
}
