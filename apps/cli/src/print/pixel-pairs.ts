import type { PixelFigures } from '@oneclass/inspection';
import { formatCount, formatScore } from '@oneclass/report';
import { percent } from './percent.ts';

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
