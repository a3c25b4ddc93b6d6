import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/index.ts';
import { bestF1, confusionMatrix, f1Score } from '../../src/metrics/index.ts';
import {
  bestF1Threshold,
  conformalThreshold,
  kSigmaThreshold,
  quantileThreshold,
  youdenThreshold,
} from '../../src/thresholds/index.ts';

/** golden.py made it. */
interface Golden {
  readonly quantiles: readonly {
    readonly scores: number[];
    readonly falsePositiveRate: number;
    readonly conformal: number | null;
  }[];
  readonly kSigma: readonly {
    readonly scores: number[];
    readonly k: number;
    readonly value: number;
  }[];
  readonly youden: readonly {
    readonly labels: number[];
    readonly scores: number[];
    readonly index: number;
    readonly called: number[];
  }[];
}

const golden = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as Golden;
const error = (message: string, more: object = {}): unknown =>
  expect.objectContaining({
    name: 'OneClassError',
    message: expect.stringContaining(message) as string,
    ...more,
  });
const rising = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('a k-sigma threshold', () => {
  it.each(golden.kSigma)(
    'is the mean and $k standard deviations with n − 1, as NumPy has them',
    ({ scores, k, value }) => {
      expect(kSigmaThreshold(scores, { k }).value).toBeCloseTo(value, 12);
      expect(kSigmaThreshold(new Float32Array(scores), { k }).value).toBeCloseTo(value, 12);
    },
  );

  it('says what it rests on, and promises no rate', () => {
    const { rule, promise } = kSigmaThreshold([...rising(99), 1000], { k: 3 });
    expect(rule).toBe('mean + 3 standard deviations of 100 held-out normal scores');
    expect(promise).toBe(
      'No rate is promised without the shape of the distribution: 1 of the 100 held-out ' +
        'normal images lie above it.',
    );
  });

  it('of equal scores calls none of them anomalous', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.integer({ min: 2, max: 50 }),
        (score, count) => {
          const scores = Array.from({ length: count }, () => score);
          const { value, promise } = kSigmaThreshold(scores, { k: 3 });
          // Their difference: -0 and 0 are the same score.
          expect(value - score).toBe(0);
          expect(promise).toContain(`: 0 of the ${count} held-out`);
        },
      ),
    );
  });

  it('refuses a single score and a k that cannot be', () => {
    expect(() => kSigmaThreshold([1], { k: 3 })).toThrow(
      error('a single one has no standard deviation', { code: 'invalid-data' }),
    );
    expect(() => kSigmaThreshold([], { k: 3 })).toThrow(error('There are no scores'));
    expect(() => kSigmaThreshold([1, NaN], { k: 3 })).toThrow(error('position 1 is NaN'));
    for (const k of [-1, NaN, Infinity])
      expect(() => kSigmaThreshold([1, 2], { k })).toThrow(
        error(`Received: ${k}`, { argument: 'k' }),
      );
  });
});

