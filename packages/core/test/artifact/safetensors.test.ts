import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  readSafetensors,
  readSafetensorsIndex,
  SAFETENSORS_PREFIX,
  safetensorsHeaderLength,
  writeSafetensors,
} from '../../src/index.ts';
import { oneClassError } from './one-class-error.ts';

// golden.py made these with Python's safetensors.
const python = (name: string): Buffer =>
  readFileSync(new URL(`${name}.safetensors`, import.meta.url));
const content = {
  tensors: {
    radius: { shape: [], data: new Float32Array([0.25]) },
    'encoder/kernel': {
      shape: [2, 3],
      data: new Float32Array([0, 1, 2, 3, 4, 5].map((n) => Math.fround(n) / 3)),
    },
    größe: { shape: [1, 1], data: new Float32Array([1]) },
    empty: { shape: [0, 4], data: new Float32Array(0) },
    centre: { shape: [3], data: new Float32Array([-1.5, 0, Infinity]) },
  },
  metadata: { oneclass: '{"format": 1, "note": "\u2028 ü \\" \\\\"}' },
};

/** A file with this header, whatever it says, and so many bytes of data. */
function fileOf(header: unknown, dataLength = 0): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + text.length + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const tensor = (begin: number, end: number, more: object = {}): object => ({
  dtype: 'F32',
  shape: [(end - begin) / 4],
  data_offsets: [begin, end],
  ...more,
});

describe('a safetensors file', () => {
  it('from Python is read with every name, shape, value and text', () => {
    expect(readSafetensors(python('float32'))).toEqual(content);
  });

  it('is written byte for byte as Python writes it', () => {
    expect(Buffer.from(writeSafetensors(content)).equals(python('float32'))).toBe(true);
  });

  it('is the same whatever the order of the tensors and the metadata', () => {
    const { tensors } = content;
    const metadata = { b: '2', a: '1' };
    const turned = {
      tensors: Object.fromEntries(Object.entries(tensors).reverse()),
      metadata: { a: '1', b: '2' },
    };
    expect(writeSafetensors(turned)).toEqual(writeSafetensors({ tensors, metadata }));
  });

  it('has a header padded to 8 bytes, and none of its metadata when there is none', () => {
    for (const name of ['a', 'ab', 'abc', 'ä']) {
      const bytes = writeSafetensors({
        tensors: { [name]: { shape: [1], data: new Float32Array([7]) } },
        metadata: {},
      });
      const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
      expect(length % 8).toBe(0);
      expect(bytes).toHaveLength(8 + length + 4);
      const text = `{"${name}":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`;
      expect(new TextDecoder().decode(bytes.subarray(8, 8 + length)).trimEnd()).toBe(text);
    }
  });

  it('keeps tensors whose names look like numbers or like parts of an object', () => {
    const names = ['10', '2', '__proto__', 'constructor'];
    const tensors = Object.fromEntries(
      names.map((name, i) => [name, { shape: [1], data: new Float32Array([i]) }]),
    );
    const read = readSafetensors(writeSafetensors({ tensors, metadata: {} }));
    expect(Object.keys(read.tensors).sort()).toEqual([...names].sort());
    for (const [i, name] of names.entries()) expect(read.tensors[name]?.data[0]).toBe(i);
  });

  it('is read at any alignment, and out of the middle of a larger buffer', () => {
    const file = python('float32');
    for (let shift = 0; shift < 8; shift++) {
      const larger = new Uint8Array(file.length + 16).fill(255);
      larger.set(file, shift);
      expect(readSafetensors(larger.subarray(shift, shift + file.length))).toEqual(content);
    }
  });

  it('gives tensors that share no memory with the bytes', () => {
    const bytes = writeSafetensors(content);
    const { tensors } = readSafetensors(bytes);
    bytes.fill(0);
    expect(tensors['radius']?.data[0]).toBe(0.25);
  });

  it('is written from part of a larger array', () => {
    const data = new Float32Array([1, 2, 3, 4]).subarray(1, 3);
    const { tensors } = readSafetensors(
      writeSafetensors({ tensors: { part: { shape: [2], data } }, metadata: {} }),
    );
    expect([...(tensors['part']?.data ?? [])]).toEqual([2, 3]);
  });
});

describe('a safetensors writer refuses', () => {
  const write = (name: string, shape: number[], data: unknown) => () =>
    writeSafetensors({ tensors: { [name]: { shape, data: data as Float32Array } }, metadata: {} });

  it('data that does not fit its shape', () => {
    expect(write('w', [2, 2], new Float32Array(3))).toThrow(
      oneClassError('invalid-argument', "'w' of shape [2, 2] needs a Float32Array of 4"),
    );
    expect(write('w', [2], new Int32Array(2))).toThrow(
      oneClassError('invalid-argument', 'Received: Int32Array of 2'),
    );
  });

  it('a tensor called __metadata__', () => {
    expect(write('__metadata__', [1], new Float32Array(1))).toThrow(
      oneClassError('invalid-argument', '`__metadata__`'),
    );
  });
});

