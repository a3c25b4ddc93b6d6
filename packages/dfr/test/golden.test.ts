import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { createRng, leadingEigenvectors, type SymmetricMatrix } from '@oneclass/core';
import { Adam, disposeLayer, placesScore, randomWeights } from '@oneclass/nn';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  checkGradients,
  near,
  pattern,
  setPatternedWeights,
  type GoldenGradient,
} from '../../../scripts/golden/pattern.ts';
import { createMoments, type Moments } from '../src/moments.ts';
import { buildNetwork, type DfrNetwork } from '../src/network.ts';
import { reconstructionLoss, scoreMap } from '../src/objective.ts';
import { regionalFeatures } from '../src/regional-features.ts';
import { standardizationOf } from '../src/standardization.ts';

interface Golden {
  readonly regional: { readonly shape: number[]; readonly values: number[] };
  readonly scale: number;
  /** Deviations of the channels, their variances shrunk by a hundredth towards the mean one. */
  readonly shrunk: number[];
  /** By share of the variance, of the covariance and of the correlation matrix. */
  readonly latentSizes: Record<string, [number, number]>;
  readonly losses: number[];
  readonly gradients: Record<string, GoldenGradient>;
  readonly maps: number[];
  readonly scores: Record<'max' | 'mean' | 'top-k', number[]>;
}

// Made by golden/dfr.py, which computes the same maps and weights by the same formula.
const golden = JSON.parse(
  readFileSync(new URL('golden/dfr.json', import.meta.url), 'utf8'),
) as Golden;
const [N, HEIGHT, WIDTH] = [3, 24, 40];
const MAPS = [
  [24, 40, 5],
  [12, 20, 7],
  [7, 9, 4],
] as const;
const CHANNELS = 16;

beforeAll(() => useBackend());

/** Inside `tf.tidy`. */
const regional = (): Tensor4D =>
  regionalFeatures(
    MAPS.map(([h, w, c], salt) =>
      tf.tidy(() =>
        tf.relu(
          tf.tensor4d(
            pattern(N * h * w * c, 200 + salt).map(
              (value, i) => Math.fround(value * ((i % c) + 1)) * 100 + 40,
            ),
            [N, h, w, c],
          ),
        ),
      ),
    ),
    [HEIGHT / 4, WIDTH / 4],
  );

const every = (values: Float32Array, step: number): Float32Array =>
  values.filter((_, i) => i % step === 0);

/** Counted in an image at a time. */
async function momentsOf(features: Tensor4D): Promise<Moments> {
  const moments = createMoments(CHANNELS);
  for (let i = 0; i < N; i++) {
    const rows = tf.tidy(
      () =>
        tf.reshape(tf.slice(features, [i, 0, 0, 0], [1, -1, -1, -1]), [-1, CHANNELS]) as Tensor2D,
    );
    await moments.add(rows).finally(() => {
      rows.dispose();
    });
  }
  return moments;
}

describe("DFR's parts give PyTorch's values", () => {
  it('regional features', () => {
    const features = tf.tidy(() => regional());
    expect(features.shape).toEqual(golden.regional.shape);
    near(every(features.dataSync<'float32'>(), 37), golden.regional.values, 1e-6);
    features.dispose();
  });

  it('scale and latent size, of features at any scale and offset', async () => {
    for (const [factor, offset] of [
      [1, 0],
      [1e6, 0],
      [1e-6, 0],
      [1, 1e4],
    ] as const) {
      const features = tf.tidy(() => tf.add(tf.mul(regional(), factor), offset)) as Tensor4D;
      const moments = await momentsOf(features);
      features.dispose();
      if (offset === 0)
        expect(
          standardizationOf(moments, 'global').deviation[3]! / (golden.scale * factor),
        ).toBeCloseTo(1, 5);
      near(
        standardizationOf(moments, 'shrunk').deviation.map((value) => value / factor),
        golden.shrunk,
        offset === 0 ? 1e-5 : 1e-3,
      );
      const { size, data } = moments.covariance();
      const { deviation } = standardizationOf(moments, 'channel');
      const correlation = {
        size,
        data: Float64Array.from(
          data,
          (value, i) => value / (deviation[Math.floor(i / size)]! * deviation[i % size]!),
        ),
      };
      for (const [share, expected] of Object.entries(golden.latentSizes)) {
        const count = async (matrix: SymmetricMatrix): Promise<number> =>
          (await leadingEigenvectors(matrix, { share: Number(share), rng: createRng(0) })).length;
        expect([await count({ size, data }), await count(correlation)]).toEqual(expected);
      }
    }
  });
});

describe('the autoencoder', () => {
  const build = (): DfrNetwork => {
    const standardization = {
      mean: new Float64Array(CHANNELS),
      deviation: new Float64Array(CHANNELS).fill(golden.scale),
    };
    const network = buildNetwork(
      { channels: CHANNELS, latentSize: 3, standardization },
      randomWeights(createRng(0).derive('weights')),
    );
    setPatternedWeights(network.autoencoder.parameters, {
      names: Object.keys(golden.gradients),
      scaled: (value, name, { size, shape, rank }) =>
        name.endsWith('gamma')
          ? value + 1
          : rank === 1
            ? value * 0.5
            : value * (3 / Math.sqrt(size / Math.max(...shape))),
    });
    return network;
  };

  it("gives PyTorch's gradients from the same weights", () => {
    const network = build();
    const { autoencoder, standardization } = network;
    const features = tf.tidy(() =>
      standardization.apply(regional(), { training: true }),
    ) as Tensor4D;
    const loss = (): Scalar =>
      reconstructionLoss(features, autoencoder.apply(features, { training: true })) as Scalar;

    expect(Object.keys(autoencoder.parameters).sort()).toEqual(
      Object.keys(golden.gradients).sort(),
    );
    const { value, grads } = tf.variableGrads(loss, Object.values(autoencoder.parameters));
    near(value.dataSync(), golden.losses.slice(0, 1), 1e-5);
    const found = Object.entries(autoencoder.parameters).map(([name, variable]) => [
      name,
      grads[variable.name]?.dataSync() as Float32Array,
    ]);
    checkGradients(Object.fromEntries(found) as Record<string, Float32Array>, {
      expected: golden.gradients,
      relative: 1e-4,
    });
    tf.dispose([value, grads]);
    disposeLayer(network.whole);
    features.dispose();
  });

  it("follows PyTorch's Adam for three steps, to its score maps and scores", () => {
    const network = build();
    const { autoencoder, standardization } = network;
    const features = tf.tidy(() =>
      standardization.apply(regional(), { training: true }),
    ) as Tensor4D;
    const adam = new Adam(autoencoder.parameters);
    const losses = Array.from({ length: 3 }, () =>
      tf.tidy(
        () =>
          adam
            .minimize(
              () => reconstructionLoss(features, autoencoder.apply(features, { training: true })),
              1e-3,
            )
            .dataSync()[0] as number,
      ),
    );
    near(losses, golden.losses, 1e-5);

    const maps = tf.tidy(() =>
      scoreMap(features, autoencoder.apply(features, { training: false }) as Tensor4D, [
        HEIGHT,
        WIDTH,
      ]),
    ) as Tensor3D;
    near(every(maps.dataSync<'float32'>(), 71), golden.maps, 1e-4);
    for (const image of ['max', 'mean', 'top-k'] as const) {
      near(
        tf.tidy(() => placesScore(maps, { image, topShare: 0.05 }).dataSync()),
        golden.scores[image],
        1e-4,
      );
    }
    tf.dispose([maps, features]);
    adam.dispose();
    disposeLayer(network.whole);
  });
});
