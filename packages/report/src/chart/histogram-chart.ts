import { OneClassError } from '@oneclass/core';
import { requireFinite, requireSome } from '../check.ts';
import { formatCount, formatScore } from '../format.ts';
import { renderFrame } from './frame.ts';
import { alignedTo, at, histogramAxis, placeOn, type HistogramAxis } from './histogram-axis.ts';
import { logTicks } from './log-ticks.ts';
import { binCount, binShares, countOutside } from './histogram.ts';
import { MUTED_COLOR, styleSeries, TEXT_COLOR, TEXT_SIZE, type SeriesStyle } from './theme.ts';
import type { Layer, Position } from './vega.ts';

export interface HistogramChart {
  readonly title: string;
  readonly xTitle: string;
  /** Name them 'normal' and 'anomalous': those two have their own colours. */
  readonly series: readonly { readonly name: string; readonly values: ArrayLike<number> }[];
  /** 10 to 50, by Rice's rule, when absent. */
  readonly bins?: number;
  readonly threshold?: number;
  /** Other places worth a labelled rule, such as the published threshold. */
  readonly markers?: readonly Marker[];
}

export interface Marker {
  readonly name: string;
  readonly value: number;
}

const PLOT_HEIGHT = 230;
const LABEL_HEIGHT = 18;

/**
 * Overlaid histograms of scores, as an SVG: shares of each set, so that sets of different sizes
 * compare. The axis is cut where extremes would squash it; the subtitle says how many scores are
 * left out. Where a set, or a side of the threshold, would still stand in a few bars, the axis is
 * logarithmic, or else cut around the threshold. The threshold lies between two bars.
 *
 * @throws OneClassError `invalid-data` for an empty series or a number that is not finite;
 *   `invalid-argument` for bins below 1
 */
export async function histogramChart(chart: HistogramChart): Promise<string> {
  const { title, xTitle, series, threshold, markers = [] } = chart;
  requireSeries(series);
  const rules =
    threshold === undefined ? markers : [{ name: 'threshold', value: threshold }, ...markers];
  requireFinite(
    rules.map(({ value }) => value),
    'threshold and markers',
  );

  const sets = series.map(({ values }) => values);
  const bins = chart.bins ?? binCount(sets);
  requireBins(bins);
  const places = rules.map(({ value }) => value);
  const axis = alignedTo(histogramAxis(sets, places, threshold), threshold, bins);
  const shares = sets.map((values) => binShares(values, (value) => placeOn(axis, value), bins));
  const visible = rules.filter(({ value }) => value >= axis.low && value <= axis.high);
  const top = Math.max(...shares.flat()) || 1;
  const styles = styleSeries(series.map(({ name }) => name));
  const headroom = visible.length * LABEL_HEIGHT + 4;
  const encoding = positionIn({ xTitle, axis, top, headroom });
  const subtitle = [
    describeAxis(axis, series),
    ...rules.filter((rule) => !visible.includes(rule)).map(describeUnseen),
  ]
    .join(' ')
    .trim();

  return renderFrame({
    title,
    ...(subtitle !== '' && { subtitle }),
    description:
      `${title}: histogram of ${xTitle}, ` +
      `${[...series.map(sizeOf), ...rules.map(label)].join(', ')}.`,
    legend: styles.map((style, i) => ({
      ...style,
      name: sizeOf(series[i] as (typeof series)[number]),
      symbol: 'square' as const,
    })),
    plotHeight: PLOT_HEIGHT,
    bottom: 52,
    layers: [
      ...shares.map((own, i) => areaLayer(outline(own, axis), styles[i] as SeriesStyle, encoding)),
      ...ruleLayers(visible, axis, encoding),
    ],
  });
}

function requireSeries(series: HistogramChart['series']): void {
  requireSome(series, 'series');
  for (const { name, values } of series) {
    requireSome(values, `series '${name}'`);
    requireFinite(values, `series '${name}'`);
  }
}

interface Plot {
  readonly xTitle: string;
  readonly axis: HistogramAxis;
  /** The largest share. */
  readonly top: number;
  /** For labels, pixels. */
  readonly headroom: number;
}

function positionIn({ xTitle, axis, top, headroom }: Plot): Position {
  const { low, high, scale } = axis;
  return {
    x: {
      field: 'x',
      type: 'quantitative',
      title: scale === 'log' ? `${xTitle}, logarithmic` : xTitle,
      scale: { type: scale, domain: [low, high], nice: false },
      ...(scale === 'log' && { axis: logAxis(low, high) }),
    },
    y: {
      field: 'y',
      type: 'quantitative',
      title: 'share of each set',
      scale: { domain: [0, top], range: [PLOT_HEIGHT, headroom], nice: false },
      axis: { format: '~%' },
    },
  };
}

