import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/index.ts';
import {
  auroc,
  averagePrecision,
  bestF1,
  confusionMatrix,
  f1Score,
  histogram,
  prCurve,
  rocCurve,
} from '../../src/metrics/index.ts';

// Few distinct values, so that ties are common; any finite number, so that extremes occur.
const score = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
);

/** At least one image of each class. */
const labeled = fc
  .tuple(fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), score), { maxLength: 60 }), score, score)
  .map(([rest, normal, anomalous]) => [
    [0, normal] as [number, number],
    ...rest,
    [1, anomalous] as [number, number],
  ])
  .map((pairs) => ({
    labels: pairs.map(([label]) => label),
    scores: pairs.map(([, value]) => value),
  }));

describe('metrics over any labels and scores', () => {
  it('AUROC is the share of pairs in the right order, ties half', () => {
    fc.assert(
      fc.property(labeled, ({ labels, scores }) => {
        const of = (wanted: number): number[] => scores.filter((_, i) => labels[i] === wanted);
        const pairs = of(1).flatMap((anomalous) =>
          of(0).map((normal) => (anomalous > normal ? 1 : anomalous === normal ? 0.5 : 0)),
        );
        expect(auroc(labels, scores)).toBe(
          pairs.reduce<number>((sum, right) => sum + right, 0) / pairs.length,
        );
      }),
    );
  });

  it('nothing changes under a rising transform of the scores', () => {
    const whole = labeled.map(({ labels, scores }) => ({
      labels,
      scores: scores.map((value) => Math.round(Math.max(-100, Math.min(100, value)))),
    }));
    fc.assert(
      fc.property(whole, ({ labels, scores }) => {
        const raised = scores.map((value) => Math.exp(value / 10) - 7);
        expect(auroc(labels, raised)).toBe(auroc(labels, scores));
        expect(averagePrecision(labels, raised)).toBe(averagePrecision(labels, scores));
        expect(bestF1(labels, raised).f1).toBe(bestF1(labels, scores).f1);
      }),
    );
  });

  it('AUROC of the opposite labels is one minus it, and of both opposites the same', () => {
    fc.assert(
      fc.property(labeled, ({ labels, scores }) => {
        const flipped = labels.map((label) => 1 - label);
        const negated = scores.map((value) => -value);
        expect(auroc(flipped, scores)).toBeCloseTo(1 - auroc(labels, scores), 12);
        expect(auroc(flipped, negated)).toBe(auroc(labels, scores));
      }),
    );
  });

  it('nothing depends on the order of the images', () => {
    fc.assert(
      fc.property(labeled, fc.nat(), ({ labels, scores }, seed) => {
        const order = [...createRng(seed).permutation(labels.length)];
        const shuffled = [
          order.map((i) => labels[i] as number),
          order.map((i) => scores[i] as number),
        ] as const;
        expect(auroc(...shuffled)).toBe(auroc(labels, scores));
        expect(averagePrecision(...shuffled)).toBe(averagePrecision(labels, scores));
        expect(bestF1(...shuffled)).toEqual(bestF1(labels, scores));
        expect(rocCurve(...shuffled)).toEqual(rocCurve(labels, scores));
      }),
    );
  });

  it('a confusion matrix counts every image once, and none above the threshold as normal', () => {
    fc.assert(
      fc.property(labeled, score, ({ labels, scores }, threshold) => {
        const { truePositive, falsePositive, trueNegative, falseNegative } = confusionMatrix(
          labels,
          scores,
          threshold,
        );
        expect(truePositive + falseNegative).toBe(labels.filter((label) => label === 1).length);
        expect(falsePositive + trueNegative).toBe(labels.filter((label) => label === 0).length);
        expect(truePositive + falsePositive).toBe(
          scores.filter((value) => value > threshold).length,
        );
      }),
    );
  });

  it('no score taken as the threshold has a better F1 than the best, and the best is reached', () => {
    fc.assert(
      fc.property(labeled, ({ labels, scores }) => {
        const best = bestF1(labels, scores);
        expect(f1Score(confusionMatrix(labels, scores, best.threshold))).toBe(best.f1);
        for (const threshold of [...scores, -Infinity])
          expect(f1Score(confusionMatrix(labels, scores, threshold))).toBeLessThanOrEqual(best.f1);
      }),
    );
  });

  it('each threshold of a ROC curve gives its point', () => {
    fc.assert(
      fc.property(labeled, ({ labels, scores }) => {
        const curve = rocCurve(labels, scores);
        curve.thresholds.forEach((threshold, i) => {
          const { truePositive, falsePositive, trueNegative, falseNegative } = confusionMatrix(
            labels,
            scores,
            threshold,
          );
          expect(curve.truePositiveRate[i]).toBe(truePositive / (truePositive + falseNegative));
          expect(curve.falsePositiveRate[i]).toBe(falsePositive / (falsePositive + trueNegative));
        });
      }),
    );
  });

  it('each threshold of a precision-recall curve gives its point', () => {
    fc.assert(
      fc.property(labeled, fc.boolean(), ({ labels, scores }, dropIntermediate) => {
        const curve = prCurve(labels, scores, { dropIntermediate });
        curve.thresholds.forEach((threshold, i) => {
          const { truePositive, falsePositive, falseNegative } = confusionMatrix(
            labels,
            scores,
            threshold,
          );
          expect(curve.recall[i]).toBe(truePositive / (truePositive + falseNegative));
          expect(curve.precision[i]).toBe(
            i === 0 ? 1 : truePositive / (truePositive + falsePositive),
          );
        });
      }),
    );
  });

  it('the best F1 of a class is that of the other one with labels and scores turned round', () => {
    fc.assert(
      fc.property(labeled, ({ labels, scores }) => {
        const turned = bestF1(
          labels.map((label) => 1 - label),
          scores.map((value) => -value),
        );
        expect(bestF1(labels, scores, { positive: 'normal' }).f1).toBe(turned.f1);
        expect(bestF1(labels, scores).f1).toBeGreaterThan(0);
      }),
    );
  });

  it('a threshold for float32 scores means the same when compared in float32', () => {
    const float32 = fc
      .tuple(labeled, fc.integer({ min: -40, max: 40 }))
      .map(([{ labels, scores }, exponent]) => ({
        labels,
        // Neighbours of one another, near 2 ** exponent, and zero.
        scores: Float32Array.from(scores, (value) =>
          value > 1e9 ? 0 : 2 ** exponent * (1 + Math.trunc(value % 8) * 2 ** -23),
        ),
      }));
    fc.assert(
      fc.property(float32, ({ labels, scores }) => {
        const { thresholds } = prCurve(labels, scores, { dropIntermediate: false });
        for (const threshold of thresholds) expect(Math.fround(threshold)).toBe(threshold);
        const { f1, threshold } = bestF1(labels, scores);
        expect(f1Score(confusionMatrix(labels, scores, Math.fround(threshold)))).toBe(f1);
      }),
    );
  });

  it('a histogram over the whole range counts every score in the bin whose edges hold it', () => {
    const moderate = fc.array(
      fc.integer({ min: -1000, max: 1000 }).map((n) => n / 7),
      { minLength: 1, maxLength: 50 },
    );
    fc.assert(
      fc.property(moderate, fc.integer({ min: 1, max: 20 }), (scores, bins) => {
        const { edges, counts } = histogram(scores, { bins });
        const expected = [...counts].map((_, bin) => {
          const [low, high] = [edges[bin] as number, edges[bin + 1] as number];
          return scores.filter(
            (value) => value >= low && (value < high || (bin === bins - 1 && value === high)),
          ).length;
        });
        expect([...counts]).toEqual(expected);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(scores.length);
      }),
    );
  });
});
