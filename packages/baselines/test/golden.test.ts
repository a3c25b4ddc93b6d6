import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { toDataset } from '@oneclass/core';
import { useBackend } from '@oneclass/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fitRange, pixelsOf } from '../src/features/pixels.ts';
import { isolationForest, kde, oneClassSvm, pca } from '../src/index.ts';
import { averagePathLength } from '../src/isolation-forest/objective.ts';
import { logKernelHeight } from '../src/kde/objective.ts';
import { valuesOf } from '../src/values.ts';
import { cases, expectNear, imagesTensor, type GoldenTree } from './golden-cases.ts';

const PIXELS = { normalizeContrast: false, explainedVariance: null };
const COMPONENTS = { normalizeContrast: true, explainedVariance: 0.9 };

describe.each(['many', 'few'] as const)('with %s images', (name) => {
  const golden = cases[name];
  let images: Tensor4D;
  let others: Tensor4D;

  beforeEach(async () => {
    await useBackend();
    images = imagesTensor(golden, golden.images);
    others = imagesTensor(golden, golden.others);
  });
  afterEach(() => {
    tf.dispose([images, others]);
  });

  it("normalises contrast as NumPy does, by the training images' range", async () => {
    const dataset = await toDataset(images, { method: 'test' });
    const range = await fitRange(dataset, {});
    expectNear([range.minimum, range.maximum], golden.range, 1e-5);
    expectNear(await valuesOf(() => pixelsOf(others, range)), golden.normalized.flat(), 1e-6);
  });

  it.each(golden.principal.pixels)(
    "PCA has scikit-learn's number of components, codes and errors for the share $share",
    async ({ share, components, codes, errors }) => {
      const detector = await pca.fit(images, { explainedVariance: share });
      const found = await detector.encode(others);
      expect(found.shape).toEqual([8, components]);
      // of components with nearly the same variance
      expectNear(found.data, signedAs(codes, found.data), 2e-4);
      expectNear(await detector.score(others), errors, 1e-7);
      detector.dispose();
    },
  );

  it("PCA of normalised contrast has scikit-learn's codes and errors", async () => {
    const { components, codes, errors } = golden.principal.contrast;
    const detector = await pca.fit(images, COMPONENTS);
    const found = await detector.encode(others);
    expect(found.shape).toEqual([8, components]);
    expectNear(found.data, signedAs(codes, found.data), 2e-4);
    expectNear(await detector.score(others), errors, 1e-6);
    detector.dispose();
  });

  it.each([
    ...golden.oneClassSvm.pixels.map((svm) => ({ svm, features: PIXELS, of: 'pixels' })),
    { svm: golden.oneClassSvm.components, features: COMPONENTS, of: 'components' },
  ])(
    "the one-class SVM of $of has scikit-learn's support vectors and decision values " +
      'for nu $svm.nu',
    async ({ svm, features }) => {
      const detector = await oneClassSvm.fit(images, { ...features, nu: svm.nu, gamma: svm.gamma });
      expect(Math.abs(detector.gamma - svm.gammaUsed)).toBeLessThan(1e-5 * svm.gammaUsed);
      expect(detector.state().tensors['vectors']?.shape[0]).toBe(svm.vectors);
      // both stop at a tolerance of 1e-3
      expectNear(await detector.score(others), svm.scores, 1e-3);
      detector.dispose();
    },
  );

  it.each([
    { density: golden.kde.pixels, features: PIXELS, of: 'pixels' },
    { density: golden.kde.components, features: COMPONENTS, of: 'components' },
  ])(
    "the KDE of $of chooses scikit-learn's bandwidth and has its log-densities",
    async ({ density, features }) => {
      const { bandwidths, bandwidth, dimensions, logDensities } = density;
      const detector = await kde.fit(images, { ...features, bandwidths });
      expect(detector.bandwidth).toBe(Math.fround(bandwidth));
      const height = logKernelHeight(dimensions, bandwidth);
      const found = Array.from(await detector.score(others), (score) => height - score);
      const errors = found.map(
        (value, i) =>
          Math.abs(value - (logDensities[i] as number)) /
          Math.abs(height - (logDensities[i] as number)),
      );
      expect(Math.max(...errors)).toBeLessThan(1e-5);
      detector.dispose();
    },
  );

  it("the isolation forest gives scikit-learn's trees scikit-learn's scores", async () => {
    const { subsample, trees, scores } = golden.isolationForest;
    const config = { ...isolationForest.defaults, ...PIXELS };
    const detector = isolationForest.restore({
      method: 'isolation-forest',
      config,
      sampleShape: golden.shape,
      tensors: forestTensors(trees, subsample),
    });
    expectNear(await detector.score(others), scores, 1e-6);
    detector.dispose();
  });

  it("the isolation forest's own trees score as scikit-learn's do on average", async () => {
    const { subsample, mean, deviation } = golden.isolationForest.of40;
    const seeds = Array.from({ length: 40 }, (_, seed) => seed);
    const sums = new Float64Array(8);
    for (const seed of seeds) {
      const detector = await isolationForest.fit(images, { ...PIXELS, subsample, seed });
      (await detector.score(others)).forEach(
        (score, i) => (sums[i] = (sums[i] as number) + score / seeds.length),
      );
      detector.dispose();
    }
    // Four standard errors of a difference of two means.
    const apart = [...sums].map(
      (sum, i) =>
        Math.abs(sum - (mean[i] as number)) /
        ((deviation[i] as number) * Math.sqrt(2 / seeds.length)),
    );
    expect(Math.max(...apart)).toBeLessThan(4);
  });
});

/** A component's sign is arbitrary: that of the first image's code. */
function signedAs(codes: readonly (readonly number[])[], found: Float32Array): number[] {
  return codes.flatMap((code) =>
    code.map((value, k) =>
      Math.sign(codes[0]?.[k] as number) === Math.sign(found[k] as number) ? value : -value,
    ),
  );
}

function forestTensors(
  trees: readonly GoldenTree[],
  subsample: number,
): Record<string, { shape: number[]; data: Float32Array }> {
  const [roots, features, values, rights]: number[][] = [[], [], [], []];
  for (const tree of trees) {
    const root = features?.length ?? 0;
    roots?.push(root);
    tree.features.forEach((feature, node) => {
      features?.push(feature);
      values?.push(
        feature < 0
          ? (tree.depths[node] as number) + averagePathLength(tree.samples[node] as number)
          : (tree.thresholds[node] as number),
      );
      rights?.push(feature < 0 ? 0 : root + (tree.rights[node] as number));
    });
  }
  const tensor = (list: number[] = []): { shape: number[]; data: Float32Array } => ({
    shape: [list.length],
    data: Float32Array.from(list),
  });
  return {
    'forest.subsample': tensor([subsample]),
    'forest.roots': tensor(roots),
    'forest.features': tensor(features),
    'forest.values': tensor(values),
    'forest.rights': tensor(rights),
  };
}
