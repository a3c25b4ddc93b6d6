import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import type { FeatureExtractor } from '@oneclass/core';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { near, pattern } from '../../../scripts/golden/pattern.ts';
import { gridOf, placeFeatures, placeFor, placeMap, placesScore } from '../src/index.ts';

interface Golden {
  readonly features: number[];
  /** Every fifth row and seventh column. */
  readonly enlarged: number[];
  readonly smoothed: number[];
  readonly scores: Record<'max' | 'mean' | 'top-k', number[]>;
}

// Made by golden/places.py, which computes the same maps by the same formula.
const golden = JSON.parse(
  readFileSync(new URL('golden/places.json', import.meta.url), 'utf8'),
) as Golden;
const N = 2;
const GRID = [4, 6] as const;
const IMAGE = [32, 48] as const;
const MAPS = [
  [8, 12, 3],
  [4, 6, 2],
  [2, 3, 4],
  [3, 5, 2],
] as const;

beforeAll(() => useBackend());

const withLayers = (strides: readonly number[]): FeatureExtractor => ({
  id: 'patterned',
  hash: 'none',
  extract: () => Promise.resolve([]),
  dispose: () => undefined,
  layers: strides.map((stride) => ({
    name: String(stride),
    channels: 1,
    stride,
    mapSize: (height, width) => [Math.ceil(height / stride), Math.ceil(width / stride)],
  })),
});

const patternedExtractor: FeatureExtractor = {
  ...withLayers([]),
  extract: () =>
    Promise.resolve(
      MAPS.map(([h, w, c], salt) => tf.tensor4d(pattern(N * h * w * c, 300 + salt), [N, h, w, c])),
    ),
};

async function valuesOf(compute: () => tf.Tensor): Promise<Float32Array> {
  const result = tf.tidy(compute);
  const values = await result.data<'float32'>();
  result.dispose();
  return values;
}

const scores = (): Tensor3D =>
  tf.add(tf.tensor3d(pattern(N * GRID[0] * GRID[1], 400), [N, ...GRID]), 1);

/** Every fifth row and seventh column, as the golden values are. */
const sampled = (map: Tensor3D): tf.Tensor =>
  tf.stridedSlice(map, [0, 0, 0], [N, ...IMAGE], [1, 5, 7]);

describe('features of places', () => {
  it('are local means brought to the grid, as in PyTorch', async () => {
    const images = tf.zeros([N, ...IMAGE, 1]) as Tensor4D;
    const features = await placeFeatures(images, patternedExtractor, GRID);
    expect(features.shape).toEqual([N, ...GRID, 11]);
    near(await features.data(), golden.features, 1e-6);
    tf.dispose([images, features]);
  });
});

describe('the map of places', () => {
  it('is enlarged as in PyTorch', async () => {
    const map = await valuesOf(() => sampled(placeMap(scores(), { size: IMAGE, smoothing: 0 })));
    near(map, golden.enlarged, 1e-6);
  });

  it('is smoothed as in PyTorch, with mirrored borders', async () => {
    const map = await valuesOf(() => sampled(placeMap(scores(), { size: IMAGE, smoothing: 2.5 })));
    near(map, golden.smoothed, 1e-6);
  });

  it('keeps a constant, also where the Gaussian is wider than the image', async () => {
    const map = await valuesOf(() => placeMap(tf.ones([1, 2, 1]), { size: [5, 1], smoothing: 20 }));
    near(map, Array<number>(5).fill(1), 1e-6);
  });

  it.each(['max', 'mean', 'top-k'] as const)('gives the score %s', async (image) => {
    const found = await valuesOf(() => placesScore(scores(), { image, topShare: 0.17 }));
    near(found, golden.scores[image], 1e-6);
  });
});

describe('a place', () => {
  it.each([
    { strides: [8, 16], side: 224, place: 8 },
    { strides: [1, 1, 2, 4], side: 224, place: 8 },
    { strides: [4, 8, 16], side: 320, place: 8 },
    { strides: [8, 16], side: 512, place: 16 },
    { strides: [1, 2], side: 16, place: 1 },
  ])('has $place pixels with strides of $strides and images of $side', (given) => {
    const { strides, side, place } = given;
    expect(placeFor([side, side, 3], withLayers(strides))).toBe(place);
  });

  it('reaches over the border where the image is no multiple of it', () => {
    expect(gridOf([225, 224], 8)).toEqual([29, 28]);
  });
});
