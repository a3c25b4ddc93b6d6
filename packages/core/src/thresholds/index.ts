export { conformalThreshold, type ConformalOptions } from './conformal.ts';
export { fixedThreshold, isFixed } from './fixed.ts';
export { fewestScores } from './held-out.ts';
export { gridThreshold, type GridOptions, type GridThreshold } from './grid.ts';
export { kSigmaThreshold, type KSigmaOptions } from './k-sigma.ts';
export { bestF1Threshold, youdenThreshold } from './labeled.ts';
export { pixelQuantileThreshold } from './pixel-quantile.ts';
export { quantileThreshold, type QuantileOptions } from './quantile.ts';
