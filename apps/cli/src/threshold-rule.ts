import { OneClassError, type Threshold } from '@oneclass/core';
import {
  bestF1Threshold,
  conformalThreshold,
  fixedThreshold,
  kSigmaThreshold,
  quantileThreshold,
  youdenThreshold,
} from '@oneclass/core/thresholds';

/** What `--threshold` asks for. */
export type ThresholdRule =
  | { readonly by: 'value'; readonly value: number }
  /** From scores of normal images. */
  | { readonly by: 'fpr' | 'conformal'; readonly falsePositiveRate: number }
  | { readonly by: 'k-sigma'; readonly k: number }
  /** From scores of labelled images. */
  | { readonly by: 'best-f1' | 'youden' };

export type UnlabeledRule = Exclude<ThresholdRule, { by: 'best-f1' | 'youden' }>;

/** What is found from scores of normal images. */
export type NormalRule = Exclude<UnlabeledRule, { by: 'value' }>;

/** What `--pixel-threshold` asks for. */
export type PixelRule = { readonly by: 'value'; readonly value: number } | PixelRate;

/** Share of normal pixels that may be called anomalous. */
export interface PixelRate {
  readonly by: 'fpr';
  readonly falsePositiveRate: number;
}

/** Wherever normal images are at hand, unless asked for otherwise. */
export const DEFAULT_PIXEL_RATE: PixelRate = { by: 'fpr', falsePositiveRate: 0.05 };

const UNLABELED = 'fpr=0.05, conformal=0.05, k-sigma=3';
const LABELED = 'best-f1, youden';

const wrong = (expected: string, received: string, flag = '--threshold'): OneClassError =>
  new OneClassError('invalid-argument', `Invalid ${flag} "${received}": expected ${expected}.`, {
    argument: flag,
    expected,
    received,
  });

/** @throws OneClassError `invalid-argument` */
export function parseThresholdRule(text: string): ThresholdRule {
  if (text === 'best-f1' || text === 'youden') return { by: text };
  const [, by, given = ''] = /^(fpr|conformal|k-sigma)=(.*)$/.exec(text) ?? [];
  const number = given.trim() === '' ? NaN : Number(given);
  if (by === 'k-sigma') {
    if (!(number >= 0 && number < Infinity))
      throw wrong('a number of 0 or more, as in k-sigma=3', text);
    return { by, k: number };
  }
  if (by === 'fpr' || by === 'conformal') {
    if (!(number > 0 && number < 1)) throw wrong(`a rate between 0 and 1, as in ${by}=0.05`, text);
    return { by, falsePositiveRate: number };
  }
  const value = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(value)) throw wrong(`one of ${UNLABELED}, ${LABELED}, or a number`, text);
  return { by: 'value', value };
}

/** @throws OneClassError `invalid-argument` */
export function parsePixelRule(text: string): PixelRule {
  const [, given] = /^fpr=(.*)$/.exec(text) ?? [];
  const number = (given ?? text).trim() === '' ? NaN : Number(given ?? text);
  if (given !== undefined && number > 0 && number < 1)
    return { by: 'fpr', falsePositiveRate: number };
  if (given === undefined && Number.isFinite(number)) return { by: 'value', value: number };
  throw wrong(
    'a rate of pixels between 0 and 1, as in fpr=0.01, or a number',
    text,
    '--pixel-threshold',
  );
}

export const isLabeledRule = (rule: ThresholdRule): rule is Exclude<ThresholdRule, UnlabeledRule> =>
  rule.by === 'best-f1' || rule.by === 'youden';

/** For `fit`, which has no labels. @throws OneClassError `invalid-argument` */
export function parseUnlabeledRule(text: string): UnlabeledRule {
  const rule = parseThresholdRule(text);
  if (!isLabeledRule(rule)) return rule;
  throw new OneClassError(
    'invalid-argument',
    `--threshold ${text} needs labelled images, which a fit has none of. Give one of ` +
      `${UNLABELED}, or a number; or fit first, then: oneclass calibrate FILE LABELLED ` +
      `--threshold ${text}.`,
    {
      argument: '--threshold',
      expected: `${UNLABELED}, or a number`,
      received: text,
    },
  );
}

/** @param scores of normal images that the detector was not fitted on */
export function thresholdOfNormal(rule: NormalRule, scores: Float32Array): Threshold {
  switch (rule.by) {
    case 'fpr':
      return quantileThreshold(scores, rule);
    case 'conformal':
      return conformalThreshold(scores, rule);
    case 'k-sigma':
      return kSigmaThreshold(scores, rule);
  }
}

/** @param labels 1 = anomalous */
export function thresholdOfLabeled(
  { by }: Exclude<ThresholdRule, UnlabeledRule>,
  labels: Uint8Array,
  scores: Float32Array,
): Threshold {
  return by === 'best-f1' ? bestF1Threshold(labels, scores) : youdenThreshold(labels, scores);
}

export const thresholdOfValue = ({ value }: { readonly value: number }): Threshold =>
  fixedThreshold(value);