describe('a conformal threshold', () => {
  it.each(
    golden.quantiles
      .filter(({ conformal }) => conformal !== null)
      .map((q) => ({ ...q, count: q.scores.length })),
  )(
    'is the order statistic that NumPy gives for $count scores at $falsePositiveRate',
    ({ scores, falsePositiveRate, conformal }) => {
      expect(conformalThreshold(scores, { falsePositiveRate }).value).toBe(conformal);
      expect(conformalThreshold(new Float32Array(scores), { falsePositiveRate }).value).toBe(
        conformal,
      );
    },
  );

  it('says exactly what it promises', () => {
    const { value, rule, promise } = conformalThreshold(rising(500), { falsePositiveRate: 0.05 });
    // ⌈501 × 0.95⌉ = 476: the 476th smallest.
    expect(value).toBe(475);
    expect(rule).toBe('conformal at 5 % of 500 held-out normal scores');
    expect(promise).toBe(
      'A new normal image is called anomalous with a chance of at most 5 % (25 in 501), if it ' +
        'is exchangeable with the 500 held-out ones. ' +
        'The chance is over the draw of both: at this one threshold it is about 5 % ± 0.97 %.',
    );
    expect(conformalThreshold(rising(500), { falsePositiveRate: 0.0124 }).promise).toContain(
      'at most 1.24 % (6 in 501)',
    );
  });

  it.each([
    { count: 19, falsePositiveRate: 0.05 },
    { count: 50, falsePositiveRate: 0.1 },
  ])(
    'keeps its promise: $count held-out images, a rate of $falsePositiveRate',
    ({ count, falsePositiveRate }) => {
      const rng = createRng(7);
      const trials = 20_000;
      const draws = Array.from({ length: trials }, () => {
        const { value } = conformalThreshold(
          Float64Array.from({ length: count }, () => rng.uniform()),
          { falsePositiveRate },
        );
        // Uniform scores: the share above the threshold is known.
        return { alarm: rng.uniform() > value, rate: 1 - value };
      });
      const alarms = draws.filter(({ alarm }) => alarm).length / trials;
      const mean = draws.reduce((sum, { rate }) => sum + rate, 0) / trials;
      const deviation = Math.sqrt(
        draws.reduce((sum, { rate }) => sum + (rate - mean) ** 2, 0) / trials,
      );
      const { promise } = conformalThreshold(rising(count), { falsePositiveRate });
      const [promised = 0, m = 0, n = 0] =
        /at most ([\d.]+) % \((\d+) in (\d+)\)/.exec(promise)?.slice(1).map(Number) ?? [];
      expect(promised).toBe(100 * falsePositiveRate);
      // Four standard errors of the count, and of the mean.
      expect(Math.abs(alarms - m / n)).toBeLessThan(4 * Math.sqrt(falsePositiveRate / trials));
      expect(Math.abs(mean - m / n)).toBeLessThan((4 * deviation) / Math.sqrt(trials));
      expect(deviation / Math.sqrt((m * (n - m)) / (n ** 2 * (n + 1)))).toBeCloseTo(1, 1);
    },
  );

  it('keeps its promise when scores tie', () => {
    const rng = createRng(8);
    const trials = 20_000;
    let alarms = 0;
    for (let i = 0; i < trials; i++) {
      const { value } = conformalThreshold(
        Array.from({ length: 19 }, () => rng.integer(5)),
        { falsePositiveRate: 0.3 },
      );
      if (rng.integer(5) > value) alarms++;
    }
    expect(alarms / trials).toBeLessThan(0.3);
    expect(alarms).toBeGreaterThan(0);
  });

  it('leaves fewer held-out scores above it than the quantile does: room for the new one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 99 }),
        (count, hundredths) => {
          fc.pre((count + 1) * hundredths >= 100);
          const scores = rising(count);
          const above = (value: number): number => scores.filter((score) => score > value).length;
          const { value } = conformalThreshold(scores, { falsePositiveRate: hundredths / 100 });
          expect(above(value)).toBe(Math.floor(((count + 1) * hundredths) / 100) - 1);
          expect(value).toBeGreaterThanOrEqual(
            quantileThreshold(scores, { falsePositiveRate: hundredths / 100 }).value,
          );
        },
      ),
    );
  });

  it('is refused when the scores are too few for any promise, and says how many it takes', () => {
    const at = (count: number, falsePositiveRate: number): number =>
      conformalThreshold(rising(count), { falsePositiveRate }).value;
    const message =
      '98 held-out normal scores are too few to promise a false positive rate of 1 %: that ' +
      'takes 99 or more';
    expect(() => at(98, 0.01)).toThrow(error(message, { code: 'invalid-data', received: 98 }));
    expect(at(99, 0.01)).toBe(98);
    expect(() => at(18, 0.05)).toThrow(error('that takes 19 or more'));
    expect(at(19, 0.05)).toBe(18);
    // The rate that the message offers is one that works.
    expect(() => at(98, 0.01)).toThrow(error('a rate of 0.0102 or higher'));
    expect(() => at(98, 0.0102)).not.toThrow();
    expect(at(98, 1 / 99)).toBe(97);
  });

  it('refuses a rate that cannot be', () => {
    for (const falsePositiveRate of [-0.1, 0, 1, 5, NaN]) {
      const conformal = (): unknown => conformalThreshold([1, 2], { falsePositiveRate });
      expect(conformal).toThrow(
        error(`Received: ${falsePositiveRate}`, {
          code: 'invalid-argument',
          argument: 'falsePositiveRate',
        }),
      );
    }
    expect(() => conformalThreshold([], { falsePositiveRate: 0.5 })).toThrow(
      error('There are no scores'),
    );
  });
});

