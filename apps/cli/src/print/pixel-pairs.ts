import type { PixelFigures } from '@oneclass/inspection';
import { formatCount, formatScore } from '@oneclass/report';
import { countMaskProblems } from './mask-problems.ts';
import { percent } from './percent.ts';

type Pair = [name: string, value: string];

/** For people; empty where there are no masks. */
export function pixelPairs({ pixelCounts, maskProblems, ...figures }: PixelFigures): Pair[] {
  const leftOut: Pair[] =
    maskProblems.length === 0 ? [] : [['masks not used', countMaskProblems(maskProblems)]];
  if (!pixelCounts) return leftOut;
  const { pixelThreshold, mapSize } = figures;
  return [
    [
      'pixels',
      `${formatCount(pixelCounts.normal)} normal, ${formatCount(pixelCounts.anomalous)} ` +
        `anomalous in ${formatCount(pixelCounts.regions)} regions, at ` +
        (mapSize === 'detector' ? "the detector's size" : "the masks' own size"),
    ],
    ...leftOut,
    ['pixel AUROC', percent(figures.pixelAuroc)],
    ['pixel average precision', percent(figures.pixelAveragePrecision)],
    ['AUPRO', `${percent(figures.aupro)} (up to 30 % of normal pixels)`],
    ...errorPair(figures),
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
          ] satisfies Pair,
        ]),
  ];
}

/** Of figures from a histogram. */
function errorPair({ pixelErrorBounds }: Pick<PixelFigures, 'pixelErrorBounds'>): Pair[] {
  if (!pixelErrorBounds) return [];
  const { pixelAuroc, pixelAveragePrecision, pixelBestF1, aupro } = pixelErrorBounds;
  const most = roundedUp(100 * Math.max(pixelAuroc, pixelAveragePrecision, pixelBestF1, aupro));
  return [['error of these', `${most} % at most, as scores are counted in a histogram`]];
}

/** To one digit. */
function roundedUp(value: number): string {
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(value));
  return (Math.ceil(value / 10 ** exponent) * 10 ** exponent).toFixed(Math.max(0, -exponent));
}
