import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOneClassError } from '@oneclass/core';
import { decodeIdx, parseIdx, type IdxArray } from '@oneclass/core/datasets';

/**
 * The format's own description: two zero bytes, type, number of dimensions, big-endian sizes,
 * elements.
 */
function idxFile(shape: readonly number[], { type = 0x08, extra = 0 } = {}): Uint8Array {
  const size = shape.reduce((product, n) => product * n, 1);
  const header = [
    0,
    0,
    type,
    shape.length,
    ...shape.flatMap((n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]),
  ];
  return Uint8Array.from([
    ...header,
    ...Array.from({ length: size + extra }, (_, i) => (i * 7) % 256),
  ]);
}

const FILE = idxFile([3, 2, 4]);
const invalid = (problem: RegExp): unknown =>
  expect.objectContaining({
    code: 'invalid-data',
    argument: 'a.idx',
    message: expect.stringMatching(problem),
  });

describe('parseIdx', () => {
  it('reads shape and bytes, from the middle of a buffer too', () => {
    const shifted = new Uint8Array(FILE.length + 3).subarray(3);
    shifted.set(FILE);
    for (const bytes of [FILE, shifted]) {
      const { shape, data } = parseIdx(bytes);
      expect(shape).toEqual([3, 2, 4]);
      expect([...data]).toEqual(Array.from({ length: 24 }, (_, i) => i * 7));
    }
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /only 0 bytes/],
    ['too few bytes', FILE.subarray(0, 3), /only 3 bytes/],
    [
      'another format',
      Uint8Array.from([0x89, 0x50, ...FILE]),
      /not an IDX file.*Received: 137, 80/,
    ],
    ['another type', idxFile([3], { type: 0x0d }), /expected unsigned bytes.*Received: float32/],
    ['an unknown type', idxFile([3], { type: 0x07 }), /Received: type 0x07/],
    ['no dimensions', idxFile([]), /at least one dimension/],
    ['a header cut off', FILE.subarray(0, 15), /header is cut off after 15 of 16 bytes/],
    [
      'an empty dimension',
      idxFile([3, 0, 4]),
      /every dimension to be 1 or more. Received: \[3, 0, 4\]/,
    ],
    [
      'missing bytes',
      FILE.subarray(0, FILE.length - 1),
      /declares 24 bytes, \[3, 2, 4\], but only 23 are there/,
    ],
    [
      'bytes after the end',
      idxFile([3, 2, 4], { extra: 2 }),
      /declares 24 bytes, \[3, 2, 4\], but 26 are there/,
    ],
  ])('refuses %s', async (_, bytes, problem) => {
    expect(() => parseIdx(bytes, 'a.idx')).toThrow(invalid(problem));
    await expect(decodeIdx(bytes, 'a.idx')).rejects.toThrow(invalid(problem));
    await expect(decodeIdx(gzipSync(bytes), 'a.idx')).rejects.toEqual(
      expect.objectContaining({ code: 'invalid-data', argument: 'a.idx' }),
    );
  });
});

describe('decodeIdx', () => {
  it('reads plain and gzip-compressed files alike', async () => {
    const large = idxFile([50, 70, 80]);
    for (const file of [FILE, large]) {
      const expected = parseIdx(file);
      for (const bytes of [file, gzipSync(file)]) {
        const { shape, data } = await decodeIdx(bytes);
        expect(shape).toEqual(expected.shape);
        expect(Buffer.compare(data, expected.data)).toBe(0);
      }
    }
  });

  it.each([0, 1, 9, 30, -9, -1])('refuses gzip data cut off at %i', async (end) => {
    const packed = gzipSync(idxFile([50, 70, 8]));
    await expect(
      decodeIdx(Uint8Array.from([...packed.subarray(0, 2), ...packed.subarray(2, end)]), 'a.idx'),
    ).rejects.toThrow(invalid(/gzip data is damaged or cut off/));
  });

  it('refuses gzip data with a wrong checksum', async () => {
    const packed = Uint8Array.from(gzipSync(FILE));
    packed[packed.length - 6]! ^= 1;
    await expect(decodeIdx(packed, 'a.idx')).rejects.toThrow(invalid(/damaged/));
  });

  it('refuses bytes after the gzip data, and a second gzip member', async () => {
    await expect(
      decodeIdx(Uint8Array.from([...gzipSync(FILE), 1, 2, 3, 4, 5]), 'a.idx'),
    ).rejects.toThrow(invalid(/gzip data/));
    const [a, b] = [gzipSync(FILE.subarray(0, 20)), gzipSync(FILE.subarray(20))];
    await expect(decodeIdx(Uint8Array.from([...a, ...b]), 'a.idx')).rejects.toThrow(
      invalid(/declares|gzip data/),
    );
  });

  it('stops unpacking as soon as there is more than the header declares', async () => {
    const packed = gzipSync(Buffer.concat([idxFile([2, 2]), Buffer.alloc(2 ** 20)]), { level: 0 });
    // Damage near the end, which is never reached.
    packed.fill(0xff, packed.length - 2 ** 17);
    await expect(decodeIdx(packed, 'a.idx')).rejects.toThrow(
      invalid(/unpacks to more than the 16 bytes/),
    );
  });

  it('refuses a size beyond the limit, or beyond what the gzip data can hold, before it allocates', async () => {
    const header = (shape: readonly number[]) =>
      gzipSync(Buffer.from([0, 0, 8, shape.length, ...shape.flatMap((n) => [n >>> 24, 0, 0, 0])]));
    await expect(decodeIdx(header([0xff000000, 0xff000000]), 'a.idx')).rejects.toThrow(
      invalid(/declares 1830\d+ bytes.*at most/),
    );
    await expect(decodeIdx(header([0x10000000]), 'a.idx')).rejects.toThrow(
      invalid(/declares 268435456 bytes.*at most/),
    );
  });
});

