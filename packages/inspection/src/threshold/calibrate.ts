import {
  isMapDetector,
  type Dataset,
  type Detector,
  type LabeledDataset,
  type Maps,
  type ScoreRun,
} from '@oneclass/core';
import { subset } from '@oneclass/core/datasets';
import { pixelQuantileThreshold } from '@oneclass/core/thresholds';
import type { Thresholds } from '../inspector/inspector.ts';
import {
  thresholdOfLabeled,
  thresholdOfNormal,
  type LabeledRule,
  type NormalRule,
  type PixelRate,
} from './rule.ts';

export interface NormalCalibration extends ScoreRun {
  /** For images; none when absent. */
  readonly rule?: NormalRule | undefined;
  /** For pixels; none when absent, and of a detector without maps. */
  readonly pixels?: PixelRate | undefined;
}

/**
 * Thresholds by rules, from one pass.
 * @param normal images that the detector was not fitted on
 * @throws OneClassError as the detector's `compute` and the rules of core
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

export interface LabeledCalibration extends ScoreRun {
  readonly rule: LabeledRule;
  /** For pixels, from the normal images among them. */
  readonly pixels?: PixelRate | undefined;
}

/**
 * The threshold of images from labelled ones, which it is chosen on.
 * @throws OneClassError as {@link calibrateOnNormal}
 */
export async function calibrateOnLabeled(
  detector: Detector,
  { samples, labels }: LabeledDataset,
  { rule, pixels, ...run }: LabeledCalibration,
): Promise<Thresholds> {
  const image = thresholdOfLabeled(rule, labels, await detector.score(samples, run));
  const normal = subset(samples, normalPositions(labels));
  const { pixel } = await calibrateOnNormal(detector, normal, { ...run, pixels });
  return { image, pixel };
}

/** Of images with these labels. */
export const normalPositions = (labels: Uint8Array): Uint32Array =>
  Uint32Array.from(labels.keys()).filter((i) => labels[i] === 0);
