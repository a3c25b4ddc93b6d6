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
