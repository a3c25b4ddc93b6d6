import { OneClassError, type Threshold } from '@oneclass/core';
import { bestF1Threshold, conformalThreshold, fixedThreshold, kSigmaThreshold, quantileThreshold, youdenThreshold } from '@oneclass/core/thresholds';

/** What `--threshold` asks for. */
export type ThresholdRule =
  | { readonly by: 'value'; readonly value: number }
  /** From scores of normal images. */
  | { readonly by: 'fpr' | 'conformal'; readonly falsePositiveRate: number }
  | { readonly by: 'k-sigma'; readonly k: number }
  /** From scores of labelled images. */
  | { readonly by: 'best-f1' | 'youden' };

export type UnlabeledRule = Exclude<ThresholdRule, { by: 'best-f1' | 'youden' }>;

const UNLABELED = 'fpr=0.05, conformal=0.05, k-sigma=3';
const LABELED = 'best-f1, youden';

const wrong = (expected: string, received: string): OneClassError =>
  new OneClassError('invalid-argument', `Invalid --threshold "${received}": expected ${expected}.`, { argument: '--threshold', expected, received });

/** @throws OneClassError `invalid-argument` */
export function parseThresholdRule(text: string): ThresholdRule {
  if (text === 'best-f1' || text === 'youden') return { by: text };
  const [, by, given = ''] = /^(fpr|conformal|k-sigma)=(.*)$/.exec(text) ?? [];
  const number = given.trim() === '' ? NaN : Number(given);
  if (by === 'k-sigma') {
    if (!(number >= 0 && number < Infinity)) throw wrong('a number of 0 or more, as in k-sigma=3', text);
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

export const isLabeledRule = (rule: ThresholdRule): rule is Exclude<ThresholdRule, UnlabeledRule> => rule.by === 'best-f1' || rule.by === 'youden';

/** For `fit`, which has no labels. @throws OneClassError `invalid-argument` */
export function parseUnlabeledRule(text: string): UnlabeledRule {
  const rule = parseThresholdRule(text);
  if (!isLabeledRule(rule)) return rule;
  throw new OneClassError('invalid-argument', `--threshold ${text} needs labelled images, which a fit has none of. Give one of ${UNLABELED}, or a number; or fit first, then: oneclass calibrate FILE LABELLED --threshold ${text}.`, {
    argument: '--threshold',
    expected: `${UNLABELED}, or a number`,
    received: text,
  });
}

/** @param scores of normal images that the detector was not fitted on */
export function thresholdOfNormal(rule: Exclude<UnlabeledRule, { by: 'value' }>, scores: Float32Array): Threshold {
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
export function thresholdOfLabeled({ by }: Exclude<ThresholdRule, UnlabeledRule>, labels: Uint8Array, scores: Float32Array): Threshold {
  return by === 'best-f1' ? bestF1Threshold(labels, scores) : youdenThreshold(labels, scores);
}

export const thresholdOfValue = ({ value }: { readonly value: number }): Threshold => fixedThreshold(value);
