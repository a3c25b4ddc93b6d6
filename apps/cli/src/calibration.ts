import {
  isMapDetector,
  scoreWithMaps,
  type Dataset,
  type Detector,
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
  /** Looks at scores before anything is made of them. */
  readonly check?: (scores: Float32Array) => void;
}

export interface Thresholds {
  readonly image?: Threshold;
  readonly pixel?: Threshold;
}

/**
 * Thresholds by rules, from one pass.
 * @param normal images that the detector was not fitted on
 * @throws as the rules of core
 */
export async function calibrateOnNormal(
  detector: Detector,
  normal: Dataset,
  { rule, pixels, check, ...run }: NormalCalibration,
): Promise<Thresholds> {
  const { scores, maps } = await compute(detector, normal, { rule, pixels, run });
  for (const values of [scores, maps?.data]) if (values) check?.(values);
  return {
    ...(rule && scores && { image: thresholdOfNormal(rule, scores) }),
    ...(pixels && maps && { pixel: pixelQuantileThreshold(maps, pixels) }),
  };
}

type Computed = Partial<Awaited<ReturnType<typeof scoreWithMaps>>>;

async function compute(
  detector: Detector,
  normal: Dataset,
  { rule, pixels, run }: { rule: unknown; pixels: unknown; run: ScoreRun },
): Promise<Computed> {
  if (!pixels || !isMapDetector(detector))
    return rule ? { scores: await detector.score(normal, run) } : {};
  return rule
    ? scoreWithMaps(detector, normal, run)
    : { maps: await detector.scoreMap(normal, run) };
}
