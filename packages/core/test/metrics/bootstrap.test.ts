import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/index.ts';
import {
  auroc,
  averagePrecision,
  bootstrapInterval,
  type BootstrapOptions,
  type Metric,
} from '../../src/metrics/index.ts';

const error = (message: string, more: object = {}): unknown =>
  expect.objectContaining({
    name: 'OneClassError',
    message: expect.stringContaining(message) as string,
    ...more,
  });

/** Scores of two normal distributions, `shift` apart. */
function gaussians(
  seed: number,
  { normal, anomalous, shift }: { normal: number; anomalous: number; shift: number },
): { labels: number[]; scores: Float32Array } {
  const rng = createRng(seed);
  const labels = Array.from({ length: normal + anomalous }, (_, i) => (i < normal ? 0 : 1));
  return { labels, scores: Float32Array.from(labels, (label) => rng.normal() + shift * label) };
}

describe('a bootstrap interval', () => {
  it('has the quantiles of the distribution that all resamples together have', () => {
    // Drawing two of {1, 3} and two of {0, 2}: every pair of pairs is equally likely.
    const draws = (a: number, b: number): number[][] => [
      [a, a],
      [a, b],
      [b, a],
      [b, b],
    ];
    const every = draws(1, 3)
      .flatMap((anomalous) =>
        draws(0, 2).map((normal) => auroc([1, 1, 0, 0], [...anomalous, ...normal])),
      )
      .sort((a, b) => a - b);
    // Both quantiles lie well inside a step of that distribution, so chance can't move them.
    expect([every[2], every[4], every[11], every[13]]).toEqual([0.5, 0.5, 1, 1]);
    const { lower, upper } = bootstrapInterval([1, 1, 0, 0], [1, 3, 0, 2], {
      level: 0.6,
      resamples: 4000,
    });
    expect([lower, upper]).toEqual([every[3], every[12]]);
  });

  it('interpolates between resamples as numpy.quantile does', () => {
    let call = 0;
    const counting: Metric = () => call++;
    // numpy.quantile(range(11), [0.125, 0.875]) = [1.25, 8.75]
    expect(
      bootstrapInterval([0, 1], [0, 1], { metric: counting, resamples: 11, level: 0.75 }),
    ).toEqual({ lower: 1.25, upper: 8.75, level: 0.75, resamples: 11 });
  });

  it('draws normal and anomalous images apart, each in their number and from all of them', () => {
    const seen = [new Set<number>(), new Set<number>()] as const;
    const counts: number[] = [];
    const watching: Metric = (labels, scores) => {
      labels.forEach((label, i) => seen[label as 0 | 1].add(scores[i] as number));
      counts.push(labels.reduce((sum, label) => sum + label, 0));
      return 0;
    };
    bootstrapInterval([0, 1, 0, 0, 1], Float32Array.of(1, 12, 2, 3, 11), {
      metric: watching,
      resamples: 100,
    });
    expect(seen[0]).toEqual(new Set([1, 2, 3]));
    expect(seen[1]).toEqual(new Set([11, 12]));
    expect(new Set(counts)).toEqual(new Set([2]));
  });

  it('holds the true AUROC about as often as it says', () => {
    // The chance that one of two N(0, 1) draws exceeds the other by −1 or more: Φ(1 / √2).
    const truth = 0.7602499389065233;
    const trials = 200;
    let held = 0;
    for (let seed = 0; seed < trials; seed++) {
      const { labels, scores } = gaussians(seed, { normal: 60, anomalous: 60, shift: 1 });
      const { lower, upper } = bootstrapInterval(labels, scores, {
        level: 0.9,
        resamples: 300,
        seed,
      });
      if (lower <= truth && truth <= upper) held++;
    }
    // 180 ± 4.2 of 200 expected; the percentile interval is known to fall a little short.
    expect(held).toBeGreaterThan(165);
    expect(held).toBeLessThan(195);
  });

  it('depends on the seed, and not on the order of the images', () => {
    const { labels, scores } = gaussians(1, { normal: 40, anomalous: 30, shift: 1 });
    const interval = (options: BootstrapOptions): unknown =>
      bootstrapInterval(labels, scores, { resamples: 100, ...options });
    expect(interval({ seed: 0 })).toEqual(interval({}));
    expect(interval({ seed: 1 })).not.toEqual(interval({ seed: 0 }));
    const backwards = bootstrapInterval(labels.toReversed(), scores.toReversed(), {
      resamples: 100,
    });
    expect(backwards).toEqual(interval({}));
  });

  it('is of any metric of labels and scores, and leaves them as they were', () => {
    const { labels, scores } = gaussians(2, { normal: 50, anomalous: 50, shift: 2 });
    const before = [...scores];
    const { lower, upper } = bootstrapInterval(labels, scores, {
      metric: averagePrecision,
      resamples: 200,
    });
    const value = averagePrecision(labels, scores);
    expect(lower).toBeLessThan(value);
    expect(upper).toBeGreaterThan(value);
    expect([...scores]).toEqual(before);
  });

  it('is a point where no score overlaps', () => {
    expect(bootstrapInterval([0, 0, 1, 1], [1, 2, 3, 4])).toEqual({
      lower: 1,
      upper: 1,
      level: 0.95,
      resamples: 1000,
    });
  });

  it('refuses options that make no sense, and a metric without a value', () => {
    const intervalWith = (options: BootstrapOptions & { metric?: Metric }) => () =>
      bootstrapInterval([0, 1], [0, 1], options);
    for (const resamples of [0, 1.5, NaN]) {
      expect(intervalWith({ resamples })).toThrow(
        error(`expected an integer of 1 or more, such as 1000. Received: ${resamples}`, {
          argument: 'resamples',
        }),
      );
    }
    for (const level of [0, 1, 95, NaN])
      expect(intervalWith({ level })).toThrow(error(`Received: ${level}`, { argument: 'level' }));
    expect(intervalWith({ seed: -1 })).toThrow(error('Invalid seed'));
    expect(intervalWith({ metric: () => NaN })).toThrow(
      error('The metric gave NaN', { argument: 'metric' }),
    );
  });
});
