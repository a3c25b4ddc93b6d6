import { oneVersusRest, strokeDigits } from '@oneclass/core/datasets';
import { auroc } from '@oneclass/core/metrics';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { anogan } from '../src/index.ts';

beforeAll(() => useBackend());

describe('AnoGAN on drawn digits', () => {
  it('tells the digit that it was trained on from the others, by every search', async () => {
    const { normal, test } = oneVersusRest(
      strokeDigits({ perDigit: 100, seed: 1 }),
      strokeDigits({ perDigit: 6, seed: 2 }),
      '1',
    );
    const detector = await anogan.fit(normal, {
      width: 8,
      epochs: 40,
      batchSize: 20,
      learningRate: 1e-3,
      encoder: { epochs: 30, batchSize: 20, learningRate: 1e-3, kappa: 1 },
    });
    for (const config of [
      { steps: 100 },
      { search: 'encoder' },
      { search: 'encoder+gradient', steps: 30 },
    ]) {
      expect(
        auroc(test.labels, await detector.score(test.samples, { config })),
        JSON.stringify(config),
      ).toBeGreaterThan(0.8);
    }
    detector.dispose();
  });
});
