import type { Threshold } from '@oneclass/core';
import type { CalibrationScores } from '@oneclass/core/thresholds';

/** An image and, of detectors with maps, a pixel is anomalous when its score is above these. */
export interface Thresholds {
  readonly image?: Threshold | undefined;
  /**
   * An image whose score is above it, and not above `image`, is uncertain; no higher than `image`.
   */
  readonly uncertain?: Threshold | undefined;
  readonly pixel?: Threshold | undefined;
  /** Scores of the normal images that `image` was found on, for p-values. */
  readonly calibration?: CalibrationScores | undefined;
}
