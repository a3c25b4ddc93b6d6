/**
 * @file Colours and sizes of every chart. The colours are Okabe and Ito's, which stay apart for
 *   all common kinds of colour blindness: "Color Universal Design" (2008),
 *   https://jfly.uni-koeln.de/color/. Blue is kept for normal, vermillion for anomalous.
 */

export const NORMAL_COLOR = '#0072b2';
export const ANOMALOUS_COLOR = '#d55e00';
const OTHER_COLORS = ['#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#4d4d4d'];
const DASHES = [[], [7, 4], [2, 3]];

export const TEXT_COLOR = '#1d2125';
export const MUTED_COLOR = '#5c6570';
export const GRID_COLOR = '#e7e9ec';

// Sized for 337 px, a chart's width on a phone: labels are then 12 px high.
export const WIDTH = 400;
export const MARGIN = 12;
export const LEFT = 66;
export const RIGHT = 16;
export const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
export const TITLE_SIZE = 16;
export const TEXT_SIZE = 14;

export interface SeriesStyle {
  readonly name: string;
  readonly color: string;
  /** Lengths of dashes and gaps; empty for a solid line. */
  readonly dash: readonly number[];
}

/**
 * 'normal' and 'anomalous' keep their colours wherever they stand; the others take turns, then turn
 * to dashes.
 */
export function styleSeries(names: readonly string[]): SeriesStyle[] {
  let others = 0;
  return names.map((name) => {
    if (name === 'normal') return { name, color: NORMAL_COLOR, dash: [] };
    if (name === 'anomalous') return { name, color: ANOMALOUS_COLOR, dash: [] };
    const position = others++;
    return {
      name,
      color: OTHER_COLORS[position % OTHER_COLORS.length] as string,
      dash: DASHES[Math.floor(position / OTHER_COLORS.length) % DASHES.length] as number[],
    };
  });
}

/**
 * Vega-Lite's config. Positions of axis titles are fixed: widths of text cannot be measured without
 * a canvas.
 */
export const CONFIG = {
  aria: false,
  background: '#ffffff',
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    domainColor: '#9aa2ab',
    tickColor: '#9aa2ab',
    gridColor: GRID_COLOR,
    labelColor: MUTED_COLOR,
    titleColor: TEXT_COLOR,
    labelFontSize: TEXT_SIZE,
    titleFontSize: TEXT_SIZE,
    titleFontWeight: 'normal',
    labelPadding: 5,
    tickSize: 4,
    labelOverlap: 'greedy',
  },
  axisX: { grid: false, titleY: 34, tickCount: 5 },
  axisY: { domain: false, ticks: false, titleX: -50, tickCount: 5 },
} as const;
