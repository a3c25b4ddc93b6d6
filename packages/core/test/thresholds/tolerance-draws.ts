import { createRng } from '../../src/index.ts';
import {
  conformalThreshold,
  quantileThreshold,
  toleranceThreshold,
} from '../../src/thresholds/index.ts';

export interface Setting {
  /** Held-out images of a draw. */
  readonly count: number;
  readonly falsePositiveRate: number;
  readonly confidence: number;
}

export const SETTINGS: readonly Setting[] = [
  { count: 59, falsePositiveRate: 0.05, confidence: 0.95 },
  { count: 100, falsePositiveRate: 0.1, confidence: 0.95 },
  { count: 299, falsePositiveRate: 0.01, confidence: 0.95 },
  { count: 200, falsePositiveRate: 0.05, confidence: 0.9 },
];

const RULES = {
  tolerance: toleranceThreshold,
  conformal: conformalThreshold,
  quantile: quantileThreshold,
};

/** Of a rule, over draws of held-out images. */
export interface Kept {
  /** Share of the draws whose threshold keeps the rate. */
  readonly share: number;
  /** The rate on new normal images, on average. */
  readonly mean: number;
}

/**
 * Draws held-out scores again and again, uniform in [0, 1), so that the rate above a threshold is
 * known, and finds a threshold of each rule on each.
 */
export function drawThresholds(
  { count, ...wanted }: Setting,
  draws: number,
): Record<keyof typeof RULES, Kept> {
  const rng = createRng(11);
  const kept = { tolerance: 0, conformal: 0, quantile: 0 };
  const rates = { tolerance: 0, conformal: 0, quantile: 0 };
  const names = ['tolerance', 'conformal', 'quantile'] as const;
  for (let draw = 0; draw < draws; draw++) {
    const scores = Float64Array.from({ length: count }, () => rng.uniform());
    for (const name of names) {
      const rate = 1 - RULES[name](scores, wanted).value;
      rates[name] += rate;
      if (rate <= wanted.falsePositiveRate) kept[name]++;
    }
  }
  const of = (name: (typeof names)[number]): Kept => ({
    share: kept[name] / draws,
    mean: rates[name] / draws,
  });
  return { tolerance: of('tolerance'), conformal: of('conformal'), quantile: of('quantile') };
}
