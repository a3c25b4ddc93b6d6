import { describe, expect, it } from 'vitest';
import { blockOf } from '../src/block.ts';

const SMALL = [28, 28, 1];

describe('a block of searches', () => {
  it('has 24 rows on a processor, filled up where sums depend on their number', () => {
    expect(blockOf(SMALL, { backend: 'tensorflow', onGpu: false })).toEqual({ rows: 24, isFilledUp: true });
    expect(blockOf(SMALL, { backend: 'wasm', onGpu: false })).toEqual({ rows: 24, isFilledUp: false });
  });

  it('has more on a GPU, of large images fewer', () => {
    const rows = [28, 32, 64, 128].map((side) => blockOf([side, side, 3], { backend: 'tensorflow', onGpu: true }).rows);
    expect(rows).toEqual([256, 256, 64, 24]);
  });
});
