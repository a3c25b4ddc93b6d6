import {
  isMapDetector,
  type Dataset,
  type Detector,
  type IgnoredArea,
  type LabeledDataset,
  type Maps,
  type ScoreRun,
} from '@oneclass/core';
import { subset } from '@oneclass/core/datasets';
import { calibrationScores, pixelQuantileThreshold } from '@oneclass/core/thresholds';
import { keptScores } from '../inspector/quiet-map.ts';
import type { Thresholds } from './thresholds.ts';
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
  /** For the uncertain ones among those that `rule` calls normal; none when absent. */
  readonly uncertain?: NormalRule | undefined;
  /** For pixels; none when absent, and of a detector without maps. */
  readonly pixels?: PixelRate | undefined;
  /** Of the input: pixels that don't count. */
  readonly ignore?: IgnoredArea | undefined;
}

/**
 * Thresholds by rules, from one pass, and the scores of the images that those of images rest on.
 * @param normal images that the detector was not fitted on
 * @throws OneClassError as the detector's `compute` and the rules of core
 */
export async function calibrateOnNormal(
  detector: Detector,
  normal: Dataset,
  { rule, uncertain, pixels, ignore, ...run }: NormalCalibration,
): Promise<Thresholds> {
  const wanted = [
    ...((rule ?? uncertain) ? (['score'] as const) : []),
    ...(pixels && isMapDetector(detector) ? (['map'] as const) : []),
  ];
  if (wanted.length === 0) return {};
  const found: Partial<Record<string, Maps>> = await detector.compute(normal, wanted, run);
  const scores = found.score?.data;
  return {
    image: rule && scores && thresholdOfNormal(rule, scores),
    uncertain: uncertain && scores && thresholdOfNormal(uncertain, scores),
    calibration: scores && calibrationScores(scores),
    pixel: pixels && found.map && pixelQuantileThreshold(keptScores(found.map, ignore), pixels),
  };
}

export interface LabeledCalibration extends ScoreRun {
  readonly rule: LabeledRule;
  /** For the uncertain ones, from the normal images among them; none when absent. */
  readonly uncertain?: NormalRule | undefined;
  /** For pixels, from the normal images among them. */
  readonly pixels?: PixelRate | undefined;
  /** Of the input: pixels that don't count. */
  readonly ignore?: IgnoredArea | undefined;
}

/**
 * The threshold of images from labelled ones, which it is chosen on.
 * @throws OneClassError as {@link calibrateOnNormal}
 */
export async function calibrateOnLabeled(
  detector: Detector,
  { samples, labels }: LabeledDataset,
  { rule, uncertain, pixels, ignore, ...run }: LabeledCalibration,
): Promise<Thresholds> {
  const scores = await detector.score(samples, run);
  const image = thresholdOfLabeled(rule, labels, scores);
  const positions = normalPositions(labels);
  const ofNormal = scores.filter((_, i) => labels[i] === 0);
  const { pixel } = await calibrateOnNormal(detector, subset(samples, positions), {
    ...{ ...run, pixels, ignore },
  });
  return {
    image,
    uncertain: uncertain && thresholdOfNormal(uncertain, ofNormal),
    calibration: calibrationScores(ofNormal),
    pixel,
  };
}

/** Of images with these labels. */
export const normalPositions = (labels: Uint8Array): Uint32Array =>
  Uint32Array.from(labels.keys()).filter((i) => labels[i] === 0);
