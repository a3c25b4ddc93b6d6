import { formatPercent, formatScore } from '@oneclass/report';

export type FigureName =
  | 'testAuroc'
  | 'testAurocLow'
  | 'testAurocHigh'
  | 'testAveragePrecision'
  | 'testF1'
  | 'testF1Normal'
  | 'testBestF1'
  | 'testBestF1Normal'
  | 'testAccuracy'
  | 'testNormalMean'
  | 'testAnomalousMean'
  | 'testMeanRatio'
  | 'testPixelAuroc'
  | 'testPixelAveragePrecision'
  | 'testAupro'
  | 'validationAuroc'
  | 'validationF1'
  | 'validationAccuracy'
  | 'threshold'
  | 'validationNormalMean'
  | 'validationNormalDeviation'
  | 'validationNormalMinimum'
  | 'validationNormalMaximum'
  | 'validationAnomalousMean'
  | 'validationAnomalousDeviation'
  | 'validationAnomalousMinimum'
  | 'validationAnomalousMaximum'
  | 'scoredPerSecond'
  | 'fitSeconds'
  | 'imageMilliseconds'
  | 'artifactMegabytes'
  | 'fitPeakMegabytes'
  | 'lossFirst'
  | 'lossLast';

interface FigureSpec {
  readonly title: string;
  readonly format: (value: number | null) => string;
  /** The interval's ends, shown beside the figure of a single seed. */
  readonly interval?: readonly [low: FigureName, high: FigureName];
}

const percent = (title: string): FigureSpec => ({ title: `${title}, %`, format: formatPercent });
const score = (title: string): FigureSpec => ({ title, format: formatScore });
/** Times and sizes, of which a third digit says nothing more. */
const measured = (title: string): FigureSpec => ({
  title,
  format: (value) =>
    value === null ? formatScore(null) : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0),
});

/** The figures of a result; shares are fractions in [0, 1], shown in percent. */
export const FIGURES: Readonly<Record<FigureName, FigureSpec>> = {
  testAuroc: { ...percent('test AUROC'), interval: ['testAurocLow', 'testAurocHigh'] },
  testAurocLow: percent('test AUROC, lower end of its 95 % interval'),
  testAurocHigh: percent('test AUROC, upper end of its 95 % interval'),
  testAveragePrecision: percent('test average precision'),
  testF1: percent('test F1'),
  testF1Normal: percent('test F1, normal positive'),
  testBestF1: percent('best test F1 (an upper bound)'),
  testBestF1Normal: percent('best test F1, normal positive (an upper bound)'),
  testAccuracy: percent('test accuracy'),
  testNormalMean: score('test, normal scores: mean'),
  testAnomalousMean: score('test, anomalous scores: mean'),
  testMeanRatio: score('test, ratio of these means'),
  testPixelAuroc: percent('test pixel AUROC'),
  testPixelAveragePrecision: percent('test pixel average precision'),
  testAupro: percent('test AUPRO'),
  validationAuroc: percent('validation AUROC'),
  validationF1: percent('validation F1'),
  validationAccuracy: percent('validation accuracy'),
  threshold: score('threshold'),
  validationNormalMean: score('validation, normal scores: mean'),
  validationNormalDeviation: score('validation, normal scores: standard deviation'),
  validationNormalMinimum: score('validation, normal scores: minimum'),
  validationNormalMaximum: score('validation, normal scores: maximum'),
  validationAnomalousMean: score('validation, anomalous scores: mean'),
  validationAnomalousDeviation: score('validation, anomalous scores: standard deviation'),
  validationAnomalousMinimum: score('validation, anomalous scores: minimum'),
  validationAnomalousMaximum: score('validation, anomalous scores: maximum'),
  scoredPerSecond: score('images scored a second'),
  fitSeconds: measured('fit, s'),
  imageMilliseconds: measured('one image, ms'),
  artifactMegabytes: measured('saved detector, MB'),
  fitPeakMegabytes: measured('peak memory of the fit, MB'),
  lossFirst: score('training loss: first epoch'),
  lossLast: score('training loss: last epoch'),
};

export const FIGURE_NAMES = Object.keys(FIGURES) as FigureName[];

/** Of a table that names none. */
export const COMMON_FIGURES: readonly FigureName[] = [
  'testAuroc',
  'testAveragePrecision',
  'testF1',
  'testAccuracy',
  'threshold',
];

/** Null for what could not be computed, as F1 without a threshold. */
export type Figures = Readonly<Partial<Record<FigureName, number | null>>>;
