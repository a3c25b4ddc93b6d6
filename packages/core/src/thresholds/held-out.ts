import { OneClassError } from '../error.ts';

// 0.29 × 100 is 28.999999999999996.
const ROUNDING = 1e-9;

/** How many of `count` are at most this share of them, in [0, 1); fewer than all. */
export const wholeShare = (share: number, count: number): number =>
  Math.min(count - 1, Math.floor(share * count + ROUNDING));

export function invalidRate(received: unknown, expected: string): OneClassError {
  return new OneClassError(
    'invalid-argument',
    `Invalid false positive rate: expected a share ${expected}, such as 0.05. Received: ` +
      `${String(received)}.`,
    { argument: 'falsePositiveRate', expected, received },
  );
}

/**
 * Of the rate on new normal images when `above − 1` of `count` held-out scores without ties lie
 * above the threshold: Beta(above, count + 1 − above).
 */
export function rateOf(
  above: number,
  count: number,
): { readonly mean: number; readonly deviation: number } {
  const mean = above / (count + 1);
  return { mean, deviation: Math.sqrt((mean * (1 - mean)) / (count + 2)) };
}

/**
 * How many held-out scores a rule at that rate needs: so many that one of them and a new one
 * together are no more than this share, or, with a confidence, that a rate above the highest of
 * them would be exceeded no more often than 1 − confidence.
 * @param falsePositiveRate in (0, 1)
 * @param confidence in (0, 1)
 */
export const fewestScores = (falsePositiveRate: number, confidence?: number): number =>
  Math.max(
    1,
    Math.ceil(
      (confidence === undefined
        ? 1 / falsePositiveRate - 1
        : Math.log1p(-confidence) / Math.log1p(-falsePositiveRate)) - ROUNDING,
    ),
  );

/** To two digits, for what is only estimated. */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

export const exactPercent = (share: number): string => `${Number((100 * share).toPrecision(12))} %`;
