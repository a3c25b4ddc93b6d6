/**
 * @file Which axis a histogram has. Scores of detectors have long tails: on a plain axis all normal
 *   images may stand in one bar, beside the threshold.
 */
import { axisRange, countOutside, LOW_QUANTILE, HIGH_QUANTILE, quantile } from './histogram.ts';
import type { AxisRange } from './histogram.ts';

export interface HistogramAxis extends AxisRange {
  readonly scale: 'linear' | 'log';
  /** Whether it is cut so that both sides of the threshold are seen. */
  readonly cutAtThreshold: boolean;
}

type Sets = readonly ArrayLike<number>[];

/** Of the axis, that a side of the threshold takes at least: a few bars. */
const LEAST_SIDE = 0.1;
/** And the middle nine tenths of a set, about two bars. */
const LEAST_SET = 0.04;
/** Of some set, for a side of the threshold to matter. */
const LEAST_SHARE = 0.2;
/** Of what is to be seen, on both sides of it where the axis is cut. */
const ROOM_AFTER_CUT = 0.8;

/** As many times as long may an axis become at its high end, for bars to fit. */
const MOST_LONGER = 1.25;

/**
 * A plain axis where both sides of the threshold, and every set, can be told apart on it; else a
 * logarithmic one where they can on that; else a plain one that is cut beyond the threshold.
 *
 * @param threshold among `rules`
 */
export function histogramAxis(
  sets: Sets,
  rules: readonly number[],
  threshold: number | undefined,
): HistogramAxis {
  const plain = { ...axisRange(sets, rules), scale: 'linear', cutAtThreshold: false } as const;
  if (shows(plain, sets, threshold)) return plain;
  const log = logAxis(sets, rules);
  if (log && shows(log, sets, threshold)) return log;
  const cut = threshold === undefined ? undefined : cutAxis(plain, sets, threshold);
  if (cut) return cut;
  return log && narrowest(log, sets) > 2 * narrowest(plain, sets) ? log : plain;
}

/** Where a value stands on an axis, 0 to 1 where it is on it. */
export function placeOn({ low, high, scale }: HistogramAxis, value: number): number {
  return scale === 'log'
    ? Math.log(value / low) / Math.log(high / low)
    : (value - low) / (high - low);
}

function shows(axis: HistogramAxis, sets: Sets, threshold: number | undefined): boolean {
  if (narrowest(axis, sets) < LEAST_SET) return false;
  return threshold === undefined || narrowSide(axis, sets, threshold) === undefined;
}

/** Of all sets, the least share of the axis that the middle of one takes. */
function narrowest(axis: HistogramAxis, sets: Sets): number {
  const widths = sets.map((values) => {
    const sorted = Float64Array.from(values).sort();
    const [from, to] = [quantile(sorted, 0.05), quantile(sorted, 0.95)];
    // Scores that are all alike are one bar on every axis.
    return from === to ? 1 : placeOn(axis, clip(to, axis)) - placeOn(axis, clip(from, axis));
  });
  return Math.min(...widths);
}

const clip = (value: number, { low, high }: AxisRange): number =>
  Math.min(high, Math.max(low, value));

/** The side of the threshold that has a part of some set, and too little of the axis. */
function narrowSide(
  axis: HistogramAxis,
  sets: Sets,
  threshold: number,
): 'below' | 'above' | undefined {
  const place = placeOn(axis, threshold);
  if (!(place >= 0 && place <= 1)) return undefined;
  const shares = sets.map(
    (values) => Array.from(values).filter((value) => value <= threshold).length / values.length,
  );
  if (place < LEAST_SIDE && shares.some((share) => share >= LEAST_SHARE)) return 'below';
  if (1 - place < LEAST_SIDE && shares.some((share) => 1 - share >= LEAST_SHARE)) return 'above';
  return undefined;
}

/** Undefined where scores are not all above 0, but for the lowest few. */
function logAxis(sets: Sets, rules: readonly number[]): HistogramAxis | undefined {
  const sorted = sets.map((values) => Float64Array.from(values).sort());
  const from = Math.min(...sorted.map((values) => quantile(values, LOW_QUANTILE)));
  const to = Math.max(...sorted.map((values) => quantile(values, HIGH_QUANTILE)));
  if (!(from > 0 && to > from)) return undefined;
  const minimum = Math.min(...sorted.map((values) => values[0] as number));
  const maximum = Math.max(...sorted.map((values) => values.at(-1) as number));
  // On this axis a few extremes squash little: those within a tenth of it stay.
  const room = (to / from) ** 0.1;
  const low = minimum > from / room ? minimum : from;
  const high = maximum < to * room ? maximum : to;
  const near = rules.filter((rule) => rule > low / room && rule < high * room);
  return {
    low: Math.min(low, ...near),
    high: Math.max(high, ...near),
    cutLow: low > minimum,
    cutHigh: high < maximum,
    ...{ scale: 'log', cutAtThreshold: false },
  };
}

/**
 * Around the threshold and the set that takes the least of the axis, with room beyond on both
 * sides; undefined where that leaves nothing out.
 */
function cutAxis(plain: HistogramAxis, sets: Sets, threshold: number): HistogramAxis | undefined {
  const squeezed = sets.reduce((a, b) => (narrowest(plain, [b]) < narrowest(plain, [a]) ? b : a));
  const sorted = Float64Array.from(squeezed).sort();
  const from = Math.min(threshold, quantile(sorted, LOW_QUANTILE));
  const to = Math.max(threshold, quantile(sorted, HIGH_QUANTILE));
  const room = ROOM_AFTER_CUT * (to - from);
  const [low, high] = [Math.max(plain.low, from - room), Math.min(plain.high, to + room)];
  const axis: HistogramAxis = { ...plain, low, high, cutAtThreshold: true };
  return low < high && countOutside(sets, axis) > 0 ? axis : undefined;
}

/**
 * The axis, made a little longer so that the threshold lies between two bars; as it is where the
 * threshold is not on it.
 */
export function alignedTo(
  axis: HistogramAxis,
  threshold: number | undefined,
  bins: number,
): HistogramAxis {
  const place = threshold === undefined ? NaN : placeOn(axis, threshold);
  if (!(place > 0 && place < 1) || bins < 2) return axis;
  const bars = place * bins;
  const [below, above] = [Math.floor(bars), Math.ceil(bars)];
  // The high end mostly, as scores may have nothing below the low one; they are places on the axis.
  const high = below > 0 ? bars / below : Infinity;
  const low = above < bins ? (bars - above) / (bins - above) : -Infinity;
  if (high <= MOST_LONGER || high <= 1 - low) return { ...axis, high: at(axis, high) };
  return { ...axis, low: at(axis, low) };
}

/** What stands at a place on an axis, 0 to 1 and beyond. */
export const at = ({ low, high, scale }: HistogramAxis, place: number): number =>
  scale === 'log' ? low * (high / low) ** place : low + place * (high - low);