describe('a safetensors reader refuses', () => {
  const notUtf8 = fileOf({ a: tensor(0, 4) }, 4);
  notUtf8[notUtf8.indexOf('a'.charCodeAt(0))] = 0xff;
  const cases: [string, Uint8Array, string][] = [
    ['an empty file', new Uint8Array(0), 'ends after 0 bytes'],
    ['a file of seven bytes', new Uint8Array(7), 'ends after 7 bytes'],
    [
      'another kind of file',
      new TextEncoder().encode('\x89PNG\r\n\x1a\n0000IHDR'),
      'not a safetensors file',
    ],
    [
      'a file of eight small bytes and a text',
      Uint8Array.of(5, 0, 0, 0, 0, 0, 0, 0, 104, 101, 108, 108, 111),
      'it has no JSON header',
    ],
    [
      'a header length beyond the limit',
      Uint8Array.of(1, 0xe1, 0xf5, 5, 0, 0, 0, 0, 0x7b),
      'of 100000000 allowed',
    ],
    ['a header cut short', fileOf({ a: tensor(0, 4) }, 4).subarray(0, 30), 'cut short'],
    [
      'data cut short',
      fileOf({ a: tensor(0, 8) }, 7),
      'cut short: 70 bytes are needed here and 69 are there',
    ],
    ['a header that is not JSON', fileOf('{"a": '), 'not valid JSON'],
    ['a header that is not UTF-8', notUtf8, 'not valid JSON'],
    ['a tensor that is not an object', fileOf({ a: 3 }), "tensor 'a' is not an object"],
    [
      'a tensor without a dtype',
      fileOf({ a: { shape: [], data_offsets: [0, 4] } }, 4),
      "'a' has no dtype",
    ],
    [
      'a negative length',
      fileOf({ a: tensor(0, 4, { shape: [-1] }) }, 4),
      "shape of the tensor 'a'",
    ],
    [
      'a fractional length',
      fileOf({ a: tensor(0, 4, { shape: [1.5] }) }, 4),
      "shape of the tensor 'a'",
    ],
    [
      'a shape that is not a list',
      fileOf({ a: tensor(0, 4, { shape: 1 }) }, 4),
      "shape of the tensor 'a'",
    ],
    [
      'three offsets',
      fileOf({ a: tensor(0, 4, { data_offsets: [0, 2, 4] }) }, 4),
      "offsets of the tensor 'a'",
    ],
    [
      'an offset that is not an integer',
      fileOf({ a: tensor(0, 4, { data_offsets: [0, '4'] }) }, 4),
      "offsets of the tensor 'a'",
    ],
    [
      'offsets in reverse',
      fileOf({ a: tensor(0, 4, { data_offsets: [4, 0] }) }, 4),
      'should take 4 bytes, not -4',
    ],
    [
      'a size other than the shape gives',
      fileOf({ a: tensor(0, 4, { shape: [2] }) }, 4),
      'should take 8 bytes, not 4',
    ],
    [
      'a shape larger than any memory',
      fileOf({ a: tensor(0, 4, { shape: [2 ** 50, 2 ** 50] }) }, 4),
      'should take',
    ],
    [
      'a gap before a tensor',
      fileOf({ a: tensor(4, 8) }, 8),
      "'a' starts at byte 4 of the data and leaves a gap",
    ],
    [
      'overlapping tensors',
      fileOf({ a: tensor(0, 8), b: tensor(4, 12) }, 12),
      "'b' starts at byte 4 of the data and overlaps",
    ],
    [
      'bytes after the last tensor',
      fileOf({ a: tensor(0, 4) }, 6),
      '2 bytes after its last tensor',
    ],
    [
      'a name given twice',
      fileOf(`{"a":${JSON.stringify(tensor(0, 4))},"a":${JSON.stringify(tensor(0, 4))}}`, 4),
      'a key twice',
    ],
    [
      'a dtype given twice',
      fileOf('{"a":{"dtype":"F32","dtype":"F32","shape":[],"data_offsets":[0,4]}}', 4),
      'a key twice',
    ],
    [
      'metadata that is not an object',
      fileOf({ __metadata__: 'text' }),
      'not an object of strings',
    ],
    [
      'metadata that is not text',
      fileOf({ __metadata__: { steps: 3 } }),
      "should hold strings; 'steps' is not one",
    ],
  ];

  it.each(cases)('%s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(oneClassError('invalid-artifact', message));
  });

  it('a dtype it cannot read, naming the tensor', () => {
    expect(() => readSafetensors(python('float16'))).toThrow(
      oneClassError('unsupported', "'weights' has the dtype F16. Only F32 can be read"),
    );
  });

  it('but takes colons, quotes and backslashes inside names and texts', () => {
    const header = { 'a:"b\\': tensor(0, 4), __metadata__: { 'x:"\\': ':"\\' } };
    expect(readSafetensors(fileOf(header, 4)).metadata).toEqual({ 'x:"\\': ':"\\' });
  });
});

describe('the index of a safetensors file', () => {
  const tensors = {
    'b.weight': { shape: [2], data: Float32Array.of(1, 2) },
    a: { shape: [1, 3], data: Float32Array.of(3, 4, 5) },
  };
  const bytes = writeSafetensors({ tensors, metadata: { made: 'here' } });

  it('is read from its start alone, and says where each tensor is', () => {
    const dataStart = safetensorsHeaderLength(bytes.subarray(0, SAFETENSORS_PREFIX));
    const { entries, metadata, length } = readSafetensorsIndex(bytes.subarray(0, dataStart));
    expect({ metadata, length }).toEqual({ metadata: { made: 'here' }, length: bytes.length });
    expect(entries.map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual([
      { name: 'a', dtype: 'F32', shape: [1, 3] },
      { name: 'b.weight', dtype: 'F32', shape: [2] },
    ]);
    for (const { name, begin, end } of entries) {
      expect(new Float32Array(bytes.slice(begin, end).buffer)).toEqual(
        tensors[name as keyof typeof tensors].data,
      );
    }
  });

  it('is refused when its header is not whole', () => {
    expect(() => readSafetensorsIndex(bytes.subarray(0, 20))).toThrow(
      oneClassError('invalid-artifact', 'cut short'),
    );
  });
});
