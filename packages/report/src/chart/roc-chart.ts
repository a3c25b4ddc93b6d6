import { OneClassError } from '@oneclass/core';
import { requireFinite, requireSome } from '../check.ts';
import { formatPercent } from '../format.ts';
import { renderFrame } from './frame.ts';
import { PLOT_WIDTH, styleSeries } from './theme.ts';
import type { Layer, Position } from './vega.ts';

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
 * @throws OneClassError `invalid-data` when there is no curve, one has no points, different numbers of rates, or one that is not finite
 */
export async function rocChart({ title, series }: RocChart): Promise<string> {
  requireSome(series, 'series');
  for (const one of series) requireCurve(one);
  const styles = styleSeries(series.map(({ name }) => name));
  const labels = series.map(({ name, auroc }) => `${name} · ${formatPercent(auroc)}`);
  const encoding: Position = { x: rate('x', 'false positive rate'), y: rate('y', 'true positive rate') };
  const diagonal: Layer = {
    data: { values: [{ x: 0, y: 0 }, { x: 1, y: 1 }] },
    mark: { type: 'line', color: '#9aa2ab', strokeWidth: 1, strokeDash: [4, 4] },
    encoding,
  };
  const curves = series.map((one, i): Layer => {
    const { color, dash } = styles[i] as (typeof styles)[number];
    return {
      data: { values: thin(one) },
      mark: { type: 'line', color, strokeWidth: 2, strokeDash: [...dash], strokeJoin: 'round' },
      encoding,
    };
  });
  return renderFrame({
    title,
    subtitle: 'AUROC in % beside each name',
    description: `${title}: ROC curves with AUROC in percent, ${labels.join(', ')}.`,
    legend: styles.map((style, i) => ({ ...style, name: labels[i] as string, symbol: 'line' as const })),
    plotHeight: PLOT_WIDTH,
    bottom: 52,
    layers: [diagonal, ...curves],
  });
}

const rate = (field: 'x' | 'y', title: string): Position['x' | 'y'] => ({
  field,
  type: 'quantitative',
  title,
  scale: { domain: [0, 1] },
  axis: { grid: true },
});

/** Two thirds of a pixel: curves over millions of pixels keep what can be seen of them. */
const RESOLUTION = 0.002;

function thin({ falsePositiveRate, truePositiveRate }: RocSeries): { x: number; y: number }[] {
  const points = Array.from(falsePositiveRate, (x, i) => ({ x, y: truePositiveRate[i] as number }));
  let kept = points[0] as { x: number; y: number };
  return points.filter((point, i) => {
    const moved = Math.abs(point.x - kept.x) >= RESOLUTION || Math.abs(point.y - kept.y) >= RESOLUTION;
    if (moved) kept = point;
    return moved || i === 0 || i === points.length - 1;
  });
}

function requireCurve({ name, falsePositiveRate, truePositiveRate }: RocSeries): void {
  requireSome(falsePositiveRate, `series '${name}'`);
  requireFinite(falsePositiveRate, `false positive rate of '${name}'`);
  requireFinite(truePositiveRate, `true positive rate of '${name}'`);
  if (falsePositiveRate.length === truePositiveRate.length) return;
  const received = `${falsePositiveRate.length} and ${truePositiveRate.length}`;
  throw new OneClassError(
    'invalid-data',
    `Invalid curve '${name}': expected as many false as true positive rates. Received ${received}.`,
    { argument: 'series', expected: 'rates of equal length', received },
  );
}
