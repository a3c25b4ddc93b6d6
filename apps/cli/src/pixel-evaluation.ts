import type { Maps, Mask } from '@oneclass/core';
import { evaluatePixels, pixelScores, type PixelEvaluation } from '@oneclass/core/metrics';
import { formatCount, formatScore } from '@oneclass/report';
import { percent } from './percent.ts';

/** Plain JSON; all null where there are no masks, or no maps to compare with them. */
export type PixelFigures = {
  readonly [K in keyof Omit<PixelEvaluation, 'counts'>]: PixelEvaluation[K] | null;
} & { readonly pixelCounts: PixelEvaluation['counts'] | null };

export function pixelFigures(
  maps: Maps | undefined,
  masks: readonly (Mask | undefined)[] | undefined,
  threshold: number | null,
): PixelFigures {
  if (!maps || !masks) {
    const none = {
      pixelAuroc: null,
      pixelAveragePrecision: null,
      aupro: null,
      pixelBestF1: null,
      pixelBestF1Threshold: null,
      pixelF1: null,
      pixelAccuracy: null,
    };
    return { ...none, pixelThreshold: threshold, pixelCounts: null };
  }
  const { counts, ...figures } = evaluatePixels(pixelScores(maps, masks), { threshold });
  return { ...figures, pixelCounts: counts };
}

/** For people; empty where there are none. */
export function pixelPairs({
  pixelCounts,
  ...figures
}: PixelFigures): [name: string, value: string][] {
  if (!pixelCounts) return [];
  const { pixelThreshold } = figures;
  return [
    [
      'pixels',
      `${formatCount(pixelCounts.normal)} normal, ${formatCount(pixelCounts.anomalous)} ` +
        `anomalous in ${formatCount(pixelCounts.regions)} regions`,
    ],
    ['pixel AUROC', percent(figures.pixelAuroc)],
    ['pixel average precision', percent(figures.pixelAveragePrecision)],
    ['AUPRO', `${percent(figures.aupro)} (up to 30 % of normal pixels)`],
    [
      'pixel threshold',
      pixelThreshold === null ? 'none: no F1 of pixels' : formatScore(pixelThreshold),
    ],
    ...(pixelThreshold === null
      ? []
      : [
          [
            'pixel F1',
            `${percent(figures.pixelF1)}; accuracy ${percent(figures.pixelAccuracy)}`,
          ] satisfies [string, string],
        ]),
  ];
}
