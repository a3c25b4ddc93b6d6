/** @file Curves of two shares, both from 0 to 1. */
import { OneClassError } from '@oneclass/core';
import { requireFinite, requireSome } from '../check.ts';
import { renderFrame } from './frame.ts';
import { PLOT_WIDTH, styleSeries } from './theme.ts';
import type { Layer, Position } from './vega.ts';

export interface UnitSquare {
  readonly title: string;
  readonly subtitle: string;
  readonly description: string;
  readonly x: string;
  readonly y: string;
  /** Ends of the dashed line of chance. */
  readonly chance: readonly Point[];
  readonly curves: readonly UnitCurve[];
}

export interface UnitCurve {
  readonly name: string;
  /** In the legend. */
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** What stands between two points: a line, or the later point's y. */
  readonly interpolate?: 'linear' | 'step-before';
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export async function renderUnitSquare({
  title,
  subtitle,
  description,
  x,
  y,
  chance,
  curves,
}: UnitSquare): Promise<string> {
  const styles = styleSeries(curves.map(({ name }) => name));
  const encoding: Position = { x: share('x', x), y: share('y', y) };
  const dashed: Layer = {
    data: { values: [...chance] },
    mark: { type: 'line', color: '#9aa2ab', strokeWidth: 1, strokeDash: [4, 4] },
    encoding,
  };
  const layers = curves.map((curve, i): Layer => {
    const { color, dash } = styles[i] as (typeof styles)[number];
    return {
      data: { values: thin(curve) },
      mark: {
        type: 'line',
        color,
        strokeWidth: 2,
        strokeDash: [...dash],
        strokeJoin: 'round',
        interpolate: curve.interpolate ?? 'linear',
      },
      encoding,
    };
  });
  return renderFrame({
    title,
    subtitle,
    description,
    legend: styles.map((style, i) => ({
      ...style,
      name: curves[i]?.label ?? style.name,
      symbol: 'line' as const,
    })),
    plotHeight: PLOT_WIDTH,
    bottom: 52,
    layers: [dashed, ...layers],
  });
}

const share = (field: 'x' | 'y', title: string): Position['x' | 'y'] => ({
  field,
  type: 'quantitative',
  title,
  scale: { domain: [0, 1] },
  axis: { grid: true },
});

/** Two thirds of a pixel: curves over millions of pixels keep what can be seen of them. */
const RESOLUTION = 0.002;

function thin({ x: xs, y: ys }: UnitCurve): Point[] {
  const points = Array.from(xs, (x, i) => ({ x, y: ys[i] as number }));
  let kept = points[0] as Point;
  return points.filter((point, i) => {
    const moved =
      Math.abs(point.x - kept.x) >= RESOLUTION || Math.abs(point.y - kept.y) >= RESOLUTION;
    if (moved) kept = point;
    return moved || i === 0 || i === points.length - 1;
  });
}

/**
 * @throws OneClassError `invalid-data` for no points, different numbers of them, or one that is
 *   not finite
 */
export function requireCurve(
  name: string,
  coordinates: Readonly<Record<string, ArrayLike<number>>>,
): void {
  const lengths: number[] = [];
  for (const [coordinate, values] of Object.entries(coordinates)) {
    requireSome(values, `series '${name}'`);
    requireFinite(values, `${coordinate} of '${name}'`);
    lengths.push(values.length);
  }
  if (new Set(lengths).size === 1) return;
  throw new OneClassError(
    'invalid-data',
    `Invalid series '${name}': expected as many of ` +
      `${Object.keys(coordinates).join(' as of ')}. Received ${lengths.join(' and ')}.`,
    { argument: 'series', expected: 'equal numbers', received: lengths },
  );
}
