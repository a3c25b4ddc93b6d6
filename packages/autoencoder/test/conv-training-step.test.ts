import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { Tensor4D, Variable } from '@tensorflow/tfjs';
import { createRng } from '@oneclass/core';
import { Adam, disposeLayer, randomWeights } from '@oneclass/nn';
import { useBackend } from '@oneclass/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveConvConfig } from '../src/conv/config.ts';
import { convLayers } from '../src/conv/network.ts';
import { buildNetwork, type AutoencoderNetwork } from '../src/network.ts';
import { errorScore, reconstructionLoss } from '../src/objective.ts';
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
  readonly running: Record<string, { mean: number[]; variance: number[] }>;
  readonly scoresAfterThreeSteps: number[];
}

// Made by golden/training_step.py, which computes the same weights and images by the same formula.
const golden = JSON.parse(
  readFileSync(new URL('golden/training_step.json', import.meta.url), 'utf8'),
) as Golden;

describe.each(BACKENDS)('training steps of the convolutional autoencoder on %s', (backend) => {
  let network: AutoencoderNetwork;
  let images: Tensor4D;
  let adam: Adam;

  beforeEach(async () => {
    await useBackend(backend);
    const config = resolveConvConfig();
    network = buildNetwork(
      convLayers([32, 32, 1], config),
      randomWeights(createRng(config.seed).derive('weights')),
    );
    setPatternedWeights(network.whole.parameters, {
      names: Object.keys(golden.gradients),
      scaled: (value, name, { size, shape, rank }) =>
        name.endsWith('gamma')
          ? value + 1
          : rank === 1
            ? value * 0.5
            : value * (3 / Math.sqrt(size / Math.max(...shape))),
    });
    images = tf.tidy(() => tf.add(tf.tensor4d(pattern(8 * 32 * 32, 1000), [8, 32, 32, 1]), 0.5));
    adam = new Adam(network.whole.parameters, { weightDecay: config.weightDecay });
  });
  afterEach(() => {
    disposeLayer(network.whole);
    images.dispose();
    adam.dispose();
  });
  const loss = (): tf.Scalar =>
    reconstructionLoss(images, network.whole.apply(images, { training: true })) as tf.Scalar;

  it("gives PyTorch's gradients from the same weights", () => {
    expect(Object.keys(network.whole.parameters).sort()).toEqual(
      Object.keys(golden.gradients).sort(),
    );
    const { value, grads } = tf.variableGrads(loss, Object.values(network.whole.parameters));
    near(value.dataSync(), golden.losses.slice(0, 1), 1e-5);
    const found = Object.entries(network.whole.parameters).map(([name, variable]) => [
      name,
      grads[variable.name]?.dataSync() as Float32Array,
    ]);
    checkGradients(Object.fromEntries(found) as Record<string, Float32Array>, {
      expected: golden.gradients,
      relative: 2e-3,
    });
    tf.dispose([value, grads]);
  });

  it.runIf(backend === 'wasm')(
    "follows PyTorch's Adam, running statistics and scores over three steps",
    () => {
      const losses: number[] = [];
      for (let step = 0; step < 3; step++) {
        losses.push(tf.tidy(() => adam.minimize(loss, 1e-3).dataSync()[0] as number));
        if (step > 0) continue;
        for (const [name, expected] of Object.entries(golden.updated))
          near((network.whole.parameters[name] as Variable).dataSync(), expected, 2e-3);
        for (const [block, { mean, variance }] of Object.entries(golden.running)) {
          near(
            (network.whole.buffers[`${block}.norm.runningMean`] as Variable).dataSync(),
            mean,
            1e-4,
          );
          near(
            (network.whole.buffers[`${block}.norm.runningVariance`] as Variable).dataSync(),
            variance,
            1e-4,
          );
        }
      }
      near(losses, golden.losses, 1e-3);
      const scores = tf.tidy(() =>
        errorScore(images, network.whole.apply(images, { training: false }) as Tensor4D).dataSync(),
      );
      near(scores, golden.scoresAfterThreeSteps, 5e-3);
    },
  );
});
