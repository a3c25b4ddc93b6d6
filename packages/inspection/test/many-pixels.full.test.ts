import type { LabeledDataset } from '@oneclass/core';
import { imageSet, readMasks } from '@oneclass/core/datasets';
import { evaluatePixels, pixelScores } from '@oneclass/core/metrics';
import { createInspector, evaluateInspector } from '@oneclass/inspection';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { distance } from './distance-method.ts';

beforeAll(async () => {
  await useBackend();
});

describe('figures of pixels', () => {
  it('come from a histogram beyond 10 million pixels, part by part, and say by how much they may be off', async () => {
    const side = 1024;
    const count = 18; // more than one part, and than 16.7 million pixels
    const data = Uint8Array.from(
      { length: count * side * side },
      (_, i) => (i * 2_654_435_761) >>> 25,
    );
    const mask = {
      height: side,
      width: side,
      data: new Uint8Array(side * side).fill(1, 9000, 14_000),
    };
    const many: LabeledDataset = {
      samples: imageSet({ data, sampleShape: [side, side, 1] }),
      labels: Uint8Array.from({ length: count }, (_, i) => i % 2),
      ...{
        kinds: Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 'good' : 'bad')),
        ids: Array.from({ length: count }, String),
      },
      masks: async (i) => (i % 2 === 0 ? undefined : mask),
    };
    const detector = await distance.fit(
      imageSet({ data: data.slice(0, side * side), sampleShape: [side, side, 1] }),
    );
    const own = createInspector({ detector });
    let [last, ends] = [0, 0];
    const {
      evaluation,
      scores,
      maps: kept,
    } = await evaluateInspector(own, many, {
      onProgress: (event) => {
        if (event.type === 'step-end') last = event.step;
        if (event.type === 'phase-end') ends++;
      },
    });
    expect([last, ends, kept]).toEqual([count, 1, undefined]);
    const whole = await detector.compute(many.samples, ['score', 'map']);
    expect(scores).toEqual(whole.score.data);
    const truth = evaluatePixels(pixelScores(whole.map, (await readMasks(many))!));
    const bounds = evaluation.pixelErrorBounds!;
    for (const figure of ['pixelAuroc', 'pixelAveragePrecision', 'aupro'] as const) {
      const off = Math.abs(evaluation[figure]! - truth[figure]);
      expect(off).toBeLessThanOrEqual(bounds[figure] + 1e-12);
      expect(bounds[figure]).toBeLessThan(1e-3);
    }
    expect(evaluation.pixelCounts).toEqual(truth.counts);
    own.dispose();
  });
});
