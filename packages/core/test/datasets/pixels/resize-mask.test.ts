import { describe, expect, it } from 'vitest';
import type { Mask } from '@oneclass/core';
import { resizeMask } from '@oneclass/core/datasets';
import { patternBytes } from '../images.ts';

/** Printed by golden.py beside this. */
const GOLDEN: readonly [height: number, width: number, values: readonly number[]][] = [
  [3, 4, [33, 215, 253, 109, 141, 175, 173, 137, 49, 191, 149, 221]],
  [7, 2, [128, 58, 215, 253, 60, 206, 175, 173, 48, 154, 191, 149, 92, 158]],
  [1, 1, [15]],
  [
    11,
    13,
    [
      0, 0, 0, 128, 128, 62, 62, 62, 58, 58, 116, 116, 116, 0, 0, 0, 128, 128, 62, 62, 62, 58, 58,
      116, 116, 116, 33, 33, 33, 215, 215, 203, 203, 203, 253, 253, 109, 109, 109, 80, 80, 80, 60,
      60, 102, 102, 102, 206, 206, 116, 116, 116, 80, 80, 80, 60, 60, 102, 102, 102, 206, 206, 116,
      116, 116, 141, 141, 141, 175, 175, 15, 15, 15, 173, 173, 137, 137, 137, 216, 216, 216, 48, 48,
      198, 198, 198, 154, 154, 172, 172, 172, 216, 216, 216, 48, 48, 198, 198, 198, 154, 154, 172,
      172, 172, 49, 49, 49, 191, 191, 139, 139, 139, 149, 149, 221, 221, 221, 152, 152, 152, 92, 92,
      94, 94, 94, 158, 158, 28, 28, 28, 152, 152, 152, 92, 92, 94, 94, 94, 158, 158, 28, 28, 28,
    ],
  ],
];

describe('resizeMask', () => {
  const mask: Mask = { height: 7, width: 5, data: patternBytes(35) };

  it.each(GOLDEN)('equals torch nearest-exact, 7x5 to %ix%i', (height, width, values) => {
    expect(resizeMask(mask, { height, width })).toEqual({
      height,
      width,
      data: Uint8Array.from(values),
    });
  });

  it('takes the later of two pixels whose border the centre is on', () => {
    const line: Mask = { height: 1, width: 6, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    expect([...resizeMask(line, { height: 1, width: 3 }).data]).toEqual([2, 4, 6]);
    expect([...resizeMask(line, { height: 1, width: 1 }).data]).toEqual([4]);
  });

  it('changes nothing where nothing is to be done', () => {
    expect(resizeMask(mask, { height: 7, width: 5 })).toBe(mask);
  });

  it('refuses a wrong size, and a mask whose data does not fit its size', () => {
    expect(() => resizeMask(mask, { height: 0, width: 5 })).toThrow(
      expect.objectContaining({ code: 'invalid-shape' }),
    );
    expect(() => resizeMask({ ...mask, height: 6 }, { height: 3, width: 3 })).toThrow(
      'Expected 6 × 5 bytes of a mask. Received: 35.',
    );
  });
});
