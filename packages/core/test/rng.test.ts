import { describe, expect, it } from 'vitest';
import { createRng } from '../src/index.ts';

const draw = (count: number, next: () => number): number[] => Array.from({ length: count }, next);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const correlation = (a: readonly number[], b: readonly number[]): number => {
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, i) => (value - meanA) * ((b[i] as number) - meanB)));
  return (
    covariance /
    Math.sqrt(
      mean(a.map((value) => (value - meanA) ** 2)) * mean(b.map((value) => (value - meanB) ** 2)),
    )
  );
};

/** Goodness of fit: for k cells its mean is k − 1 and its deviation √(2 (k − 1)). */
function chiSquared(counts: readonly number[]): number {
  const expected = mean(counts);
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe('a seeded stream', () => {
  // Of this code itself: should an update change any of them, every result that was ever published
  // changes too.
  it.each([
    [
      0,
      [0.605704344343394, 0.8412572862580419],
      [1.235520299143638, -0.7477648678355286],
      400,
      [6, 1, 7, 3, 0, 2, 4, 5],
      1592291232,
    ],
    [
      1,
      [0.6674887202680111, 0.6738397860899568],
      [-0.3365381267475975, 0.3648995055213778],
      852,
      [0, 3, 2, 1, 5, 7, 6, 4],
      305514867,
    ],
    [
      42,
      [0.8401462589390576, 0.16077548800967634],
      [-1.3500341461981138, -0.2907547083051052],
      463,
      [3, 0, 2, 1, 5, 4, 7, 6],
      1477778512,
    ],
  ])(
    'from seed %i always gives the same draws',
    (seed, uniforms, normals, integer, permutation, subSeed) => {
      const rng = createRng(seed);
      expect(draw(2, rng.uniform)).toEqual(uniforms);
      // The last bit of a logarithm and a cosine is the engine's.
      for (const normal of normals) expect(rng.normal()).toBeCloseTo(normal, 14);
      expect(rng.integer(1000)).toBe(integer);
      expect([...rng.permutation(8)]).toEqual(permutation);
      expect(rng.seed()).toBe(subSeed);
    },
  );

  it('takes 0 as a seed like any other', () => {
    expect(draw(5, createRng(0).uniform)).toEqual(draw(5, createRng(0).uniform));
    expect(draw(5, createRng(0).uniform)).not.toEqual(draw(5, createRng(1).uniform));
    expect(mean(draw(10_000, createRng(0).uniform))).toBeCloseTo(0.5, 1);
  });

  it('is nothing like that of the next seed', () => {
    const of = (seed: number): number[] => draw(5000, createRng(seed).uniform);
    expect(Math.abs(correlation(of(0), of(1)))).toBeLessThan(0.05);
    const firsts = draw(
      5000,
      (
        (seed) => () =>
          createRng(seed++).uniform()
      )(0),
    );
    expect(Math.abs(correlation(firsts.slice(1), firsts.slice(0, -1)))).toBeLessThan(0.05);
  });

  it.each([-1, 1.5, NaN, Infinity, 2 ** 53, '3' as unknown as number])(
    'is refused for the seed %s',
    (seed) => {
      expect(() => createRng(seed)).toThrow(
        expect.objectContaining({
          name: 'OneClassError',
          code: 'invalid-argument',
          argument: 'seed',
          message: expect.stringContaining(`Received: ${seed}`) as string,
        }),
      );
    },
  );
});

describe('a derived stream', () => {
  it('always gives the same draws', () => {
    const weights = createRng(0).derive('weights');
    expect(weights.uniform()).toBe(0.3194232629612088);
    expect(weights.derive('dense').seed()).toBe(1783655341);
  });

  it('does not depend on what was drawn before, nor disturb it', () => {
    const untouched = createRng(3);
    const rng = createRng(3);
    const before = rng.derive('order').uniform();
    expect(rng.uniform()).toBe(untouched.uniform());
    expect(rng.derive('order').uniform()).toBe(before);
    expect(rng.uniform()).toBe(untouched.uniform());
  });

  it('is another for each label, each path and each seed', () => {
    const rng = createRng(0);
    const streams = [
      rng,
      rng.derive('a'),
      rng.derive('b'),
      rng.derive('a').derive('b'),
      rng.derive('b').derive('a'),
      createRng(1).derive('a'),
    ];
    const draws = streams.map((stream) => draw(5000, stream.uniform));
    draws.forEach((a, i) =>
      draws.slice(i + 1).forEach((b) => expect(Math.abs(correlation(a, b))).toBeLessThan(0.05)),
    );
  });

  it('with numbered labels gives unrelated draws, the first and second of each among them', () => {
    const rng = createRng(5);
    const pairs = Array.from({ length: 20_000 }, (_, i) =>
      draw(2, rng.derive(`layer ${i}`).uniform),
    );
    const cells = new Array<number>(64).fill(0);
    for (const [a = 0, b = 0] of pairs) cells[Math.floor(a * 8) * 8 + Math.floor(b * 8)]! += 1;
    expect(chiSquared(cells)).toBeLessThan(63 + 4 * Math.sqrt(2 * 63));
  });
});

describe('draws', () => {
  it('of uniform are in [0, 1) and spread evenly', () => {
    const values = draw(50_000, createRng(1).uniform);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const cells = new Array<number>(100).fill(0);
    for (const value of values) cells[Math.floor(value * 100)]! += 1;
    expect(chiSquared(cells)).toBeLessThan(99 + 4 * Math.sqrt(2 * 99));
  });

  it('of normal have mean 0, variance 1 and the tails of a normal distribution', () => {
    const values = draw(100_000, createRng(2).normal);
    expect(mean(values)).toBeCloseTo(0, 1.5);
    expect(mean(values.map((value) => value ** 2))).toBeCloseTo(1, 1.5);
    expect(mean(values.map((value) => value ** 4))).toBeCloseTo(3, 0.7);
    // P(|x| > 1.96) = 0.05
    expect(mean(values.map((value) => (Math.abs(value) > 1.959964 ? 1 : 0)))).toBeCloseTo(0.05, 2);
    expect(Math.abs(correlation(values.slice(1), values.slice(0, -1)))).toBeLessThan(0.02);
  });

  it('of integer cover 0 to bound − 1 evenly', () => {
    const rng = createRng(3);
    const cells = new Array<number>(7).fill(0);
    for (let i = 0; i < 14_000; i++) cells[rng.integer(7)]! += 1;
    expect(cells).toHaveLength(7);
    expect(chiSquared(cells)).toBeLessThan(6 + 4 * Math.sqrt(2 * 6));
  });

  it('of permutation hold each position once, and every order as often as any other', () => {
    const rng = createRng(4);
    expect([...rng.permutation(1000)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    );
    expect([...rng.permutation(0)]).toEqual([]);
    const orders = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = rng.permutation(4).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    expect(chiSquared([...orders.values()])).toBeLessThan(23 + 4 * Math.sqrt(2 * 23));
  });

  it('of seed are positive 31-bit integers, which TensorFlow.js does not take for unseeded', () => {
    const seeds = draw(10_000, createRng(6).seed);
    expect(seeds.every((seed) => Number.isInteger(seed) && seed > 0 && seed < 2 ** 31)).toBe(true);
    expect(new Set(seeds).size).toBeGreaterThan(9990);
  });
});
