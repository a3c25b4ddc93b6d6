export {
  calibrationScores,
  pValue,
  readCalibration,
  writeCalibration,
  type CalibrationScores,
  type SavedScores,
} from './calibration-scores.ts';
export { confidenceScale, type ConfidenceOptions } from './confidence.ts';
export { conformalThreshold, type ConformalOptions } from './conformal.ts';
export { fixedThreshold, isFixed } from './fixed.ts';
export { fewestScores } from './held-out.ts';
export { gridThreshold, type GridOptions, type GridThreshold } from './grid.ts';
export { kSigmaThreshold, type KSigmaOptions } from './k-sigma.ts';
export { bestF1Threshold, youdenThreshold } from './labeled.ts';
export { pixelQuantileThreshold } from './pixel-quantile.ts';
export { quantileThreshold, type QuantileOptions } from './quantile.ts';
export { toleranceThreshold, type ToleranceOptions } from './tolerance.ts';
