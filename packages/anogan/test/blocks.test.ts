import { describe, expect, it } from 'vitest';
import { blocksFor, rowsOfBlock } from '../src/blocks.ts';

const square = (side: number): number[] => [side, side, 3];

describe('a block of searches', () => {
  it('has a multiple of 24 rows on a processor, of large images fewer', () => {
    const blocks = blocksFor(square(28), { backend: 'tensorflow', onGpu: false });
    expect([1, 24, 25, 192, 300].map((left) => rowsOfBlock(left, blocks))).toEqual([
      24, 24, 48, 192, 192,
    ]);
    expect(
      [32, 64, 128].map(
        (side) => blocksFor(square(side), { backend: 'tensorflow', onGpu: false }).most,
      ),
    ).toEqual([192, 48, 24]);
  });

  it('is not filled up where sums do not depend on the rows', () => {
    const blocks = blocksFor(square(28), { backend: 'wasm', onGpu: false });
    expect([1, 24, 25].map((left) => rowsOfBlock(left, blocks))).toEqual([1, 24, 24]);
  });

  it('has 24 rows on any other backend', () => {
    expect(blocksFor(square(28), { backend: 'webgpu', onGpu: false })).toEqual({
      multiple: 24,
      most: 24,
    });
  });

  it('has one size on a GPU, of large images a smaller one', () => {
    const rows = [28, 32, 64, 128].map((side) =>
      [1, 300].map((left) =>
        rowsOfBlock(left, blocksFor(square(side), { backend: 'tensorflow', onGpu: true })),
      ),
    );
    expect(rows).toEqual([
      [256, 256],
      [256, 256],
      [64, 64],
      [24, 24],
    ]);
  });
});
