import { OneClassError } from '@oneclass/core';
import { requireSome } from '../check.ts';
import { formatPercent } from '../format.ts';
import { renderUnitSquare, requireCurve } from './unit-square.ts';

export interface PrChart {
  readonly title: string;
  readonly series: readonly PrSeries[];
  /** Of anomalous images among all, in [0, 1]: the precision of chance. */
  readonly anomalousShare: number;
}

/** Shares in [0, 1], by falling threshold; average precision in [0, 1]. */
export interface PrSeries {
  readonly name: string;
  readonly recall: ArrayLike<number>;
  readonly precision: ArrayLike<number>;
  readonly averagePrecision: number;
}

/**
 * Precision by recall, with the precision of chance, as an SVG. Steps, not slopes: the area below
 * is the average precision.
 *
 * @throws OneClassError `invalid-data` when there is no curve, one has no points, different
 *   numbers of shares, or one that is not finite; `invalid-argument` when `anomalousShare` is no
 *   share
 */
export async function prChart({ title, series, anomalousShare }: PrChart): Promise<string> {
  requireSome(series, 'series');
  if (!(anomalousShare >= 0 && anomalousShare <= 1)) {
    throw new OneClassError(
      'invalid-argument',
      `Invalid anomalousShare: expected a share in [0, 1]. Received: ${anomalousShare}.`,
      {
        argument: 'anomalousShare',
        expected: 'in [0, 1]',
        received: anomalousShare,
      },
    );
  }
  const curves = series.map(({ name, recall, precision, averagePrecision }) => {
    requireCurve(name, { recall, precision });
    return {
      name,
      label: `${name} · ${formatPercent(averagePrecision)}`,
      x: recall,
      y: precision,
      interpolate: 'step-before' as const,
    };
  });
  return renderUnitSquare({
    title,
    subtitle: 'Average precision in % beside each name',
    description:
      `${title}: precision by recall with average precision in percent, ` +
      `${curves.map(({ label }) => label).join(', ')}.`,
    x: 'recall',
    y: 'precision',
    chance: [
      { x: 0, y: anomalousShare },
      { x: 1, y: anomalousShare },
    ],
    curves,
  });
}
