export { averagePrecision } from './average-precision.ts';
export { bestF1, type BestF1 } from './best-f1.ts';
export { accuracy, confusionMatrix, f1Score, type ConfusionMatrix } from './confusion.ts';
export { evaluate, type EvaluateOptions, type Evaluation } from './evaluate.ts';
export type { KindEvaluation } from './kind.ts';
export { auroc, rocCurve, type RocCurve, type RocCurveOptions } from './roc.ts';
export { histogram, scoreStatistics, type Histogram, type HistogramOptions, type ScoreStatistics } from './score-distribution.ts';
