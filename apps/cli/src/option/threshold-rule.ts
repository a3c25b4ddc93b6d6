import { OneClassError } from '@oneclass/core';
import {
  isLabeledRule,
  type PixelRule,
  type ThresholdRule,
  type UnlabeledRule,
} from '@oneclass/inspection';
import { wrongFlag } from './number.ts';

const UNLABELED = 'fpr=0.05; fpr=0.05,confidence=0.95; conformal=0.05; k-sigma=3';
const LABELED = 'best-f1; youden';

/** @throws OneClassError `invalid-argument` */
export function parseThresholdRule(text: string, flag = '--threshold'): ThresholdRule {
  if (text === 'best-f1' || text === 'youden') return { by: text };
  const wrong = (expected: string): OneClassError => wrongFlag(flag, expected, text);
  const sure = /^fpr=([^,]*),confidence=(.*)$/.exec(text);
  if (sure) {
    const [falsePositiveRate, confidence] = [toNumber(sure[1]), toNumber(sure[2])];
    if (isShare(falsePositiveRate) && isShare(confidence))
      return { by: 'fpr', falsePositiveRate, confidence };
    throw wrong('a rate and a confidence between 0 and 1, as in fpr=0.05,confidence=0.95');
  }
  const [, by, given = ''] = /^(fpr|conformal|k-sigma)=(.*)$/.exec(text) ?? [];
  const number = toNumber(given);
  if (by === 'k-sigma') {
    if (!(number >= 0 && number < Infinity)) throw wrong('a number of 0 or more, as in k-sigma=3');
    return { by, k: number };
  }
  if (by === 'fpr' || by === 'conformal') {
    if (!isShare(number)) throw wrong(`a rate between 0 and 1, as in ${by}=0.05`);
    return { by, falsePositiveRate: number };
  }
  const value = toNumber(text);
  if (!Number.isFinite(value)) throw wrong(`one of ${UNLABELED}; ${LABELED}; or a number`);
  return { by: 'value', value };
}

const toNumber = (text = ''): number => (text.trim() === '' ? NaN : Number(text));
const isShare = (value: number): boolean => value > 0 && value < 1;

/** @throws OneClassError `invalid-argument` */
export function parsePixelRule(text: string): PixelRule {
  const [, given] = /^fpr=(.*)$/.exec(text) ?? [];
  const number = (given ?? text).trim() === '' ? NaN : Number(given ?? text);
  if (given !== undefined && number > 0 && number < 1)
    return { by: 'fpr', falsePositiveRate: number };
  if (given === undefined && Number.isFinite(number)) return { by: 'value', value: number };
  const expected = 'a rate of pixels between 0 and 1, as in fpr=0.01, or a number';
  throw wrongFlag('--pixel-threshold', expected, text);
}

/**
 * The lower threshold of uncertain images, which no labels give.
 * @throws OneClassError `invalid-argument`
 */
export function parseUncertainRule(text: string): UnlabeledRule {
  const rule = parseThresholdRule(text, UNCERTAIN);
  if (!isLabeledRule(rule)) return rule;
  throw wrongFlag(UNCERTAIN, `one of ${UNLABELED}; or a number`, text);
}

const UNCERTAIN = '--uncertain-threshold';

/** For `fit`, which has no labels. @throws OneClassError `invalid-argument` */
export function parseUnlabeledRule(text: string): UnlabeledRule {
  const rule = parseThresholdRule(text);
  if (!isLabeledRule(rule)) return rule;
  throw new OneClassError(
    'invalid-argument',
    `--threshold ${text} needs labelled images, which a fit has none of. Give one of ` +
      `${UNLABELED}; or a number. Or fit first, then: oneclass calibrate FILE LABELLED ` +
      `--threshold ${text}.`,
    {
      argument: '--threshold',
      expected: `${UNLABELED}; or a number`,
      received: text,
    },
  );
}
