import { describe, expect, it } from 'vitest';
import {
  auroc,
  averagePrecision,
  bestF1,
  bootstrapInterval,
  confusionMatrix,
  evaluate,
  f1Score,
  histogram,
  prCurve,
  rocCurve,
  scoreStatistics,
} from '../../src/metrics/index.ts';

const labels = [0, 1, 0, 1, 1, 0];
const scores = [0.1, 0.9, 0.4, 0.4, 0.8, 0.2];
const kinds = ['good', 'crack', 'good', 'scratch', 'scratch', 'good'];

describe('a threshold', () => {
  it('is exclusive: a score equal to it is called normal', () => {
    expect(confusionMatrix([0, 1], [1, 1], 1)).toEqual({
      truePositive: 0,
      falsePositive: 0,
      trueNegative: 1,
      falseNegative: 1,
    });
  });

  it('for the best F1 lies midway between the two scores it parts', () => {
    expect(bestF1([0, 0, 1, 1], [1, 2, 4, 5])).toEqual({
      f1: 1,
      threshold: 3,
      precision: 1,
      recall: 1,
    });
  });

  it('for the best F1 lies just below the lowest score when everything should be called anomalous', () => {
    for (const given of [0, 5, -5, 1e-3]) {
      for (const Scores of [Float32Array, Float64Array]) {
        const scores = Scores.of(given, given + 1, given + 2);
        const lowest = scores[0] as number;
        const { threshold } = bestF1([1, 0, 1], scores);
        expect(Scores.of(threshold)[0]).toBeLessThan(lowest);
        expect(threshold).toBeGreaterThanOrEqual(lowest - Math.abs(lowest) * 1e-6 - 2 ** -126);
      }
    }
  });

  it('parts neighbouring floats, between which there is no number', () => {
    const next = 1 + Number.EPSILON;
    const { threshold, f1 } = bestF1([0, 1], [1, next]);
    expect([threshold, f1]).toEqual([1, 1]);
    expect(bestF1([0, 1], [next, next + Number.EPSILON]).threshold).toBe(next);
  });

  it('of several with the same F1 is the highest', () => {
    expect(bestF1([1, 0, 0, 1], [4, 3, 2, 1]).threshold).toBe(3.5);
  });
});

describe('a ROC curve', () => {
  it('starts at nothing called anomalous, ends at everything, and has finite thresholds', () => {
    const curve = rocCurve([0, 1, 1], [1, 2, 3]);
    expect([...curve.falsePositiveRate]).toEqual([0, 0, 0, 1]);
    expect([...curve.truePositiveRate]).toEqual([0, 0.5, 1, 1]);
    expect([...curve.thresholds.subarray(0, 3)]).toEqual([3, 2.5, 1.5]);
    expect(curve.thresholds[3]).toBeLessThan(1);
  });

  it('keeps only the corners, unless asked for every point', () => {
    const steep = Array.from({ length: 1000 }, (_, i) => (i < 500 ? 0 : 1));
    const rising = steep.map((_, i) => i);
    expect(rocCurve(steep, rising).thresholds.length).toBeLessThan(6);
    expect(rocCurve(steep, rising, { dropIntermediate: false }).thresholds).toHaveLength(1001);
    // One anomalous image at each score, and 1, 2, 1 normal ones: corners by the false positives
    // alone.
    expect([...rocCurve([1, 0, 1, 0, 0, 1, 0], [3, 3, 2, 2, 2, 1, 1]).falsePositiveRate]).toEqual([
      0, 0.25, 0.75, 1,
    ]);
  });
});

describe('a precision-recall curve', () => {
  it('starts at nothing called anomalous, with precision 1, and ends at everything', () => {
    const curve = prCurve([0, 1, 0, 1], [1, 2, 3, 4]);
    expect([...curve.recall]).toEqual([0, 0.5, 0.5, 1, 1]);
    expect([...curve.precision]).toEqual([1, 1, 0.5, 2 / 3, 0.5]);
    expect([...curve.thresholds.subarray(0, 4)]).toEqual([4, 3.5, 2.5, 1.5]);
  });

  it('leaves out what lies between points of the same recall, unless asked for every point', () => {
    const falling = Array.from({ length: 100 }, (_, i) => (i === 99 ? 1 : 0));
    const rising = falling.map((_, i) => i);
    expect(prCurve(falling, rising).thresholds).toHaveLength(3);
    expect(prCurve(falling, rising, { dropIntermediate: false }).thresholds).toHaveLength(101);
  });
});