describe('any bytes', () => {
  /** Resolves to the array, or to nothing for a OneClassError; any other error fails the test. */
  const attempt = async (
    read: () => IdxArray | Promise<IdxArray>,
  ): Promise<IdxArray | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (isOneClassError(error)) return undefined;
      throw error;
    }
  };
  const check = async (bytes: Uint8Array): Promise<void> => {
    for (const read of [
      () => parseIdx(bytes),
      () => decodeIdx(bytes),
      () => decodeIdx(gzipSync(bytes)),
    ]) {
      const array = await attempt(read);
      expect(array?.data.length).toBe(array?.shape.reduce((product, n) => product * n, 1));
    }
  };
  const mutation = fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 4,
  });
  const mutate = (
    file: Uint8Array,
    changes: readonly (readonly [number, number])[],
    cut: number,
  ): Uint8Array => {
    const bytes = Uint8Array.from(file);
    for (const [place, value] of changes) bytes[place % bytes.length] = value;
    return bytes.subarray(0, bytes.length - Math.min(cut, bytes.length));
  };

  it('give an array as long as its shape says, or a OneClassError', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), check), {
      numRuns: 500,
      seed: 1,
    });
    const header = fc
      .tuple(fc.uint8Array({ maxLength: 3 }), fc.uint8Array({ maxLength: 40 }))
      .map(([dims, rest]) => {
        const shape = [...dims].flatMap((n) => [0, 0, 0, n]);
        return Uint8Array.from([0, 0, 8, dims.length, ...shape, ...rest]);
      });
    await fc.assert(fc.asyncProperty(header, check), { numRuns: 500, seed: 2 });
  });

  it('made from a valid file by 10,000 mutations do too, with no memory but the file', async () => {
    const outcomes = { read: 0, refused: 0 };
    const header = fc
      .record({ at: fc.nat(15), value: fc.oneof(fc.nat(5), fc.nat(255)) })
      .map(({ at, value }) => [at, value] as const);
    const changes = fc.array(
      fc.oneof(
        header,
        mutation.map((all) => all[0] as readonly [number, number]),
      ),
      { maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(changes, fc.oneof(fc.constant(0), fc.nat(40)), async (all, cut) => {
        const bytes = mutate(FILE, all, cut);
        const array = await attempt(() => parseIdx(bytes));
        outcomes[array ? 'read' : 'refused']++;
        expect(array?.data.buffer ?? bytes.buffer).toBe(bytes.buffer);
        expect(array?.data.length).toBe(array?.shape.reduce((product, n) => product * n, 1));
        // Gzip's own first byte would have it unpacked.
        if (bytes[0] !== 0x1f) expect(await attempt(() => decodeIdx(bytes))).toEqual(array);
      }),
      { numRuns: 10_000, seed: 3 },
    );
    expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(1000);
  });

  it('made from a valid gzip file do too, and are never read as something else', async () => {
    const packed = gzipSync(FILE);
    const expected = parseIdx(FILE);
    await fc.assert(
      fc.asyncProperty(mutation, fc.nat(5), async (changes, cut) => {
        const array = await attempt(async () => decodeIdx(mutate(packed, changes, cut)));
        expect([undefined, expected]).toContainEqual(array);
      }),
      { numRuns: 2000, seed: 4 },
    );
  });
});