/** Few ticks with labels; Vega's own where the axis is too short for round numbers. */
function logAxis(low: number, high: number) {
  const values = logTicks(low, high);
  return { format: '~g', ...(values.length > 1 && { values }) };
}

const label = ({ name, value }: Marker): string => `${name} ${formatScore(value)}`;
const sizeOf = ({ name, values }: HistogramChart['series'][number]): string =>
  `${name} (${formatCount(values.length)})`;
const describeUnseen = (rule: Marker): string => `Beyond the axis: ${label(rule)}.`;

/** What is unusual about the axis. */
function describeAxis(axis: HistogramAxis, series: HistogramChart['series']): string {
  const sets = series.map(({ values }) => values);
  const log = axis.scale === 'log' ? 'Logarithmic axis.' : '';
  const outside = countOutside(sets, axis);
  if (outside === 0) return log;
  const { cutLow, cutHigh, cutAtThreshold } = axis;
  if (!cutLow && !cutHigh && !cutAtThreshold) return log;
  const quantiles = [...(cutLow ? ['0.5 %'] : []), ...(cutHigh ? ['99.5 %'] : [])].join(' and ');
  const total = sets.reduce((sum, values) => sum + values.length, 0);
  const where = cutAtThreshold
    ? 'so that both sides of the threshold are seen'
    : `at the ${quantiles} quantile`;
  const ofEach = series.flatMap(({ name, values }) => {
    const beyond = countOutside([values], axis);
    return beyond === 0 || !cutAtThreshold ? [] : [`${formatCount(beyond)} ${name}`];
  });
  const each = ofEach.length === 0 ? '' : ` (${ofEach.join(', ')})`;
  return (
    `${log} Axis cut ${where}: ${formatCount(outside)} of ${formatCount(total)} scores${each} ` +
    'lie beyond.'
  ).trim();
}

/** Corners of the steps, from the axis up and back down to it. */
function outline(shares: readonly number[], axis: HistogramAxis): { x: number; y: number }[] {
  return [
    { x: axis.low, y: 0 },
    ...shares.map((y, bin) => ({ x: at(axis, bin / shares.length), y })),
    { x: axis.high, y: 0 },
  ];
}

function areaLayer(
  values: { x: number; y: number }[],
  { color }: SeriesStyle,
  encoding: Position,
): Layer {
  return {
    data: { values },
    mark: {
      type: 'area',
      interpolate: 'step-after',
      color,
      fillOpacity: 0.35,
      line: { color, strokeWidth: 1.5, opacity: 1 },
    },
    encoding,
  };
}

/**
 * Labels stand on their own rows and on the side with more room; rules end at their label, so that
 * none crosses another's.
 */
function ruleLayers(rules: readonly Marker[], axis: HistogramAxis, encoding: Position): Layer[] {
  const onLeft = ({ value }: Marker): boolean => placeOn(axis, value) < 0.5;
  const rows = [
    ...rules.filter(onLeft).sort((a, b) => a.value - b.value),
    ...rules.filter((rule) => !onLeft(rule)).sort((a, b) => b.value - a.value),
  ];
  return rows.flatMap((rule, row): Layer[] => {
    const top = row * LABEL_HEIGHT;
    const data = { values: [{ x: rule.value }] };
    const isThreshold = rule.name === 'threshold';
    const color = isThreshold ? TEXT_COLOR : MUTED_COLOR;
    const side = onLeft(rule)
      ? ({ align: 'left', dx: 5 } as const)
      : ({ align: 'right', dx: -5 } as const);
    return [
      {
        data,
        mark: { type: 'rule', color, strokeWidth: 1.5, strokeDash: isThreshold ? [] : [4, 3] },
        encoding: { x: encoding.x, y: { value: top }, y2: { value: PLOT_HEIGHT } },
      },
      {
        data,
        mark: {
          type: 'text',
          text: label(rule),
          color,
          baseline: 'top',
          fontSize: TEXT_SIZE,
          ...side,
        },
        encoding: { x: encoding.x, y: { value: top } },
      },
    ];
  });
}

function requireBins(bins: number): void {
  if (Number.isInteger(bins) && bins >= 1) return;
  throw new OneClassError(
    'invalid-argument',
    `Invalid bins: expected an integer of 1 or more. Received: ${bins}.`,
    {
      argument: 'bins',
      expected: 'an integer ≥ 1',
      received: bins,
    },
  );
}
