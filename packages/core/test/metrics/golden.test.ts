import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  accuracy,
  auroc,
  averagePrecision,
  bestF1,
  confusionMatrix,
  evaluate,
  f1Score,
  histogram,
  prCurve,
  rocCurve,
  scoreStatistics,
  type ConfusionMatrix,
  type ScoreStatistics,
} from '../../src/metrics/index.ts';

interface Points {
  readonly falsePositiveRate: number[];
  readonly truePositiveRate: number[];
}

interface PrPoints {
  readonly precision: number[];
  readonly recall: number[];
}

/** golden.py made them. */
interface Golden {
  readonly labels: number[];
  readonly scores: number[];
  readonly auroc: number;
  readonly averagePrecision: number;
  readonly bestF1: number;
  readonly bestF1OfNormal: number;
  readonly pr: PrPoints;
  readonly fullPr: PrPoints;
  readonly roc: Points;
  readonly fullRoc: Points;
  readonly threshold: number;
  readonly confusion: ConfusionMatrix;
  readonly f1: number;
  readonly f1OfNormal: number;
  readonly accuracy: number;
  readonly statistics: ScoreStatistics;
  readonly histogram: { readonly edges: number[]; readonly counts: number[] };
}

const goldens = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as Record<
  string,
  Golden
>;
const float32 = Object.entries(goldens).filter(([name]) => name !== 'float64');
const cases = [
  ...Object.entries(goldens).map(([name, golden]) => ({
    name: `${name}, from number[]`,
    golden,
    scores: golden.scores,
  })),
  ...float32.map(([name, golden]) => ({
    name: `${name}, from Float32Array`,
    golden,
    scores: new Float32Array(golden.scores),
  })),
];

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++)
    expect(actual[i], `at ${i}`).toBeCloseTo(expected[i] as number, 12);
}

describe.each(cases)('metrics equal scikit-learn and NumPy: $name', ({ golden, scores }) => {
  const { labels } = golden;

  it('area under the ROC curve', () => {
    expect(auroc(labels, scores)).toBeCloseTo(golden.auroc, 12);
  });

  it('average precision', () => {
    expect(averagePrecision(labels, scores)).toBeCloseTo(golden.averagePrecision, 12);
  });

  it('points of the ROC curve, with and without those on straight lines', () => {
    for (const [options, expected] of [
      [{}, golden.roc],
      [{ dropIntermediate: false }, golden.fullRoc],
    ] as const) {
      const curve = rocCurve(labels, scores, options);
      expectClose(curve.falsePositiveRate, expected.falsePositiveRate);
      expectClose(curve.truePositiveRate, expected.truePositiveRate);
    }
  });

  it('points of the precision-recall curve, with and without those of the same recall', () => {
    for (const [options, expected] of [
      [{}, golden.pr],
      [{ dropIntermediate: false }, golden.fullPr],
    ] as const) {
      const curve = prCurve(labels, scores, options);
      expectClose(curve.precision, expected.precision.toReversed());
      expectClose(curve.recall, expected.recall.toReversed());
    }
  });

  it('the best F1, which its threshold reproduces', () => {
    const best = bestF1(labels, scores);
    expect(best.f1).toBeCloseTo(golden.bestF1, 12);
    const confusion = confusionMatrix(labels, scores, best.threshold);
    expect(f1Score(confusion)).toBe(best.f1);
    expect(confusion.truePositive / (confusion.truePositive + confusion.falsePositive)).toBe(
      best.precision,
    );
    expect(confusion.truePositive / (confusion.truePositive + confusion.falseNegative)).toBe(
      best.recall,
    );
  });

  it('the best F1 with normal as the positive class, which its threshold reproduces', () => {
    const best = bestF1(labels, scores, { positive: 'normal' });
    expect(best.f1).toBeCloseTo(golden.bestF1OfNormal, 12);
    const { trueNegative, falseNegative, falsePositive, ...rest } = confusionMatrix(
      labels,
      scores,
      best.threshold,
    );
    expect(
      f1Score({ trueNegative, falseNegative, falsePositive, ...rest }, { positive: 'normal' }),
    ).toBe(best.f1);
    expect(trueNegative / (trueNegative + falseNegative)).toBe(best.precision);
    expect(trueNegative / (trueNegative + falsePositive)).toBe(best.recall);
  });

  it('the confusion matrix, F1 and accuracy at a threshold', () => {
    const confusion = confusionMatrix(labels, scores, golden.threshold);
    expect(confusion).toEqual(golden.confusion);
    expect(f1Score(confusion)).toBeCloseTo(golden.f1, 12);
    expect(f1Score(confusion, { positive: 'normal' })).toBeCloseTo(golden.f1OfNormal, 12);
    expect(accuracy(confusion)).toBeCloseTo(golden.accuracy, 12);
  });

  it('statistics of the scores', () => {
    const { count, mean, standardDeviation, minimum, maximum } = scoreStatistics(scores);
    expect([count, minimum, maximum]).toEqual([
      golden.statistics.count,
      golden.statistics.minimum,
      golden.statistics.maximum,
    ]);
    expectClose(
      [mean, standardDeviation],
      [golden.statistics.mean, golden.statistics.standardDeviation],
    );
  });

  it('a histogram', () => {
    const { edges, counts } = histogram(scores, { bins: 7 });
    expectClose(edges, golden.histogram.edges);
    expect([...counts]).toEqual(golden.histogram.counts);
  });

  it('all of it in one evaluation', () => {
    const { threshold } = golden;
    const best = bestF1(labels, scores);
    expect(evaluate(labels, scores, { threshold })).toEqual({
      auroc: auroc(labels, scores),
      aurocInterval: null,
      averagePrecision: averagePrecision(labels, scores),
      bestF1: best.f1,
      bestF1Threshold: best.threshold,
      f1: f1Score(golden.confusion),
      accuracy: accuracy(golden.confusion),
      threshold,
      counts: {
        normal: labels.filter((label) => label === 0).length,
        anomalous: labels.filter((label) => label === 1).length,
      },
      confusion: golden.confusion,
      byKind: {},
    });
  });
});
