import {
  bestF1,
  bootstrapInterval,
  evaluate,
  f1Score,
  scoreStatistics,
} from '@oneclass/core/metrics';
import type { Figures } from '../table/figure.ts';
import type { PixelFigures } from './pixel-figures.ts';
import type { CellResult, ScoredSet } from './result.ts';
import type { CheckedCell } from '../table/checked-cell.ts';

/** What a run found out, before anything is concluded from it. */
export type CellFindings = Omit<CellResult, 'figures' | 'threshold'>;

/**
 * Threshold and figures from the stored scores: the same for a cell that has just run and for one
 * that is reused.
 * @param before of a reused cell: its AUROC's interval is kept, which is of the same scores and
 *   takes a second or more to draw
 */
export async function assess(
  cell: CheckedCell,
  findings: CellFindings,
  before: Figures = {},
): Promise<CellResult> {
  const { validation } = findings;
  const threshold = await cell.thresholdOn(
    validation && {
      labels: Uint8Array.from(validation.labels),
      scores: Float32Array.from(validation.scores),
    },
  );
  return { ...findings, figures: figuresOf(findings, threshold?.value ?? null, before), threshold };
}

function figuresOf(
  { validation, test, losses, pixels }: CellFindings,
  threshold: number | null,
  before: Figures,
): Figures {
  const scores = Float32Array.from(test.scores);
  const onTest = evaluate(test.labels, scores, { threshold });
  const { testAurocLow: lower, testAurocHigh: upper } = before;
  const interval =
    typeof lower === 'number' && typeof upper === 'number'
      ? { lower, upper }
      : bootstrapInterval(test.labels, scores);
  const last = losses.filter(({ phase }) => phase === losses.at(-1)?.phase); // after a pretraining
  const loss = (at: number): number | null => last.at(at)?.losses['loss'] ?? null;
  return {
    testAuroc: onTest.auroc,
    testAurocLow: interval.lower,
    testAurocHigh: interval.upper,
    testAveragePrecision: onTest.averagePrecision,
    testBestF1: onTest.bestF1,
    testBestF1Normal: bestF1(test.labels, scores, { positive: 'normal' }).f1,
    testF1: onTest.f1,
    testF1Normal: onTest.confusion && f1Score(onTest.confusion, { positive: 'normal' }),
    testAccuracy: onTest.accuracy,
    ...meanFigures(test),
    ...(pixels && pixelFigures(pixels.all)),
    threshold,
    lossFirst: loss(0),
    lossLast: loss(-1),
    ...(validation && validationFigures(validation, threshold)),
  };
}

/** Mean scores of normal and of anomalous images, and how many times the latter is the former. */
export function meanFigures({ labels, scores }: Pick<ScoredSet, 'labels' | 'scores'>): Figures {
  const [normal, anomalous] = [0, 1].map(
    (label) =>
      scoreStatistics(Float32Array.from(scores.filter((_, i) => labels[i] === label))).mean,
  ) as [number, number];
  return {
    testNormalMean: normal,
    testAnomalousMean: anomalous,
    testMeanRatio: normal > 0 ? anomalous / normal : null,
  };
}

export const pixelFigures = ({ auroc, averagePrecision, aupro }: PixelFigures): Figures => ({
  testPixelAuroc: auroc,
  testPixelAveragePrecision: averagePrecision,
  testAupro: aupro,
});

/** A validation set may be of normal images only. */
function validationFigures({ labels, scores }: ScoredSet, threshold: number | null): Figures {
  const ofLabel = (label: number): ReturnType<typeof scoreStatistics> | undefined =>
    labels.includes(label)
      ? scoreStatistics(Float32Array.from(scores.filter((_, i) => labels[i] === label)))
      : undefined;
  const [normal, anomalous] = [ofLabel(0), ofLabel(1)];
  const both = normal && anomalous && evaluate(labels, Float32Array.from(scores), { threshold });
  return {
    ...(both && {
      validationAuroc: both.auroc,
      validationF1: both.f1,
      validationAccuracy: both.accuracy,
    }),
    ...(normal && {
      validationNormalMean: normal.mean,
      validationNormalDeviation: normal.standardDeviation,
      validationNormalMinimum: normal.minimum,
      validationNormalMaximum: normal.maximum,
    }),
    ...(anomalous && {
      validationAnomalousMean: anomalous.mean,
      validationAnomalousDeviation: anomalous.standardDeviation,
      validationAnomalousMinimum: anomalous.minimum,
      validationAnomalousMaximum: anomalous.maximum,
    }),
  };
}
