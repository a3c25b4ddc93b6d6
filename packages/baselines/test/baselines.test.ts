import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { Dataset, ProgressEvent } from '@oneclass/core';
import {
  classPositions,
  strokeDigits,
  subset,
  type ClassifiedImages,
} from '@oneclass/core/datasets';
import { auroc } from '@oneclass/core/metrics';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { isolationForest, kde, oneClassSvm, pca } from '../src/index.ts';
import { checkMatrixMemory, checkRowsMemory } from '../src/memory.ts';

let digits: ClassifiedImages;
const ones = (): Dataset => subset(digits.samples, classPositions(digits, '1'));
const labels = (): number[] =>
  [...digits.classes].map((index) => (index === digits.names.indexOf('1') ? 0 : 1));

beforeAll(async () => {
  await useBackend();
  digits = strokeDigits({ perDigit: 60, seed: 1 });
});

describe.each([pca, isolationForest, kde, oneClassSvm])('$name', (method) => {
  it('scores digits that it was not fitted on higher', async () => {
    // Components of 60 images miss what these do not vary in, so that only PCA, whose score is what
    // they miss, is at its best with them.
    const features: object = method === pca ? {} : { explainedVariance: null };
    for (const normalizeContrast of [true, false]) {
      const detector = await method.fit(ones(), { normalizeContrast, ...features });
      expect(auroc(labels(), await detector.score(digits.samples))).toBeGreaterThan(0.8);
      detector.dispose();
    }
  });

  it('suggests the natural shape, shrinking what is large', () => {
    expect(method.nearestShape([28, 28, 1])).toEqual([28, 28, 1]);
    expect(method.nearestShape([640, 640, 1])).toEqual([64, 64, 1]);
    expect(method.nearestShape([400, 100, 3])).toEqual([73, 18, 3]);
    expect(method.nearestShape([1, 50_000, 1])).toEqual([1, 14_310, 1]);
  });

  it('refuses images without contrast when it normalises that', async () => {
    const grey = tf.fill([8, 5, 5, 1], 0.3) as Tensor4D;
    await expect(method.fit(grey, { normalizeContrast: true })).rejects.toMatchObject({
      code: 'invalid-data',
      message: expect.stringContaining('all of one colour') as string,
    });
    grey.dispose();
  });

  it('says how many images it needs', async () => {
    const least = method === kde ? 5 : 2;
    await expect(
      method.fit(
        subset(
          digits.samples,
          Array.from({ length: least - 1 }, (_, i) => i),
        ),
      ),
    ).rejects.toMatchObject({
      code: 'invalid-data',
      message: expect.stringContaining(
        `received ${String(least - 1)} training images; expected ${String(least)} at least`,
      ) as string,
    });
  });
});

describe('pca', () => {
  it('refuses images that are all alike', async () => {
    const alike = tf.tensor4d(
      Array.from({ length: 36 }, (_, i) => (i % 4) / 10),
      [9, 2, 2, 1],
    );
    await expect(pca.fit(alike)).rejects.toMatchObject({
      code: 'invalid-data',
      message: expect.stringContaining('all the same') as string,
    });
    alike.dispose();
  });

  it('has a score map whose mean is the score', async () => {
    const detector = await pca.fit(ones());
    const [scores, { data, shape }] = [
      await detector.score(digits.samples),
      await detector.scoreMap(digits.samples),
    ];
    const pixels = (shape[1] as number) * (shape[2] as number);
    scores.forEach((score, i) => {
      expect(
        data.subarray(i * pixels, (i + 1) * pixels).reduce((sum, value) => sum + value, 0) / pixels,
      ).toBeCloseTo(score, 5);
    });
    detector.dispose();
  });

  it.each([false, true])(
    'reconstructs pixels, with normalised contrast: %s',
    async (normalizeContrast) => {
      const detector = await pca.fit(ones(), { normalizeContrast, explainedVariance: 0.9999 });
      const { data } = await detector.reconstruct(ones());
      const images = await pixelsOf(ones());
      expect(
        Math.sqrt(
          images.reduce((sum, value, i) => sum + (value - (data[i] as number)) ** 2, 0) /
            images.length,
        ),
      ).toBeLessThan(0.01);
      detector.dispose();
    },
  );
});

describe('isolation forest', () => {
  it('counts its trees', async () => {
    const events: ProgressEvent[] = [];
    const onProgress = (event: ProgressEvent): void => void events.push(event);
    const detector = await isolationForest.fit(ones(), { trees: 7 }, { onProgress });
    detector.dispose();
    const ofForest = events.filter(({ phase }) => phase === 'forest');
    expect(ofForest[0]).toEqual({
      ...{ type: 'phase-start', phase: 'forest', unit: 'trees', stepsPerEpoch: 7, units: 7 },
    });
    const steps = ofForest.flatMap((event) => (event.type === 'step-end' ? [event] : []));
    expect(steps.map(({ step, unit }) => [step, unit])).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((step) => [step, 'trees']),
    );
  });
});

