import { estimateWidth, PIXEL_X, PIXEL_Y, shorten, textLayer } from './text.ts';
import { LEFT, MARGIN, TEXT_COLOR, TEXT_SIZE, WIDTH, type SeriesStyle } from './theme.ts';
import type { Layer } from './vega.ts';

export interface LegendEntry extends SeriesStyle {
  readonly symbol: 'line' | 'square' | 'dot' | 'cross';
}

interface PlacedEntry {
  readonly entry: LegendEntry;
  readonly x: number;
  readonly y: number;
}

const ROW_HEIGHT = TEXT_SIZE * 1.5;
const SYMBOL_WIDTH = 18;
const TEXT_OFFSET = SYMBOL_WIDTH + 6;
const GAP = 14;

/** In as many columns as the longest entry allows, row by row. */
export function placeLegend(entries: readonly LegendEntry[]): {
  placed: PlacedEntry[];
  height: number;
} {
  const columnWidth =
    TEXT_OFFSET + GAP + Math.max(0, ...entries.map(({ name }) => estimateWidth(shorten(name))));
  const columns = Math.max(1, Math.floor((WIDTH - 2 * MARGIN + GAP) / columnWidth));
  const placed = entries.map((entry, i) => ({
    entry,
    x: MARGIN - LEFT + (i % columns) * columnWidth,
    y: Math.floor(i / columns) * ROW_HEIGHT,
  }));
  return { placed, height: Math.ceil(entries.length / columns) * ROW_HEIGHT };
}

/** @param top of the legend, in pixels below the plot's upper edge */
export function legendLayers(placed: readonly PlacedEntry[], top: number): Layer[] {
  const texts = placed.map(({ entry, x, y }) => ({
    x: x + TEXT_OFFSET,
    y: top + y,
    text: shorten(entry.name),
  }));
  return [...placed.map((item) => symbolLayer(item, top)), textLayer(texts, { color: TEXT_COLOR })];
}

function symbolLayer({ entry, x, y }: PlacedEntry, top: number): Layer {
  const middle = top + y + TEXT_SIZE / 2;
  if (entry.symbol !== 'line') {
    return {
      data: { values: [{ x: x + SYMBOL_WIDTH / 2, y: middle }] },
      mark: { type: 'point', fill: entry.color, ...shapeOf(entry), opacity: 1 },
      encoding: { x: PIXEL_X, y: PIXEL_Y },
    };
  }
  return {
    data: { values: [{ x, y: middle }] },
    mark: { type: 'rule', color: entry.color, strokeWidth: 2.5, strokeDash: [...entry.dash] },
    encoding: { x: PIXEL_X, y: PIXEL_Y, x2: { value: x + SYMBOL_WIDTH } },
  };
}

function shapeOf({ symbol, color }: LegendEntry): object {
  if (symbol === 'square')
    return { shape: 'square', size: 170, fillOpacity: 0.4, stroke: color, strokeWidth: 1.5 };
  return symbol === 'cross'
    ? { shape: 'cross', size: 150, strokeWidth: 0 }
    : { shape: 'circle', size: 60, strokeWidth: 0 };
}
