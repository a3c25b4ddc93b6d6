import {
  isMapDetector,
  type Dataset,
  type Detector,
  type Maps,
  type ScoreRun,
  type Threshold,
} from '@oneclass/core';
import { pixelQuantileThreshold } from '@oneclass/core/thresholds';
import { thresholdOfNormal, type NormalRule, type PixelRate } from './threshold-rule.ts';

export interface NormalCalibration extends ScoreRun {
  /** For images; none when absent. */
  readonly rule?: NormalRule | undefined;
  /** For pixels; none when absent, and of a detector without maps. */
  readonly pixels?: PixelRate | undefined;
}

export interface Thresholds {
  readonly image?: Threshold | undefined;
  readonly pixel?: Threshold | undefined;
}

/**
 * Thresholds by rules, from one pass.
 * @param normal images that the detector was not fitted on
 * @throws as the rules of core
 */
export async function calibrateOnNormal(
  detector: Detector,
  normal: Dataset,
  { rule, pixels, ...run }: NormalCalibration,
): Promise<Thresholds> {
  const wanted = [
    ...(rule ? (['score'] as const) : []),
    ...(pixels && isMapDetector(detector) ? (['map'] as const) : []),
  ];
  if (wanted.length === 0) return {};
  const found: Partial<Record<string, Maps>> = await detector.compute(normal, wanted, run);
  return {
    image: rule && found.score && thresholdOfNormal(rule, found.score.data),
    pixel: pixels && found.map && pixelQuantileThreshold(found.map, pixels),
  };
}
