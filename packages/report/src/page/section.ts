import type { ColorRange, ImageStrip, Rgb } from '@oneclass/pictures';
import type { Table } from '../table.ts';

/** A number of ours, formatted, beside those it is to be compared with. */
export interface KeyFigure {
  readonly name: string;
  readonly ours: string;
  /** By their column's heading: `{ published: '96.54' }`. */
  readonly others?: Readonly<Record<string, string>>;
  readonly note?: string;
}

export interface ChartFigure {
  /** As the chart functions give it. */
  readonly svg: string;
  readonly caption?: string;
}

/** A table of two axes: at each place a number of ours, smaller lines beneath it. */
export interface PageGrid {
  /** Of the axis down the side. */
  readonly axis: string;
  readonly columns: readonly string[];
  readonly lines: readonly PageGridLine[];
  /** The last line, set apart. */
  readonly summary?: PageGridLine;
}

export interface PageGridLine {
  readonly name: string;
  /** One a column. */
  readonly entries: readonly { readonly value: string; readonly notes?: readonly string[] }[];
}

/** One image's pictures side by side, with what is said of it. */
export interface PanelFigure {
  readonly picture: {
    readonly bytes: Uint8Array;
    readonly type: 'image/png' | 'image/webp';
    readonly width: number;
    readonly height: number;
  };
  /** Below the picture, each at an equal share of its width. */
  readonly labels: readonly string[];
  readonly title: string;
  readonly verdict?: { readonly text: string; readonly tone: 'right' | 'wrong' | 'plain' };
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** What colours and outlines of panels mean. */
export interface MapLegend extends ColorRange {
  readonly title: string;
  /** Whether there are scores above the scale. */
  readonly clipped?: boolean;
  /** Marked on the scale. */
  readonly threshold?: number | null | undefined;
  readonly outlines: readonly { readonly label: string; readonly color: Rgb }[];
}

/** The parts of a page, from top to bottom. All text is shown as it is; none is read as HTML. */
export type Section =
  | {
      readonly type: 'heading';
      readonly text: string;
      /** 2 when absent. */ readonly level?: 2 | 3;
    }
  | { readonly type: 'paragraph'; readonly text: string }
  | {
      readonly type: 'key-figures';
      readonly figures: readonly KeyFigure[];
      readonly caption?: string;
    }
  | { readonly type: 'table'; readonly table: Table; readonly caption?: string }
  | { readonly type: 'grid'; readonly grid: PageGrid; readonly caption?: string }
  | { readonly type: 'charts'; readonly charts: readonly ChartFigure[] }
  | {
      readonly type: 'images';
      readonly strip: ImageStrip;
      readonly caption?: string;
      /** Explains the colours of `colorMap`. */
      readonly colorScale?: ColorRange & { readonly title: string };
    }
  | { readonly type: 'map-legend'; readonly legend: MapLegend }
  | { readonly type: 'panels'; readonly panels: readonly PanelFigure[] }
  /** Folded away until asked for: config, versions, machine. Nested objects become dotted names. */
  | {
      readonly type: 'details';
      readonly summary: string;
      readonly values: Readonly<Record<string, unknown>>;
    }
  /** Other sections, folded away until asked for. */
  | { readonly type: 'fold'; readonly summary: string; readonly sections: readonly Section[] };