describe('kde', () => {
  it('has nothing to choose where there is one bandwidth', async () => {
    const phases: string[] = [];
    const onProgress = (event: ProgressEvent): void => {
      if (event.type === 'phase-start') phases.push(event.phase);
    };
    const detector = await kde.fit(ones(), { bandwidths: [0.25] }, { onProgress });
    expect(detector.bandwidth).toBe(0.25);
    expect(phases).not.toContain('bandwidth');
    detector.dispose();
  });

  it('ranks images that are so far off that every kernel underflows', async () => {
    const detector = await kde.fit(ones(), {
      bandwidths: [0.001],
      normalizeContrast: false,
      explainedVariance: null,
    });
    const scores = await detector.score(digits.samples);
    expect(scores.every(Number.isFinite)).toBe(true);
    expect(auroc(labels(), scores)).toBeGreaterThan(0.9);
    detector.dispose();
  });
});

describe('one-class-svm', () => {
  it('leaves at most nu of the training images outside, and makes at least nu of them support vectors', async () => {
    for (const nu of [0.1, 0.5]) {
      const detector = await oneClassSvm.fit(ones(), { nu, gamma: 1 });
      // LIBSVM's tolerance is 1e-3
      const outside = (await detector.score(ones())).filter((score) => score > 2e-3).length;
      expect(outside).toBeLessThanOrEqual(60 * nu);
      expect(detector.state().tensors['vectors']?.shape[0]).toBeGreaterThanOrEqual(60 * nu);
      detector.dispose();
    }
  });
});

describe('isolation-forest', () => {
  it('draws another forest for another seed', async () => {
    const [first, second] = [
      await isolationForest.fit(ones(), { seed: 0 }),
      await isolationForest.fit(ones(), { seed: 1 }),
    ];
    expect(await first.score(ones())).not.toEqual(await second.score(ones()));
    first.dispose();
    second.dispose();
  });

  it('grows trees no deeper than the average one of their images, each on the training images of `subsample`', async () => {
    const detector = await isolationForest.fit(ones(), { trees: 7, subsample: 16 });
    const { 'forest.roots': roots, 'forest.features': features } = detector.state().tensors;
    expect(roots?.shape).toEqual([7]);
    expect((features?.data.length ?? 0) / 7).toBeLessThanOrEqual(2 * 16 - 1);
    detector.dispose();
  });

  it('splits by a pixel that differs, however many do not', async () => {
    const images = tf.tidy(() =>
      tf.pad(
        tf.reshape(tf.range(0, 16).div(16), [16, 1, 1, 1]),
        [
          [0, 0],
          [3, 4],
          [4, 3],
          [0, 0],
        ],
        0.5,
      ),
    ) as Tensor4D;
    const detector = await isolationForest.fit(images, {
      normalizeContrast: false,
      explainedVariance: null,
      trees: 5,
    });
    const features = detector.state().tensors['forest.features']?.data ?? [];
    expect(new Set(features)).toEqual(new Set([-1, 3 * 8 + 4]));
    detector.dispose();
    images.dispose();
  });
});

describe('memory', () => {
  it('is asked for before it is taken', () => {
    expect(() => {
      checkRowsMemory({ count: 200_000, size: 3072 }, 'kde');
    }).toThrow(
      new RegExp(
        /kde keeps all training images.*200000 of 3072 values are 2\.5 GB, /.source +
          /of 1\.0 GB at most.*fit on 81380 of them/.source,
      ),
    );
    expect(() => {
      checkRowsMemory({ count: 3, size: 1e9 }, 'kde');
    }).toThrow(/at most\. Make the images smaller\.$/);
    expect(() => {
      checkMatrixMemory({ count: 9000, size: 12_288 }, 'pca');
    }).toThrow(/pca received 9000 images of 12288 values.*8192 at most/);
    expect(() => {
      checkMatrixMemory({ count: 300, size: 196_608 }, 'pca');
    }).not.toThrow();
  });
});

async function pixelsOf(dataset: Dataset): Promise<Float32Array> {
  const pixels: number[] = [];
  for await (const batch of dataset.batches({ batchSize: 64 })) {
    pixels.push(...batch.dataSync<'float32'>());
    batch.dispose();
  }
  return Float32Array.from(pixels);
}
