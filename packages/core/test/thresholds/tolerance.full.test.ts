import { describe, expect, it } from 'vitest';
import { drawThresholds, SETTINGS } from './tolerance-draws.ts';

const DRAWS = 10_000;

describe('a threshold with confidence, over 10,000 draws of held-out images', () => {
  it.each(SETTINGS)(
    'keeps a rate of $falsePositiveRate in $confidence of the draws of $count images; the other ' +
      'rules do on average',
    (setting) => {
      const { tolerance, conformal, quantile } = drawThresholds(setting, DRAWS);
      const { confidence, falsePositiveRate, count } = setting;
      // Three standard errors of a share of so many draws.
      const error = 3 * Math.sqrt((confidence * (1 - confidence)) / DRAWS);
      expect(tolerance.share).toBeGreaterThan(confidence - error);
      expect(conformal.share).toBeLessThan(confidence - error);
      expect(quantile.share).toBeLessThan(confidence - error);
      const spread = 3 * Math.sqrt(falsePositiveRate / (count * DRAWS));
      expect(conformal.mean).toBeLessThan(falsePositiveRate + spread);
      expect(tolerance.mean).toBeLessThan(conformal.mean);
    },
  );
});
