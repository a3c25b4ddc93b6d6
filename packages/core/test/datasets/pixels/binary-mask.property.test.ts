import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binaryMask } from '../../../src/datasets/pixels/binary-mask.ts';

const side = fc.integer({ min: 1, max: 12 });
const mask = fc.tuple(side, side).chain(([height, width]) =>
  fc.record({
    height: fc.constant(height),
    width: fc.constant(width),
    marks: fc.array(fc.boolean(), { minLength: height * width, maxLength: height * width }),
    // Below an eighth of the range that is left where the brightest pixel is noisy too.
    noise: fc.array(fc.double({ min: 0, max: 0.1, noNaN: true }), {
      minLength: height * width,
      maxLength: height * width,
    }),
  }),
);

describe('a mask of two values', () => {
  it('is read alike with noise around both of them, in 8 bits and in 16', () => {
    fc.assert(
      fc.property(
        mask,
        fc.constantFrom(8, 16),
        fc.double({ min: 0.5, max: 1, noNaN: true }),
        ({ height, width, marks, noise }, bits, white) => {
          fc.pre(marks.includes(true) && marks.includes(false));
          const top = (2 ** bits - 1) * white;
          const values = marks.map((marked, i) => top * (marked ? 1 - noise[i]! : noise[i]!));
          const data = new (bits === 8 ? Uint8Array : Uint16Array)(values);
          expect([...binaryMask({ height, width, data }, 'm').data]).toEqual(marks.map(Number));
        },
      ),
    );
  });

  it('is read alike in numbers of kinds', () => {
    fc.assert(
      fc.property(mask, fc.integer({ min: 1, max: 15 }), ({ height, width, marks }, kinds) => {
        const data = Uint8Array.from(marks, (marked, i) => (marked ? 1 + (i % kinds) : 0));
        expect([...binaryMask({ height, width, data }, 'm').data]).toEqual(marks.map(Number));
      }),
    );
  });
});
