import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOneClassError } from '@oneclass/core';
import { parseCifar10 } from '@oneclass/core/datasets';

/**
 * As the format is described: the class, then 1024 bytes each of red, green and blue, row by row.
 */
const record = (label: number, seed: number): number[] => [
  label,
  ...Array.from({ length: 3072 }, (_, i) => (i * 31 + seed) % 256),
];
const FILE = Uint8Array.from([...record(3, 1), ...record(9, 2), ...record(0, 3)]);
const invalid = (problem: RegExp): unknown =>
  expect.objectContaining({
    code: 'invalid-data',
    argument: 'a.bin',
    message: expect.stringMatching(problem),
  });

describe('parseCifar10', () => {
  it('gives the classes, and each pixel as red, green and blue', () => {
    const shifted = new Uint8Array(FILE.length + 3).subarray(3);
    shifted.set(FILE);
    for (const bytes of [FILE, shifted]) {
      const { data, classes } = parseCifar10(bytes);
      expect([[...classes], data.length]).toEqual([[3, 9, 0], 3 * 32 * 32 * 3]);
      // Image 1, row 5, column 7.
      const [place, plane] = [((32 + 5) * 32 + 7) * 3, 3073 + 1 + 5 * 32 + 7];
      expect([...data.subarray(place, place + 3)]).toEqual([
        FILE[plane],
        FILE[plane + 1024],
        FILE[plane + 2048],
      ]);
      const sorted = (values: Uint8Array): number[] => [...values].sort((a, b) => a - b);
      expect(sorted(data.subarray(0, 3072))).toEqual(sorted(FILE.subarray(1, 3073)));
    }
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /one record of 3073 bytes or more. Received: 0 bytes/],
    ['a record cut off', FILE.subarray(0, FILE.length - 1), /Received: 9218 bytes/],
    ['bytes after the end', Uint8Array.from([...FILE, 0]), /Received: 9220 bytes/],
    [
      'a class above 9',
      Uint8Array.from([...FILE.subarray(0, 3073), 10, ...FILE.subarray(3074)]),
      /from 0 to 9. Received: 10, for image 1/,
    ],
  ])('refuses %s', (_, bytes, problem) => {
    expect(() => parseCifar10(bytes, 'a.bin')).toThrow(invalid(problem));
  });

  it('reads or refuses 10,000 damaged files, never with more memory than the file has', () => {
    const change = fc.record({
      at: fc.oneof(fc.nat(FILE.length - 1), fc.constantFrom(0, 3073, 6146)),
      value: fc.nat(255),
    });
    const length = fc.oneof(
      fc.nat(3 * FILE.length),
      fc.constantFrom(0, 1, 2, 3, 4, 5, 6).map((n) => n * 3073),
    );
    const outcomes = { read: 0, refused: 0 };
    fc.assert(
      fc.property(fc.array(change, { maxLength: 3 }), length, (changes, end) => {
        const bytes = new Uint8Array(end);
        bytes.set(FILE.subarray(0, end));
        for (const { at, value } of changes) if (at < end) bytes[at] = value;
        try {
          const { data, classes } = parseCifar10(bytes);
          outcomes.read++;
          expect(data.buffer.byteLength + classes.buffer.byteLength).toBe(bytes.length);
          expect(Math.max(...classes)).toBeLessThanOrEqual(9);
        } catch (error) {
          if (!isOneClassError(error)) throw error;
          outcomes.refused++;
        }
      }),
      { numRuns: 10_000, seed: 1 },
    );
    expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(1000);
  });
});
