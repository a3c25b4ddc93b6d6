import { requireSome } from '../check.ts';
import { formatPercent } from '../format.ts';
import { renderUnitSquare, requireCurve } from './unit-square.ts';

export interface RocChart {
  readonly title: string;
  readonly series: readonly RocSeries[];
}

/** Rates in [0, 1], by falling threshold; AUROC in [0, 1]. */
export interface RocSeries {
  readonly name: string;
  readonly falsePositiveRate: ArrayLike<number>;
  readonly truePositiveRate: ArrayLike<number>;
  readonly auroc: number;
}

/**
 * Receiver operating characteristics with the diagonal of chance, as an SVG.
 *
 * @throws OneClassError `invalid-data` when there is no curve, one has no points, different
 *   numbers of rates, or one that is not finite
 */
export async function rocChart({ title, series }: RocChart): Promise<string> {
  requireSome(series, 'series');
  const curves = series.map(({ name, falsePositiveRate, truePositiveRate, auroc }) => {
    requireCurve(name, {
      'false positive rate': falsePositiveRate,
      'true positive rate': truePositiveRate,
    });
    return {
      name,
      label: `${name} · ${formatPercent(auroc)}`,
      x: falsePositiveRate,
      y: truePositiveRate,
    };
  });
  return renderUnitSquare({
    title,
    subtitle: 'AUROC in % beside each name',
    description:
      `${title}: ROC curves with AUROC in percent, ` +
      `${curves.map(({ label }) => label).join(', ')}.`,
    x: 'false positive rate',
    y: 'true positive rate',
    chance: [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ],
    curves,
  });
}
