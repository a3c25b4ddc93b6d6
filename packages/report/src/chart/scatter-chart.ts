import { requireFinite, requireSome } from '../check.ts';
import { formatCount } from '../format.ts';
import { renderFrame } from './frame.ts';
import { axisRange } from './histogram.ts';
import type { LegendEntry } from './legend.ts';
import { PIXEL_X, PIXEL_Y } from './text.ts';
import { PLOT_WIDTH, styleSeries, TEXT_COLOR } from './theme.ts';
import type { Layer, Position } from './vega.ts';

export interface ScatterChart {
  readonly title: string;
  readonly x: { readonly title: string };
  readonly y: { readonly title: string };
  /**
   * Name them 'normal' and 'anomalous': those two have their own colours. The first is drawn on
   * top.
   */
  readonly series: readonly ScatterSeries[];
  /** Places worth a cross, such as a centre; always on the chart. */
  readonly markers?: readonly { readonly name: string; readonly x: number; readonly y: number }[];
}

export interface ScatterSeries {
  readonly name: string;
  readonly points: readonly Point[];
  /** How many there are, where `points` are a part of them: for the legend. */
  readonly of?: number;
}

type Point = readonly [x: number, y: number];

const LEAST_HEIGHT = 150;
const MARGIN_SHARE = 0.04;
/** From so many points on, dots are smaller. */
const MANY = 300;

/**
 * Points in the plane, as an SVG. A unit is equally long in both directions, so that distances
 * compare. Axes are cut where extremes would squash the rest; the subtitle says how many points are
 * left out. A point takes some dozen bytes.
 *
 * @throws OneClassError `invalid-data` for an empty series or a number that is not finite
 */
export async function scatterChart({
  title,
  x,
  y,
  series,
  markers = [],
}: ScatterChart): Promise<string> {
  requireSome(series, 'series');
  for (const { name, points } of series) {
    requireSome(points, `series '${name}'`);
    requireFinite(points.flat(), `series '${name}'`);
  }
  requireFinite(
    markers.flatMap((marker) => [marker.x, marker.y]),
    'markers',
  );

  const plane = planeOf(series, markers);
  const styles = styleSeries(series.map(({ name }) => name));
  const beyond = series.reduce(
    (sum, { points }) => sum + points.filter((point) => !plane.holds(point)).length,
    0,
  );
  const total = series.reduce((sum, { points }) => sum + points.length, 0);
  const symbol = (style: (typeof styles)[number], i: number): LegendEntry => ({
    ...style,
    name: sizeOf(series[i] as ScatterSeries),
    symbol: 'dot',
  });
  return renderFrame({
    title,
    ...(beyond > 0 && {
      subtitle: `Axes cut: ${formatCount(beyond)} of ${formatCount(total)} points lie beyond.`,
    }),
    description:
      `${title}: points by ${x.title} and ${y.title}, ` +
      `${[...series.map(sizeOf), ...markers.map(({ name }) => name)].join(', ')}.`,
    legend: [
      ...styles.map(symbol),
      ...markers.map(({ name }) => ({
        name,
        color: TEXT_COLOR,
        dash: [],
        symbol: 'cross' as const,
      })),
    ],
    plotHeight: plane.height,
    bottom: 52,
    layers: [
      ...series
        .map(({ points }, i) =>
          dotLayer(points.filter(plane.holds).map(plane.place), styles[i]?.color as string),
        )
        .reverse(),
      crossLayer(markers, plane.axes(x.title, y.title)),
    ],
  });
}

function sizeOf({ name, points, of = points.length }: ScatterSeries): string {
  const part = of > points.length ? `${formatCount(points.length)} of ` : '';
  return `${name} (${part}${formatCount(of)})`;
}

interface Plane {
  /** Pixels. */
  readonly height: number;
  holds(this: void, point: Point): boolean;
  /** Pixels from the plot's upper left corner, to a tenth. */
  place(this: void, point: Point): { x: number; y: number };
  axes(this: void, x: string, y: string): Position;
}

function planeOf(
  series: ScatterChart['series'],
  markers: NonNullable<ScatterChart['markers']>,
): Plane {
  const spans = ([0, 1] as const).map((axis) => {
    const { low, high } = axisRange(
      series.map(({ points }) => points.map((point) => point[axis])),
      [],
    );
    const places = markers.map((marker) => (axis === 0 ? marker.x : marker.y));
    const [from, to] = [Math.min(low, ...places), Math.max(high, ...places)];
    const margin = MARGIN_SHARE * (to - from);
    return { middle: (from + to) / 2, size: to - from + 2 * margin };
  });
  const [across, up] = spans as [(typeof spans)[number], (typeof spans)[number]];
  const height = Math.round(
    PLOT_WIDTH * Math.min(1, Math.max(LEAST_HEIGHT / PLOT_WIDTH, up.size / across.size)),
  );
  const unit = Math.min(PLOT_WIDTH / across.size, height / up.size);
  const domain = (middle: number, pixels: number): [low: number, high: number] => [
    middle - pixels / unit / 2,
    middle + pixels / unit / 2,
  ];
  const [left, right] = domain(across.middle, PLOT_WIDTH);
  const [bottom, top] = domain(up.middle, height);
  return {
    height,
    holds: ([x, y]) => x >= left && x <= right && y >= bottom && y <= top,
    place: ([x, y]) => ({
      x: Math.round(10 * unit * (x - left)) / 10,
      y: Math.round(10 * unit * (top - y)) / 10,
    }),
    axes: (x, y) => ({
      x: {
        field: 'x',
        type: 'quantitative',
        title: x,
        scale: { domain: [left, right], nice: false },
      },
      y: {
        field: 'y',
        type: 'quantitative',
        title: y,
        scale: { domain: [bottom, top], nice: false },
      },
    }),
  };
}

/**
 * One path of lines without length, whose round ends are the dots: an element a dot would be ten
 * times as long.
 */
function dotLayer(places: readonly { x: number; y: number }[], color: string): Layer {
  return {
    data: {
      values: places.flatMap((place, i) => [
        { ...place, i: 2 * i },
        { x: null, y: null, i: 2 * i + 1 },
      ]),
    },
    mark: {
      type: 'line',
      color,
      opacity: 0.6,
      strokeWidth: places.length > MANY ? 3.5 : 5.5,
      strokeCap: 'round',
      invalid: 'break-paths-filter-domains',
    },
    encoding: { x: PIXEL_X, y: PIXEL_Y, order: { field: 'i', type: 'quantitative' } },
  };
}

/** Also what draws the axes, markers or none. */
function crossLayer(markers: NonNullable<ScatterChart['markers']>, encoding: Position): Layer {
  return {
    data: { values: markers.map(({ x, y }) => ({ x, y })) },
    mark: {
      type: 'point',
      shape: 'cross',
      size: 190,
      fill: TEXT_COLOR,
      stroke: '#ffffff',
      strokeWidth: 1.5,
      opacity: 1,
    },
    encoding,
  };
}
