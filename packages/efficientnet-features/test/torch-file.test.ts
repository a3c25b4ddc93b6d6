import { readFileSync } from 'node:fs';
import { isOneClassError } from '@oneclass/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTorchTensors } from '../src/node/torch-file.ts';

const fileOf = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`golden/${name}`, import.meta.url)));
const FILE = fileOf('tensors.pth');

const eighths = (...numbers: number[]): Float32Array => Float32Array.from(numbers, (n) => n / 8);

describe('a file of PyTorch’s tensors', () => {
  it('has the tensors in the order of their shapes, whatever that of their storage', () => {
    const found = readTorchTensors(FILE);
    expect([...found.keys()]).toEqual(['plain', 'transposed', 'first', 'second']);
    expect(found.get('plain')).toEqual({ shape: [2, 3], data: eighths(0, 1, 2, 3, 4, 5) });
    const { shape, data } = found.get('transposed')!;
    expect(shape).toEqual([4, 2, 3]);
    expect(data.subarray(0, 8)).toEqual(eighths(0, 4, 8, 12, 16, 20, 1, 5));
    expect(found.get('first')?.data).toEqual(eighths(0, 1, 2, 3));
    expect(found.get('second')?.data).toEqual(eighths(4, 5, 6, 7, 8));
  });

  it('that calls a function is refused, by its name', () => {
    expect(() => readTorchTensors(fileOf('code.pth'))).toThrow(/it names (os|posix) getenv/);
  });

  it('that is damaged anywhere is read or refused, and nothing else', () => {
    const at = fc.nat(FILE.length - 1);
    const damage = fc.record({
      bytes: fc.array(fc.tuple(at, fc.nat(255)), { minLength: 1, maxLength: 4 }),
      length: fc.option(at, { nil: FILE.length }),
    });
    fc.assert(
      fc.property(damage, ({ bytes, length }) => {
        const damaged = FILE.slice(0, length);
        for (const [place, value] of bytes) damaged[place % Math.max(1, length)] = value;
        try {
          const found = readTorchTensors(damaged);
          const values = [...found.values()].reduce((sum, { data }) => sum + data.length, 0);
          expect(4 * values).toBeLessThanOrEqual(FILE.length * found.size);
        } catch (error) {
          if (!isOneClassError(error)) throw error;
          expect(error.code).toBe('invalid-artifact');
        }
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  it('of any bytes at all is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => readTorchTensors(bytes)).toThrow(
          /The file of PyTorch's tensors can't be read/,
        );
      }),
      { numRuns: 1000, seed: 2 },
    );
  });
});