describe('F1', () => {
  const confusion = { truePositive: 1, falsePositive: 2, trueNegative: 4, falseNegative: 3 };

  it('takes anomalous as the positive class, or normal when asked to', () => {
    expect([f1Score(confusion), f1Score(confusion, { positive: 'anomalous' })]).toEqual([
      2 / 7,
      2 / 7,
    ]);
    expect(f1Score(confusion, { positive: 'normal' })).toBe(8 / 13);
  });

  it('of normal images may be best with nothing called anomalous', () => {
    expect(bestF1([1, 0, 0], [1, 2, 3], { positive: 'normal' })).toEqual({
      f1: 0.8,
      threshold: 3,
      precision: 2 / 3,
      recall: 1,
    });
  });
});

describe('an evaluation', () => {
  it('takes each anomalous kind against all normal images', () => {
    expect(evaluate(labels, scores, { kinds, threshold: 0.4 }).byKind).toEqual({
      good: {
        count: 3,
        anomalous: false,
        meanScore: expect.closeTo(0.7 / 3, 12),
        auroc: null,
        calledAnomalous: 0,
      },
      crack: { count: 1, anomalous: true, meanScore: 0.9, auroc: 1, calledAnomalous: 1 },
      scratch: {
        count: 2,
        anomalous: true,
        meanScore: expect.closeTo(0.6, 12),
        auroc: 5.5 / 6,
        calledAnomalous: 0.5,
      },
    });
  });

  it('is null wherever it needs a threshold and has none', () => {
    const { f1, accuracy, threshold, confusion, byKind } = evaluate(labels, scores, { kinds });
    expect([f1, accuracy, threshold, confusion]).toEqual([null, null, null, null]);
    expect(Object.values(byKind).map(({ calledAnomalous }) => calledAnomalous)).toEqual([
      null,
      null,
      null,
    ]);
    expect(evaluate(labels, scores, { threshold: null, kinds })).toEqual(
      evaluate(labels, scores, { kinds }),
    );
  });

  it('takes 0 as a threshold like any other', () => {
    expect(evaluate(labels, scores, { threshold: 0 })).toMatchObject({
      threshold: 0,
      f1: 2 / 3,
      accuracy: 0.5,
    });
  });

  it('has a bootstrap interval of the AUROC when asked for one', () => {
    const aurocInterval = { resamples: 50, level: 0.8, seed: 3 };
    expect(evaluate(labels, scores, { aurocInterval }).aurocInterval).toEqual(
      bootstrapInterval(labels, scores, aurocInterval),
    );
    expect(evaluate(labels, scores, {}).aurocInterval).toBeNull();
  });

  it('survives JSON unchanged', () => {
    const evaluation = evaluate(labels, new Float32Array(scores), {
      kinds,
      threshold: 0,
      aurocInterval: { resamples: 10 },
    });
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });

  it('leaves labels and scores as they were', () => {
    const given = new Float32Array(scores);
    evaluate(labels, given, { kinds });
    expect([...given]).toEqual([...new Float32Array(scores)]);
  });

  it('takes any name for a kind', () => {
    const { byKind } = evaluate([0, 1], [0, 1], { kinds: ['good', '__proto__'] });
    expect(Object.keys(byKind)).toEqual(['good', '__proto__']);
  });
});

