import { OneClassError } from '@oneclass/core';
import { requireFinite, requireSome } from '../check.ts';
import { renderFrame } from './frame.ts';
import { styleSeries } from './theme.ts';
import type { Layer, Position } from './vega.ts';

export interface LineChart {
  readonly title: string;
  readonly x: { readonly title: string };
  readonly y: { readonly title: string; readonly scale?: 'linear' | 'log' };
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly (readonly [x: number, y: number])[];
  }[];
}

/**
 * Curves over epochs or steps, as an SVG.
 *
 * @throws OneClassError `invalid-data` when there are no points, or one that is not finite, or
 *   not positive on a log scale
 */
export async function lineChart({ title, x, y, series }: LineChart): Promise<string> {
  requireSome(series, 'series');
  const points = series.flatMap((one) => one.points);
  for (const one of series) requireSome(one.points, `series '${one.name}'`);
  requireFinite(points.flat(), 'points');
  const logarithmic = y.scale === 'log';
  if (logarithmic) requirePositive(points);

  const styles = styleSeries(series.map((one) => one.name));
  const whole = points.every(([position]) => Number.isInteger(position));
  const positions = points.map(([position]) => position);
  const ticks = logarithmic ? logTicks(points.map(([, value]) => value)) : [];
  const encoding: Position = {
    x: {
      field: 'x',
      type: 'quantitative',
      title: x.title,
      scale: { domain: [smallest(positions), largest(positions)], nice: false },
      axis: { ...(whole && { tickMinStep: 1 }) },
    },
    y: {
      field: 'y',
      type: 'quantitative',
      title: y.title,
      scale: logarithmic ? { type: 'log', nice: false } : { zero: false },
      axis: ticks.length > 1 ? { values: ticks, tickCount: ticks.length } : {},
    },
  };
  const layers = series.map(({ points: own }, i): Layer => {
    const { color, dash } = styles[i] as (typeof styles)[number];
    return {
      data: { values: own.map(([px, py]) => ({ x: px, y: py })) },
      mark: {
        type: 'line',
        color,
        strokeWidth: 2,
        strokeDash: [...dash],
        strokeJoin: 'round',
        point: own.length === 1 && { color, size: 40 },
      },
      encoding,
    };
  });
  const names = series.map(({ name }) => name);
  return renderFrame({
    title,
    description: `${title}: ${y.title} by ${x.title}, ${names.join(', ')}.`,
    ...(series.length > 1 && {
      legend: styles.map((style) => ({ ...style, symbol: 'line' as const })),
    }),
    plotHeight: 230,
    bottom: 52,
    layers,
  });
}

const smallest = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));

/** 1, 2, 5 of each power of ten; only the powers once there are many. */
function logTicks(values: readonly number[]): number[] {
  const [low, high] = [smallest(values), largest(values)];
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const steps = last - first > 3 ? [1] : [1, 2, 5];
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return powers
    .flatMap((power) => steps.map((step) => Number(`${step}e${power}`)))
    .filter((tick) => tick >= low && tick <= high);
}

function requirePositive(points: readonly (readonly [number, number])[]): void {
  const bad = points.find(([, value]) => value <= 0);
  if (bad === undefined) return;
  throw new OneClassError(
    'invalid-data',
    `A log scale has no place for ${bad[1]} (at x = ${bad[0]}): expected values above 0. Use ` +
      "y.scale 'linear'.",
    { argument: 'series', expected: 'values above 0', received: bad[1] },
  );
}
