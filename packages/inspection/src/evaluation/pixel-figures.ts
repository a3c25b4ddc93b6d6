import type { LabeledDataset } from '@oneclass/core';
import { resizeMap } from '@oneclass/core/datasets';
import {
  pixelEvaluator,
  type BoundedPixelEvaluation,
  type PixelErrorBounds,
} from '@oneclass/core/metrics';
import { ownSize, usableMask, type MapSize, type MaskProblem } from './usable-mask.ts';

/** Plain JSON; figures are null where no mask can be used, or there are no maps to compare. */
export type PixelFigures = {
  readonly [K in keyof Omit<BoundedPixelEvaluation, 'counts' | 'errorBounds'>]:
    BoundedPixelEvaluation[K] | null;
} & {
  readonly pixelCounts: BoundedPixelEvaluation['counts'] | null;
  /** How far each figure may be from the exact one; null where all are exact. */
  readonly pixelErrorBounds: PixelErrorBounds | null;
  /** What the pixels were compared at; null without figures. */
  readonly mapSize: MapSize | null;
  /** Anomalous images whose pixels do not count. */
  readonly maskProblems: readonly MaskProblem[];
};

const NONE = {
  pixelAuroc: null,
  pixelAveragePrecision: null,
  aupro: null,
  pixelBestF1: null,
  pixelBestF1Threshold: null,
  pixelF1: null,
  pixelAccuracy: null,
  pixelCounts: null,
  pixelErrorBounds: null,
  mapSize: null,
};

export const noPixelFigures = (threshold: number | null): PixelFigures => ({
  ...NONE,
  pixelThreshold: threshold,
  maskProblems: [],
});

interface Measuring {
  readonly threshold: number | null;
  /** `[n]`, 1 where the threshold was not found on the image. */
  readonly judged: Uint8Array;
  readonly mapSize: MapSize;
}

export interface PixelMeter {
  /** @param map `[height · width]` of the detector, of the image at a position */
  add(index: number, map: Float32Array): Promise<void>;
  figures(): PixelFigures;
}

/** Measures the maps of images one by one; holds one mask, and one map brought to its size. */
export function pixelMeter(
  labeled: LabeledDataset,
  { threshold, judged, mapSize }: Measuring,
): PixelMeter {
  const [height, width] = labeled.samples.sampleShape;
  const evaluator = pixelEvaluator({ threshold });
  const maskProblems: MaskProblem[] = [];
  const counted = [0, 0]; // normal and anomalous images
  const judgedOf = [0, 0];
  return {
    async add(index, map) {
      const label = Number(labeled.labels[index] === 1);
      const found = label === 1 ? await usableMask(labeled, index, mapSize) : undefined;
      if (found && 'problem' in found) {
        maskProblems.push(found);
        return;
      }
      const own = found ?? ownSize(labeled, index);
      const size = mapSize === 'mask' ? own : { height, width };
      const scores = resizeMap(map, { height, width }, size);
      const isJudged = judged[index] === 1;
      counted[label] = (counted[label] ?? 0) + 1;
      judgedOf[label] = (judgedOf[label] ?? 0) + Number(isJudged);
      const { height: rows, width: columns } = size;
      evaluator.add({ height: rows, width: columns, scores, mask: found }, { judged: isJudged });
    },
    figures() {
      const [normal = 0, anomalous = 0] = counted;
      if (normal === 0 || anomalous === 0) return { ...noPixelFigures(threshold), maskProblems };
      const { counts, errorBounds, ...figures } = evaluator.evaluate();
      return {
        ...figures,
        // As of images: both kinds are to be among those that the threshold was not found on.
        ...(judgedOf.includes(0) && { pixelF1: null, pixelAccuracy: null }),
        ...{ pixelCounts: counts, pixelErrorBounds: errorBounds, mapSize, maskProblems },
      };
    },
  };
}