describe('any rate below 1', () => {
  it('has a threshold among the scores', () => {
    const nearly = fc.oneof(
      fc.constant(1 - Number.EPSILON),
      fc.constant(1 - 1e-12),
      fc.double({ min: 0.5, max: 1, maxExcluded: true, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), nearly, (count, falsePositiveRate) => {
        expect(rising(count)).toContain(
          quantileThreshold(rising(count), { falsePositiveRate }).value,
        );
        expect(rising(count)).toContain(
          conformalThreshold(rising(count), { falsePositiveRate }).value,
        );
      }),
    );
  });
});

describe('a threshold for the best F1', () => {
  it('reaches it, and says on which images', () => {
    const labels = [0, 0, 1, 0, 1, 1];
    const scores = [1, 2, 3, 4, 5, 6];
    const threshold = bestF1Threshold(labels, scores);
    expect(threshold).toEqual({
      value: 2.5,
      rule: 'best F1 on 3 normal and 3 anomalous validation images',
      promise:
        'F1 0.8571 on the 3 normal and 3 anomalous validation images it was chosen on, so ' +
        'optimistic for new ones, even of the same mix.',
    });
    expect(f1Score(confusionMatrix(labels, scores, threshold.value))).toBe(
      bestF1(labels, scores).f1,
    );
  });
});

describe("a threshold by Youden's index", () => {
  it.each(golden.youden)(
    "calls anomalous what the best point of scikit-learn's ROC curve does ($index)",
    ({ labels, scores, index, called }) => {
      for (const given of [scores, new Float32Array(scores)]) {
        const { value } = youdenThreshold(labels, given);
        expect([...given].map((score) => Number(score > value))).toEqual(called);
        const { truePositive, falsePositive, trueNegative, falseNegative } = confusionMatrix(
          labels,
          given,
          value,
        );
        expect(
          truePositive / (truePositive + falseNegative) -
            falsePositive / (falsePositive + trueNegative),
        ).toBeCloseTo(index, 12);
      }
    },
  );

  it('says what it does to the images it was chosen on', () => {
    expect(youdenThreshold([0, 0, 0, 1, 1], [1, 2, 4, 3, 5])).toEqual({
      value: 2.5,
      rule: 'greatest Youden index on 3 normal and 2 anomalous validation images',
      promise:
        'Of the validation images it was chosen on, 2 of 2 anomalous and 1 of 3 normal ones ' +
        'lie above it; optimistic for new ones.',
    });
  });

  it('does not depend on how many images of a class there are', () => {
    const labels = [0, 0, 1, 0, 1, 1];
    const scores = [1, 2, 3, 4, 5, 6];
    const tenfold = labels.flatMap((label, i) =>
      Array.from({ length: label === 0 ? 10 : 1 }, () => [label, scores[i] as number] as const),
    );
    const { value } = youdenThreshold(
      tenfold.map(([label]) => label),
      tenfold.map(([, score]) => score),
    );
    expect(value).toBe(youdenThreshold(labels, scores).value);
  });

  it('calls nothing anomalous where every threshold is worse than chance', () => {
    expect(youdenThreshold([1, 1, 0], [1, 2, 3]).value).toBe(3);
  });
});

describe.each(Object.entries({ bestF1Threshold, youdenThreshold }))('%s', (_, threshold) => {
  it('parts float32 neighbours, and scores of zero, when compared in float32 too', () => {
    const next = Math.fround(1 + 2 ** -23);
    const afterNext = 1 + 2 ** -22;
    for (const [normal, anomalous] of [
      [1, next],
      [next, afterNext],
      [0, 2 ** -149],
      [-(2 ** -149), 0],
    ] as const) {
      const { value } = threshold([0, 1], Float32Array.of(normal, anomalous));
      expect(Math.fround(value)).toBe(value);
      expect([normal > value, anomalous > value]).toEqual([false, true]);
    }
  });

  it('refuses what does not fit, and images of one class', () => {
    expect(() => threshold([0, 1, 1], [1, 2])).toThrow(error('3 labels and 2 scores'));
    expect(() => threshold([0, 0], [1, 2])).toThrow(
      error('add anomalous ones', { code: 'invalid-data' }),
    );
    expect(() => threshold([0, 1], [1, NaN])).toThrow(error('position 1 is NaN'));
  });
});
