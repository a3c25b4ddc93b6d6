import type { FigureName } from '../table/figure.ts';

/** The figures of a cell with a validation set of both kinds. */
export const validatedFigures: readonly FigureName[] = [
  'testAuroc',
  'testAveragePrecision',
  'testF1',
  'testAccuracy',
  'validationF1',
  'validationAccuracy',
  'threshold',
  'validationNormalMean',
  'validationNormalDeviation',
  'validationNormalMinimum',
  'validationNormalMaximum',
  'validationAnomalousMean',
  'validationAnomalousDeviation',
  'validationAnomalousMinimum',
  'validationAnomalousMaximum',
  'lossFirst',
  'lossLast',
];
