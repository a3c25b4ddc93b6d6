import type { FigureSpec } from './table.ts';

/** The figures of a cell with a validation set, in the order in which they are shown. */
export const validatedFigures: readonly FigureSpec[] = [
  { key: 'testAuroc', title: 'test AUROC, %', unit: 'percent' },
  { key: 'testAveragePrecision', title: 'test average precision, %', unit: 'percent' },
  { key: 'testF1', title: 'test F1, %', unit: 'percent' },
  { key: 'testAccuracy', title: 'test accuracy, %', unit: 'percent' },
  { key: 'validationF1', title: 'validation F1, %', unit: 'percent' },
  { key: 'validationAccuracy', title: 'validation accuracy, %', unit: 'percent' },
  { key: 'threshold', title: 'threshold', unit: 'score' },
  { key: 'validationNormalMean', title: 'validation, normal scores: mean', unit: 'score' },
  { key: 'validationNormalDeviation', title: '… standard deviation', unit: 'score' },
  { key: 'validationNormalMinimum', title: '… minimum', unit: 'score' },
  { key: 'validationNormalMaximum', title: '… maximum', unit: 'score' },
  { key: 'validationAnomalousMean', title: 'validation, anomalous scores: mean', unit: 'score' },
  { key: 'validationAnomalousDeviation', title: '… standard deviation', unit: 'score' },
  { key: 'validationAnomalousMinimum', title: '… minimum', unit: 'score' },
  { key: 'validationAnomalousMaximum', title: '… maximum', unit: 'score' },
  { key: 'lossFirst', title: 'training loss: first epoch', unit: 'score' },
  { key: 'lossLast', title: '… last epoch', unit: 'score' },
];
