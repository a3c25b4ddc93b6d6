export type { AuproOptions } from './aupro.ts';
export { averagePrecision } from './average-precision.ts';
export { bestF1, type BestF1 } from './best-f1.ts';
export {
  bootstrapInterval,
  type BootstrapOptions,
  type ConfidenceInterval,
  type Metric,
} from './bootstrap.ts';
export { accuracy, confusionMatrix, f1Score, type ConfusionMatrix } from './confusion.ts';
export { evaluate, type EvaluateOptions, type Evaluation } from './evaluate.ts';
export {
  aupro,
  evaluatePixels,
  pixelAuroc,
  pixelAveragePrecision,
  type EvaluatePixelsOptions,
  type PixelEvaluation,
} from './evaluate-pixels.ts';
export type { KindEvaluation } from './kind.ts';
export { pixelConfusionMatrix } from './pixel-confusion.ts';
export type { PixelErrorBounds } from './pixel-error-bounds.ts';
export {
  pixelEvaluator,
  type BoundedPixelEvaluation,
  type PixelEvaluator,
  type PixelEvaluatorOptions,
} from './pixel-evaluator.ts';
export { pixelScores, type PixelCounts, type PixelScores } from './pixel-scores.ts';
export type { F1Options } from './positive-class.ts';
export { prCurve, type PrCurve } from './precision-recall.ts';
export { labelRegions, type Regions } from './regions.ts';
export { auroc, rocCurve, type CurveOptions, type RocCurve } from './roc.ts';
export {
  histogram,
  scoreStatistics,
  type Histogram,
  type HistogramOptions,
  type ScoreStatistics,
} from './score-distribution.ts';