describe('the distribution of scores', () => {
  it('has no deviation where all are equal, whatever rounding makes of their sum', () => {
    // 0.1 ten times over sums to 0.9999999999999999.
    expect(scoreStatistics(Array.from({ length: 10 }, () => 0.1))).toMatchObject({
      mean: 0.1,
      standardDeviation: 0,
    });
  });

  it('has no standard deviation for a single score', () => {
    expect(scoreStatistics([2])).toEqual({
      count: 1,
      mean: 2,
      standardDeviation: NaN,
      minimum: 2,
      maximum: 2,
    });
  });

  it('counts only scores inside the range asked for, the upper edge included', () => {
    const { edges, counts } = histogram([-1, 0, 0.5, 1, 2, 3], { bins: 2, minimum: 0, maximum: 2 });
    expect([...edges]).toEqual([0, 1, 2]);
    expect([...counts]).toEqual([2, 2]);
  });

  it('goes by the edges, wherever the division rounds', () => {
    // The third edge is 3 × 0.1 = 0.30000000000000004, and NumPy's is too; 0.3 × 10 is exactly 3.
    const { counts } = histogram([0.1, 0.2, 0.3], { bins: 10, minimum: 0, maximum: 1 });
    expect([...counts]).toEqual([0, 1, 2, 0, 0, 0, 0, 0, 0, 0]);
    // 0.18 is the first inner edge; 0.18 / 0.9 × 5 is 0.9999999999999999.
    expect([...histogram([0.18], { bins: 5, minimum: 0, maximum: 0.9 }).counts]).toEqual([
      0, 1, 0, 0, 0,
    ]);
  });
});

describe('wrong input has one clear error', () => {
  const curves = {
    auroc,
    averagePrecision,
    rocCurve,
    prCurve,
    bestF1,
    bootstrapInterval,
    evaluate,
  };
  const error = (message: string, more: object = {}): unknown =>
    expect.objectContaining({
      name: 'OneClassError',
      message: expect.stringContaining(message) as string,
      ...more,
    });

  it.each(Object.entries(curves))('%s names the class that is missing', (_, metric) => {
    expect(() => metric([0, 0], [1, 2])).toThrow(
      error('All 2 images are normal (label 0)', { code: 'invalid-data' }),
    );
    expect(() => metric([1, 1], [1, 2])).toThrow(
      error('add normal ones', { code: 'invalid-data' }),
    );
  });

  it.each([
    ...Object.entries(curves),
    ['confusionMatrix', (l: number[], s: number[]) => confusionMatrix(l, s, 0)] as const,
  ])('%s refuses labels and scores that do not fit', (_, metric) => {
    expect(() => metric([0, 1, 1], [1, 2])).toThrow(error('3 labels and 2 scores'));
    expect(() => metric([], [])).toThrow(error('no scores'));
    expect(() => metric([0, 1], [1, NaN])).toThrow(error('position 1 is NaN'));
    expect(() => metric([0, 1], [-Infinity, 1])).toThrow(error('position 0 is -Infinity'));
    expect(() => metric([0, 2], [1, 2])).toThrow(
      error('position 1 is 2', { argument: 'labels', received: 2 }),
    );
  });

  it('for a threshold that is not a number', () => {
    expect(() => confusionMatrix([0, 1], [1, 2], NaN)).toThrow(
      error('Invalid threshold', { argument: 'threshold' }),
    );
  });

  it('for kinds that do not fit', () => {
    expect(() => evaluate([0, 1], [1, 2], { kinds: ['good'] })).toThrow(
      error('1 kinds for 2 images'),
    );
    const mixed = () => evaluate([0, 1], [1, 2], { kinds: ['part', 'part'] });
    expect(mixed).toThrow(
      error("'part' is normal at one position and anomalous at another (0 and 1)"),
    );
  });

  it('for a histogram without bins or with its range reversed', () => {
    for (const bins of [0, 1.5, NaN])
      expect(() => histogram([1], { bins })).toThrow(
        error('Invalid number of bins', { argument: 'bins' }),
      );
    expect(() => histogram([1], { bins: 2, minimum: 3, maximum: 1 })).toThrow(error('3 to 1'));
    expect(() => histogram([1], { bins: 2, maximum: Infinity })).toThrow(error('Invalid range'));
    expect(() => histogram([1, NaN], { bins: 2 })).toThrow(error('position 1 is NaN'));
  });

  it('for a positive class that there is not', () => {
    const positive = 'anomaly' as 'anomalous';
    expect(() => bestF1([0, 1], [0, 1], { positive })).toThrow(
      error("expected 'anomalous' or 'normal'. Received: anomaly", { argument: 'positive' }),
    );
  });

  it('and F1 is 0 where nothing is anomalous nor called so', () => {
    expect(f1Score({ truePositive: 0, falsePositive: 0, trueNegative: 4, falseNegative: 0 })).toBe(
      0,
    );
  });
});
