import { legendLayers, placeLegend, type LegendEntry } from './legend.ts';
import { textLayer, wrapText, type PlacedText } from './text.ts';
import {
  LEFT,
  MARGIN,
  MUTED_COLOR,
  PLOT_WIDTH,
  RIGHT,
  TEXT_COLOR,
  TEXT_SIZE,
  TITLE_SIZE,
} from './theme.ts';
import { renderSvg, type Layer } from './vega.ts';

/** What every chart has around its plot. */
export interface Frame {
  readonly title: string;
  readonly subtitle?: string;
  readonly legend?: readonly LegendEntry[];
  /** What the chart shows, for those who cannot see it. */
  readonly description: string;
  readonly plotHeight: number;
  /** Room below the plot, for its axis. */
  readonly bottom: number;
  readonly layers: readonly Layer[];
}

const LINE_HEIGHT = 1.3;

/**
 * All charts are equally wide, and their plots start and end at the same places: they line up in a
 * grid.
 */
export async function renderFrame(frame: Frame): Promise<string> {
  const title = wrapText(frame.title, TITLE_SIZE);
  const subtitle = wrapText(frame.subtitle ?? '', TEXT_SIZE);
  const legend = placeLegend(frame.legend ?? []);
  const subtitleTop = MARGIN + title.length * TITLE_SIZE * LINE_HEIGHT;
  const legendTop = subtitleTop + subtitle.length * TEXT_SIZE * LINE_HEIGHT + 8;
  const top = Math.round(legendTop + legend.height + 8);
  const spec = {
    width: PLOT_WIDTH,
    height: frame.plotHeight,
    padding: { left: LEFT, right: RIGHT, top, bottom: frame.bottom },
    autosize: { type: 'none' } as const,
    layer: [
      textLayer(placeLines(title, MARGIN - top, TITLE_SIZE), {
        fontSize: TITLE_SIZE,
        fontWeight: 600,
        color: TEXT_COLOR,
      }),
      textLayer(placeLines(subtitle, subtitleTop - top, TEXT_SIZE), { color: MUTED_COLOR }),
      ...legendLayers(legend.placed, legendTop - top),
      ...frame.layers,
    ],
  };
  return renderSvg(spec, frame);
}

const placeLines = (lines: readonly string[], top: number, size: number): PlacedText[] =>
  lines.map((text, line) => ({ x: MARGIN - LEFT, y: top + line * size * LINE_HEIGHT, text }));
