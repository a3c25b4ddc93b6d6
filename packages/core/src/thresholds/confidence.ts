import { OneClassError } from '../error.ts';
import type { CalibrationScores } from './calibration-scores.ts';

export interface ConfidenceOptions {
  /** That images are called anomalous above. */
  readonly threshold: number;
  /** Of held-out normal images; the scale is the threshold's own without them. */
  readonly calibration?: CalibrationScores | undefined;
}

/** What lies as far below the threshold as the middle of normal scores. */
const AT_MIDDLE = 0.05;
/** With which u / √(1 + u²) has the confidence AT_MIDDLE at a distance of 1. */
const STEEPNESS = (1 - 2 * AT_MIDDLE) / Math.sqrt(1 - (1 - 2 * AT_MIDDLE) ** 2);
/** The nearest to 0 and 1 that a confidence comes. */
const LEAST = 2 ** -53;

/**
 * How sure a detector is that an image is anomalous, by its score: above 0 and below 1, rising with
 * the score, exactly 0.5 at the threshold, 0.05 at the median of the calibration scores and 0.95 as
 * far above the threshold as that is below. It is one scale for detectors of all kinds, to sort and
 * to show by, and no probability; a p-value is one.
 *
 * It is (1 + u / √(1 + u²)) / 2 with u = 2.06 x, x being the score's distance from the threshold,
 * over that of the median; or over half the calibration scores' interquartile range, where that is
 * more. Without calibration it is over |threshold|, or over 1 where that is 0. So even scores a
 * million times as far are kept apart.
 *
 * @returns the confidence of a finite score
 * @throws OneClassError `invalid-argument` for a threshold that is not finite
 */
export function confidenceScale(options: ConfidenceOptions): (score: number) => number {
  const { threshold } = options;
  if (!Number.isFinite(threshold)) {
    throw new OneClassError(
      'invalid-argument',
      `Invalid threshold: expected a finite number. Received: ${String(threshold)}.`,
      { argument: 'threshold', expected: 'a finite number', received: threshold },
    );
  }
  const distance = distanceOf(options);
  return (score) => {
    const u = (STEEPNESS * (score - threshold)) / distance;
    const confidence = 0.5 + (0.5 * u) / Math.hypot(1, u);
    // Of what is infinitely far, u / hypot is NaN.
    if (Number.isNaN(confidence)) return u > 0 ? 1 - LEAST : LEAST;
    return Math.min(1 - LEAST, Math.max(LEAST, confidence));
  };
}

function distanceOf({ threshold, calibration }: ConfidenceOptions): number {
  const own = Math.abs(threshold) || 1;
  if (!calibration) return own;
  const { scores } = calibration;
  const at = (share: number): number => {
    const place = share * (scores.length - 1);
    const [below, above] = [scores[Math.floor(place)] ?? 0, scores[Math.ceil(place)] ?? 0];
    return below + (place - Math.floor(place)) * (above - below);
  };
  return Math.max(Math.abs(threshold - at(0.5)), (at(0.75) - at(0.25)) / 2) || own;
}
