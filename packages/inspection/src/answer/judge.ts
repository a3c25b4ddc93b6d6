import { OneClassError } from '@oneclass/core';
import { confidenceScale, pValue } from '@oneclass/core/thresholds';
import type { Thresholds } from '../threshold/thresholds.ts';
import type { Findings, Verdict } from './answer.ts';

/** What a score says by thresholds and calibration. */
export type Judgement = Omit<Findings, 'score' | 'size' | 'regions'>;

/**
 * @returns what is said of a score
 * @throws OneClassError as {@link checkBand}
 */
export function judgeBy(thresholds: Thresholds): (score: number) => Judgement {
  checkBand(thresholds);
  const { image, uncertain, calibration } = thresholds;
  const threshold = image?.value ?? null;
  const confidence = threshold === null ? undefined : confidenceScale({ threshold, calibration });
  const verdictOf = (score: number): Verdict | null => {
    if (threshold === null) return null;
    if (score > threshold) return 'anomalous';
    return uncertain && score > uncertain.value ? 'uncertain' : 'normal';
  };
  return (score) => ({
    threshold,
    anomalous: threshold === null ? null : score > threshold,
    verdict: verdictOf(score),
    confidence: confidence?.(score) ?? null,
    pValue: calibration ? pValue(calibration, score) : null,
  });
}

/**
 * @throws OneClassError `invalid-argument` where an uncertain threshold has no other, or lies
 *   above it: nothing would ever be uncertain
 */
export function checkBand({ image, uncertain }: Thresholds): void {
  if (!uncertain) return;
  const wrong = (message: string): OneClassError =>
    new OneClassError('invalid-argument', message, {
      argument: 'uncertainThreshold',
      received: uncertain.value,
    });
  if (!image)
    throw wrong(
      'Uncertain is what lies above the uncertain threshold and not above the threshold, and ' +
        'there is no threshold. Give one too.',
    );
  if (uncertain.value <= image.value) return;
  throw wrong(
    `The uncertain threshold ${String(uncertain.value)} lies above the threshold ` +
      `${String(image.value)}, so that nothing would be uncertain. Give a lower one, as by a ` +
      'higher false positive rate.',
  );
}
