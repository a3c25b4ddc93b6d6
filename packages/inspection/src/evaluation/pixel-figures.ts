import type { Maps, Mask } from '@oneclass/core';
import { evaluatePixels, pixelScores, type PixelEvaluation } from '@oneclass/core/metrics';

/** Plain JSON; all null where there are no masks, or no maps to compare with them. */
export type PixelFigures = {
  readonly [K in keyof Omit<PixelEvaluation, 'counts'>]: PixelEvaluation[K] | null;
} & { readonly pixelCounts: PixelEvaluation['counts'] | null };

const NONE = {
  pixelAuroc: null,
  pixelAveragePrecision: null,
  aupro: null,
  pixelBestF1: null,
  pixelBestF1Threshold: null,
  pixelF1: null,
  pixelAccuracy: null,
  pixelCounts: null,
};

export function pixelFigures(
  maps: Maps | undefined,
  masks: readonly (Mask | undefined)[] | undefined,
  threshold: number | null,
): PixelFigures {
  if (!maps || !masks) return { ...NONE, pixelThreshold: threshold };
  const { counts, ...figures } = evaluatePixels(pixelScores(maps, masks), { threshold });
  return { ...figures, pixelCounts: counts };
}
