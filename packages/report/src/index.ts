export { confusionChart, type ConfusionChart } from './chart/confusion-chart.ts';
export { histogramChart, type HistogramChart, type Marker } from './chart/histogram-chart.ts';
export { lineChart, type LineChart } from './chart/line-chart.ts';
export { prChart, type PrChart, type PrSeries } from './chart/pr-chart.ts';
export { rocChart, type RocChart, type RocSeries } from './chart/roc-chart.ts';
export { scatterChart, type ScatterChart, type ScatterSeries } from './chart/scatter-chart.ts';
export {
  formatCount,
  formatDuration,
  formatPercent,
  formatScore,
  meanAndDeviation,
} from './format.ts';
export { colorMap, rangeOf, type ColorRange } from './image/color-map.ts';
export {
  imageStrip,
  type ImageStrip,
  type ImageStripOptions,
  type StripRow,
} from './image/image-strip.ts';
export type { Images } from './image/images.ts';
export {
  encodePanel,
  mapPanel,
  OUTLINE_COLORS,
  type MapPanel,
  type MapPanelOptions,
} from './image/map-panel.ts';
export { mapScale, type MapScaleOptions } from './image/map-scale.ts';
export { drawOutlines, type OutlineOptions, type Rgb } from './image/outline.ts';
export { overlay } from './image/overlay.ts';
export { segmentation } from './image/segmentation.ts';
export { htmlPage, type HtmlPage } from './page/html-page.ts';
export type {
  ChartFigure,
  KeyFigure,
  MapLegend,
  PageGrid,
  PageGridLine,
  PanelFigure,
  Section,
} from './page/section.ts';
export type { Column, Table } from './table.ts';
export { sparkline, textTable } from './terminal.ts';
