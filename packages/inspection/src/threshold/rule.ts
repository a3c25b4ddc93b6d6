import type { Threshold } from '@oneclass/core';
import {
  bestF1Threshold,
  conformalThreshold,
  fixedThreshold,
  kSigmaThreshold,
  quantileThreshold,
  toleranceThreshold,
  youdenThreshold,
} from '@oneclass/core/thresholds';

/** How a threshold of images is found. */
export type ThresholdRule = UnlabeledRule | LabeledRule;

/** From scores of labelled images. */
export interface LabeledRule {
  readonly by: 'best-f1' | 'youden';
}

export type UnlabeledRule = FixedRule | NormalRule;

export interface FixedRule {
  readonly by: 'value';
  readonly value: number;
}

/** From scores of normal images that the detector was not fitted on. */
export type NormalRule =
  /**
   * Rate in (0, 1) of normal images that may be called anomalous; with a confidence in (0, 1), how
   * sure it shall be that the rate is no higher.
   */
  | {
      readonly by: 'fpr';
      readonly falsePositiveRate: number;
      readonly confidence?: number | undefined;
    }
  | { readonly by: 'conformal'; readonly falsePositiveRate: number }
  /** Mean and `k` standard deviations, 0 or more. */
  | { readonly by: 'k-sigma'; readonly k: number };

/** How a threshold of pixels is found. */
export type PixelRule = FixedRule | PixelRate;

/** Share in (0, 1) of normal pixels that may be called anomalous. */
export interface PixelRate {
  readonly by: 'fpr';
  readonly falsePositiveRate: number;
}

/** Wherever normal images are at hand, unless asked for otherwise. */
export const DEFAULT_PIXEL_RATE: PixelRate = { by: 'fpr', falsePositiveRate: 0.05 };

export const isLabeledRule = (rule: ThresholdRule): rule is LabeledRule =>
  rule.by === 'best-f1' || rule.by === 'youden';

/**
 * @param scores of normal images that the detector was not fitted on
 * @throws OneClassError as the rules of core
 */
export function thresholdOfNormal(rule: NormalRule, scores: Float32Array): Threshold {
  switch (rule.by) {
    case 'fpr': {
      const { falsePositiveRate, confidence } = rule;
      return confidence === undefined
        ? quantileThreshold(scores, { falsePositiveRate })
        : toleranceThreshold(scores, { falsePositiveRate, confidence });
    }
    case 'conformal':
      return conformalThreshold(scores, rule);
    case 'k-sigma':
      return kSigmaThreshold(scores, rule);
  }
}

/** How a rule of a rate is written: 'fpr=0.05,confidence=0.95'. */
export const rateRuleText = (rule: Exclude<NormalRule, { by: 'k-sigma' }>): string =>
  `${rule.by}=${String(rule.falsePositiveRate)}` +
  (rule.by === 'fpr' && rule.confidence !== undefined
    ? `,confidence=${String(rule.confidence)}`
    : '');

/**
 * @param labels 1 = anomalous
 * @throws OneClassError as the rules of core
 */
export const thresholdOfLabeled = (
  { by }: LabeledRule,
  labels: Uint8Array,
  scores: Float32Array,
): Threshold =>
  by === 'best-f1' ? bestF1Threshold(labels, scores) : youdenThreshold(labels, scores);

/** @throws OneClassError `invalid-argument` for a value that is not finite */
export const thresholdOfValue = ({ value }: FixedRule): Threshold => fixedThreshold(value);
