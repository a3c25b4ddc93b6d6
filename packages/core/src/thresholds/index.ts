export { fixedThreshold } from './fixed.ts';
export { gridThreshold, type GridOptions, type GridThreshold } from './grid.ts';
export { quantileThreshold, type QuantileOptions } from './quantile.ts';
