import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { Tensor4D, Variable } from '@tensorflow/tfjs';
import { createRng, type SampleShape } from '@oneclass/core';
import { Adam, disposeLayer, randomWeights, type OwnedWeights } from '@oneclass/nn';
import { useBackend } from '@oneclass/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mlpLayers } from '../src/mlp/network.ts';
import { buildNetwork, type AutoencoderNetwork } from '../src/network.ts';
import { errorScore, reconstructionLoss } from '../src/objective.ts';
import { smallConvLayers } from '../src/small-conv/network.ts';
import { BACKENDS } from './backends.ts';
import {
  checkGradients,
  near,
  pattern,
  setPatternedWeights,
  type GoldenGradient,
} from '../../../scripts/golden/pattern.ts';

interface Golden {
  readonly losses: number[];
  readonly gradients: Record<string, GoldenGradient>;
  readonly updated: Record<string, number[]>;
  readonly scores: number[];
  readonly code: number[];
}

// Made by golden/recipe_a.py, which computes the same weights and images by the same formula.
const goldens = JSON.parse(
  readFileSync(new URL('golden/recipe_a.json', import.meta.url), 'utf8'),
) as Record<'mlp' | 'smallConv', Golden>;
const weightsOf = (seed: number): OwnedWeights => randomWeights(createRng(seed).derive('weights'));
const SHAPE: SampleShape = [12, 12, 1];
const layers = {
  mlp: mlpLayers(SHAPE, { encoder: [16, 8] }),
  smallConv: smallConvLayers(SHAPE, { encoder: [3, 5] }),
};

const cases = BACKENDS.flatMap((backend) =>
  (['mlp', 'smallConv'] as const).map((form) => ({ form, backend })),
);

describe.each(cases)('training steps of $form on $backend', ({ form, backend }) => {
  const golden = goldens[form];
  let network: AutoencoderNetwork;
  let images: Tensor4D;
  let adam: Adam;

  beforeEach(async () => {
    await useBackend(backend);
    network = buildNetwork(layers[form], weightsOf(0));
    // PyTorch's first dimension is the outputs of a dense layer and of a convolution, the inputs of
    // a transposed one: our last of each.
    setPatternedWeights(network.whole.parameters, {
      names: Object.keys(golden.gradients),
      scaled: (value, _, { size, shape, rank }) =>
        rank === 1 ? value + 0.3 : value * (3 / Math.sqrt(size / (shape[rank - 1] as number))),
    });
    images = tf.tidy(() => tf.add(tf.tensor4d(pattern(6 * 144, 1000), [6, ...SHAPE]), 0.5));
    adam = new Adam(network.whole.parameters);
  });
  afterEach(() => {
    disposeLayer(network.whole);
    images.dispose();
    adam.dispose();
  });
  const loss = (): tf.Scalar =>
    reconstructionLoss(images, network.whole.apply(images, { training: true })) as tf.Scalar;

  it("gives PyTorch's codes and scores from the same weights", () => {
    near(
      tf.tidy(() => network.encoder.apply(tf.slice(images, 1, 1), { training: false }).dataSync()),
      golden.code,
      1e-5,
    );
    near(
      tf.tidy(() =>
        errorScore(images, network.whole.apply(images, { training: false }) as Tensor4D).dataSync(),
      ),
      golden.scores,
      1e-5,
    );
  });

  it("gives PyTorch's gradients, and its parameters after three steps of Adam", () => {
    expect(Object.keys(network.whole.parameters).sort()).toEqual(
      Object.keys(golden.gradients).sort(),
    );
    const { value, grads } = tf.variableGrads(loss, Object.values(network.whole.parameters));
    const found = Object.entries(network.whole.parameters).map(([name, variable]) => [
      name,
      grads[variable.name]?.dataSync() as Float32Array,
    ]);
    checkGradients(Object.fromEntries(found) as Record<string, Float32Array>, {
      expected: golden.gradients,
      relative: 1e-4,
    });
    tf.dispose([value, grads]);
    const losses = [1, 2, 3].map(() =>
      tf.tidy(() => adam.minimize(loss, 0.01).dataSync()[0] as number),
    );
    near(losses, golden.losses, 1e-5);
    for (const [name, expected] of Object.entries(golden.updated))
      near((network.whole.parameters[name] as Variable).dataSync(), expected, 1e-3);
  });
});

describe('the initial weights of recipe A', () => {
  it('are uniform between ±1/√fan in, biases too, as PyTorch draws them', async () => {
    await useBackend();
    const network = buildNetwork(mlpLayers([28, 28, 1], { encoder: [64, 32] }), weightsOf(1));
    for (const [name, fanIn] of [
      ['encoder.block1.dense', 784],
      ['decoder.block2.dense', 64],
    ] as const) {
      for (const [kind, tolerance] of [
        ['weight', 0.01],
        ['bias', 0.2],
      ] as const) {
        const values = [
          ...(network.whole.parameters[`${name}.${kind}`] as Variable).dataSync(),
        ].map((value) => value * Math.sqrt(fanIn));
        expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1 + 1e-6);
        const deviation = Math.sqrt(
          values.reduce((sum, value) => sum + value ** 2, 0) / values.length,
        );
        expect(Math.abs(deviation - 1 / Math.sqrt(3))).toBeLessThan(tolerance);
      }
    }
    disposeLayer(network.whole);
  });
});
