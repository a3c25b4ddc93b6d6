import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { Adam, disposeLayer } from '@oneclass/nn';
import { useBackend } from '@oneclass/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkGradients, near, pattern, setPatternedWeights, type GoldenGradient } from '../../nn/test/golden/pattern.ts';
import { toDataset } from '@oneclass/core';
import { resolveAutoencoderConfig } from '../src/autoencoder/config.ts';
import { buildAutoencoder, type AutoencoderNetwork } from '../src/autoencoder/network.ts';
import { reconstructionLoss } from '../src/autoencoder/objective.ts';
import { measureRange } from '../src/contrast.ts';
import { oneClassLoss, radiusOf, softBoundaryLoss, svddScore } from '../src/hypersphere/objective.ts';
import { sphereAround, type Sphere } from '../src/hypersphere/sphere.ts';

interface GoldenLoss {
  readonly loss: number;
  readonly gradients: Record<string, GoldenGradient>;
}

interface GoldenNetwork {
  readonly range: [number, number];
  readonly inputs: number[];
  readonly autoencoder: GoldenLoss;
  readonly oneClass: GoldenLoss;
  readonly softBoundary: GoldenLoss;
  readonly radius: number;
  readonly losses: number[];
  readonly scores: number[];
}

// Made by golden/training_step.py, which computes the same weights and images by the same formula.
const golden = JSON.parse(readFileSync(new URL('golden/training_step.json', import.meta.url), 'utf8')) as { nu: number; radius: number; mnist: GoldenNetwork; cifar10: GoldenNetwork };

describe.each([
  ['mnist', [28, 28, 1], golden.mnist],
  ['cifar10', [32, 32, 3], golden.cifar10],
] as const)('the network of %s', (_, [height, width, channels], expected) => {
  let network: AutoencoderNetwork;
  let images: Tensor4D;
  let inputs: Tensor4D;
  let sphere: Sphere;

  beforeEach(async () => {
    await useBackend();
    images = tf.tidy(() => tf.add(tf.tensor4d(pattern(6 * height * width * channels, 1000), [6, height, width, channels]), 0.5));
    const range = await measureRange(await toDataset(images, { method: 'test' }), {});
    near([range.minimum, range.maximum], expected.range, 1e-5);
    network = buildAutoencoder([height, width, channels], resolveAutoencoderConfig(), range);
    setPatternedWeights(network.autoencoder.parameters, {
      names: Object.keys(expected.autoencoder.gradients),
      scaled: (value, _name, { size, shape }) => value * (3 / Math.sqrt(size / Math.max(...shape))),
    });
    inputs = tf.tidy(() => network.contrast.apply(images, { training: false }) as Tensor4D);
    sphere = sphereAround(pattern(network.codeSize, 2000).map((value) => 2 * value));
  });
  afterEach(() => {
    disposeLayer(network.whole);
    disposeLayer(sphere);
    tf.dispose([images, inputs]);
  });

  const distances = (training = true): Tensor1D => sphere.apply(network.encoder.apply(inputs, { training }), { training }) as Tensor1D;

  function check(loss: () => tf.Tensor, { loss: value, gradients }: GoldenLoss, layer = network.encoder, prefix = 'encoder.'): void {
    const found = tf.variableGrads(loss as () => Scalar, Object.values(layer.parameters));
    near(found.value.dataSync(), [value], 1e-5);
    const named = Object.entries(layer.parameters).map(([name, variable]) => [`${prefix}${name}`, found.grads[variable.name]?.dataSync() as Float32Array]);
    expect(new Set(named.map(([name]) => name))).toEqual(new Set(Object.keys(gradients)));
    checkGradients(Object.fromEntries(named) as Record<string, Float32Array>, { expected: gradients, relative: 2e-3 });
    tf.dispose([found.value, found.grads]);
  }

  it('sees images as PyTorch normalises them', () => {
    near(inputs.dataSync().subarray(0, 8), expected.inputs, 1e-5);
  });

  it("gives PyTorch's gradients for the autoencoder", () => {
    check(() => reconstructionLoss(inputs, network.autoencoder.apply(inputs, { training: true })), expected.autoencoder, network.autoencoder, '');
  });

  it("gives PyTorch's gradients for both objectives", () => {
    check(() => oneClassLoss(distances()), expected.oneClass);
    check(() => softBoundaryLoss(distances(), tf.scalar(golden.radius), golden.nu), expected.softBoundary);
  });

  it("has NumPy's quantile of the distances for its radius", () => {
    near(tf.tidy(() => radiusOf(distances(), golden.nu).dataSync()), [expected.radius], 1e-5);
  });

  it("follows PyTorch's Adam over three steps, to the same scores", () => {
    const adam = new Adam(network.encoder.parameters, { weightDecay: 5e-7 });
    const losses = [1, 2, 3].map(() => tf.tidy(() => adam.minimize(() => oneClassLoss(distances()), 1e-3).dataSync()[0] as number));
    near(losses, expected.losses, 1e-3);
    near(tf.tidy(() => svddScore(distances(false), tf.scalar(0)).dataSync()), expected.scores, 5e-3);
    adam.dispose();
  });
});
