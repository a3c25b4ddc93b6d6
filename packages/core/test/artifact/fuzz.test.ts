import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isOneClassError,
  pack,
  readArtifact,
  readSafetensors,
  unpack,
  writeSafetensors,
} from '../../src/index.ts';
import { tinyDetector, tinyMethod } from './tiny-method.ts';

const valid = pack(tinyDetector, { calibration: { value: 1, rule: 'fixed', promise: '' } });
const headerLength = Number(new DataView(valid.buffer).getBigUint64(0, true));
const header = new TextDecoder().decode(valid.subarray(8, 8 + headerLength));
const data = valid.subarray(8 + headerLength);

/** Reading must succeed, holding no more than the file does, or give a OneClassError. */
function expectSound(bytes: Uint8Array): 'read' | 'refused' {
  try {
    unpack(bytes, [tinyMethod]);
    const { tensors } = readArtifact(bytes).state;
    const held = Object.values(tensors).reduce(
      (sum, tensor) => sum + tensor.data.buffer.byteLength,
      0,
    );
    expect(held).toBeLessThanOrEqual(bytes.length);
    return 'read';
  } catch (error) {
    if (!isOneClassError(error)) throw error;
    return 'refused';
  }
}

function withHeader(text: string): Uint8Array {
  const encoded = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + encoded.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(encoded.length), true);
  bytes.set(encoded, 8);
  bytes.set(data, 8 + encoded.length);
  return bytes;
}

const position = fc.nat(valid.length - 1);
const damage = fc.oneof(
  fc.record({ at: position, insert: fc.uint8Array({ maxLength: 4 }), remove: fc.nat(4) }),
  fc.record({
    at: position,
    insert: fc.constant(new Uint8Array(0)),
    remove: fc.constant(valid.length),
  }),
  fc.record({
    at: fc.nat(8),
    insert: fc.uint8Array({ minLength: 1, maxLength: 8 }),
    remove: fc.nat(8),
  }),
);

describe('a damaged artifact', () => {
  it('is read or refused, never anything else: bytes changed, added and removed anywhere', () => {
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
        let bytes = [...valid];
        for (const { at, insert, remove } of damages)
          bytes = [...bytes.slice(0, at), ...insert, ...bytes.slice(at + remove)];
        outcomes.add(expectSound(Uint8Array.from(bytes)));
      }),
      { numRuns: 4000 },
    );
    expect([...outcomes].sort()).toEqual(['read', 'refused']);
  });

  it('is read or refused: characters of the header changed, its length right', () => {
    const outcomes = new Set<string>();
    const piece = fc.constantFrom(
      '"',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '0',
      '-',
      '1e99',
      '\\',
      'null',
      '""',
      '{}',
      '"__proto__":',
      'F64',
    );
    fc.assert(
      fc.property(fc.nat(header.length), piece, fc.nat(3), (at, insert, remove) => {
        outcomes.add(
          expectSound(withHeader(header.slice(0, at) + insert + header.slice(at + remove))),
        );
      }),
      { numRuns: 4000 },
    );
    expect([...outcomes].sort()).toEqual(['read', 'refused']);
  });

  it('is read or refused: any JSON in place of any part of the header', () => {
    const entry = fc.record({
      dtype: fc.constantFrom('F32', 'F16', 3),
      shape: fc.array(fc.nat(9), { maxLength: 3 }),
      data_offsets: fc.tuple(fc.nat(40), fc.nat(40)),
    });
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom('kernel', 'bias', '__metadata__', ''),
        fc.oneof(entry, fc.jsonValue()),
      ),
    );
    fc.assert(
      fc.property(anything, fc.boolean(), (value, kept) => {
        expectSound(
          withHeader(JSON.stringify(kept ? Object.assign(JSON.parse(header), value) : value)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('is read or refused: any JSON in place of a part of its description', () => {
    const { tensors, metadata } = readSafetensors(valid);
    const info = JSON.parse(metadata['oneclass'] ?? '') as Record<string, unknown>;
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(info)), fc.jsonValue(), (key, value) => {
        expectSound(
          writeSafetensors({
            tensors,
            metadata: { oneclass: JSON.stringify({ ...info, [key]: value }) },
          }),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('is refused when it nests deeper than any stack', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    expect(expectSound(withHeader(`{"a":${deep}}`))).toBe('refused');
    const withConfig = (config: string): string =>
      `{"format":1,"method":"tiny","config":${config},"sampleShape":[1,1,1],"versions":{}}`;
    const text = withConfig(deep);
    expect(expectSound(writeSafetensors({ tensors: {}, metadata: { oneclass: text } }))).toBe(
      'refused',
    );
    const inside = withConfig(`{"seed":0,"a":${deep}}`);
    expect(['read', 'refused']).toContain(
      expectSound(writeSafetensors({ tensors: {}, metadata: { oneclass: inside } })),
    );
  });
});
