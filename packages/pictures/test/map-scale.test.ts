import { describe, expect, it } from 'vitest';
import { mapScale } from '../src/index.ts';

const rising = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

describe('the scale of a set of maps', () => {
  it('goes from where half of the maps begin to where three quarters of them end', () => {
    expect(
      mapScale({ lowest: rising(100), highest: rising(100).map((value) => 1000 * value) }),
    ).toEqual({ minimum: 50, maximum: 75_000 });
    expect(mapScale({ lowest: [3, 1, 2], highest: [9, 7, 8] })).toEqual({ minimum: 2, maximum: 9 });
  });

  it('is not squashed by one extreme', () => {
    expect(
      mapScale({ lowest: Array<number>(100).fill(0), highest: [...Array<number>(99).fill(1), 1e6] })
        .maximum,
    ).toBe(1);
  });

  it('has the threshold in its lower half', () => {
    expect(mapScale({ lowest: [1], highest: [3], threshold: 2.5 })).toEqual({
      minimum: 1,
      maximum: 4,
    });
    expect(mapScale({ lowest: [1], highest: [30], threshold: 2.5 })).toEqual({
      minimum: 1,
      maximum: 30,
    });
    expect(mapScale({ lowest: [1], highest: [30], threshold: null })).toEqual({
      minimum: 1,
      maximum: 30,
    });
    expect(mapScale({ lowest: [1], highest: [30], threshold: 0 })).toEqual({
      minimum: 0,
      maximum: 30,
    });
  });

  it('is one value where all maps are', () => {
    expect(mapScale({ lowest: [5], highest: [5] })).toEqual({ minimum: 5, maximum: 5 });
  });

  it('needs maps, of finite scores', () => {
    expect(() => mapScale({ lowest: [], highest: [] })).toThrow(
      expect.objectContaining({ code: 'invalid-data' }),
    );
    expect(() => mapScale({ lowest: [0], highest: [NaN] })).toThrow(
      expect.objectContaining({ code: 'invalid-data' }),
    );
  });
});
