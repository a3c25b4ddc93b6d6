import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import {
  Adam,
  disposeLayer,
  randomWeights,
  type Checkpoint,
  type Layer,
  type OwnedWeights,
} from '@oneclass/nn';
import { useBackend } from '@oneclass/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  checkGradients,
  near,
  pattern,
  setPatternedWeights,
  type GoldenGradient,
} from '../../../scripts/golden/pattern.ts';
import { createRng, toDataset, type FitRun } from '@oneclass/core';
import { resolveAutoencoderConfig } from '../src/autoencoder/config.ts';
import { buildAutoencoder, type AutoencoderNetwork } from '../src/autoencoder/network.ts';
import { reconstructionLoss } from '../src/autoencoder/objective.ts';
import { trainAutoencoder } from '../src/autoencoder/train-autoencoder.ts';
import { measureRange } from '../src/contrast.ts';
import { resolveDeepSvddConfig } from '../src/hypersphere/config.ts';
import { startingNetwork, withSphere } from '../src/hypersphere/network.ts';
import {
  oneClassLoss,
  radiusOf,
  softBoundaryLoss,
  svddScore,
} from '../src/hypersphere/objective.ts';
import { sphereLayer, type Sphere } from '../src/hypersphere/sphere.ts';
import { trainSphere } from '../src/hypersphere/train-sphere.ts';

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
  readonly autoencoderLosses: number[];
  readonly softBoundaryTraining: { losses: number[]; radius: number; scores: number[] };
}

// Made by golden/training_step.py, which computes the same weights and images by the same formula.
const golden = JSON.parse(
  readFileSync(new URL('golden/training_step.json', import.meta.url), 'utf8'),
) as {
  nu: number;
  radius: number;
  learningRate: number;
  weightDecay: number;
  mnist: GoldenNetwork;
  cifar10: GoldenNetwork;
};

const weights = (): OwnedWeights => randomWeights(createRng(0).derive('weights'));

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
    images = tf.tidy(() =>
      tf.add(
        tf.tensor4d(pattern(6 * height * width * channels, 1000), [6, height, width, channels]),
        0.5,
      ),
    );
    const range = await measureRange(await toDataset(images, { method: 'test' }), {});
    near([range.minimum, range.maximum], expected.range, 1e-5);
    network = buildAutoencoder([height, width, channels], resolveAutoencoderConfig(), {
      weights: weights(),
      range,
    });
    setWeights(network.autoencoder);
    inputs = tf.tidy(() => network.contrast.apply(images, { training: false }) as Tensor4D);
    const { codeSize } = network;
    const center = pattern(codeSize, 2000).map((value) => 2 * value);
    sphere = sphereLayer(weights(), { codeSize, center });
  });
  afterEach(() => {
    disposeLayer(network.whole);
    disposeLayer(sphere);
    tf.dispose([images, inputs]);
  });

  function setWeights({ parameters }: Layer): void {
    setPatternedWeights(parameters, {
      names: Object.keys(expected.autoencoder.gradients),
      scaled: (value, _name, { size, shape }) => value * (3 / Math.sqrt(size / Math.max(...shape))),
    });
  }

  /**
   * The settings of the trainings: five epochs of one batch, so that the order of the images does
   * not matter.
   */
  const training = {
    epochs: 5,
    batchSize: 6,
    milestones: [3],
    learningRate: golden.learningRate,
    weightDecay: golden.weightDecay,
  };

  /** The losses of the epochs. */
  async function lossesOf(train: (run: FitRun) => Promise<unknown>): Promise<number[]> {
    const losses: number[] = [];
    await train({
      onProgress: (event) => {
        if (event.type === 'epoch-end') losses.push(event.losses['loss'] as number);
      },
    });
    return losses;
  }

  const distances = (training = true): Tensor1D =>
    sphere.apply(network.encoder.apply(inputs, { training }), { training }) as Tensor1D;

  function check(
    loss: () => tf.Tensor,
    { loss: value, gradients }: GoldenLoss,
    layer = network.encoder,
    prefix = 'encoder.',
  ): void {
    const found = tf.variableGrads(loss as () => Scalar, Object.values(layer.parameters));
    near(found.value.dataSync(), [value], 1e-5);
    const named = Object.entries(layer.parameters).map(([name, variable]) => [
      `${prefix}${name}`,
      found.grads[variable.name]?.dataSync() as Float32Array,
    ]);
    expect(new Set(named.map(([name]) => name))).toEqual(new Set(Object.keys(gradients)));
    checkGradients(Object.fromEntries(named) as Record<string, Float32Array>, {
      expected: gradients,
      relative: 2e-3,
    });
    tf.dispose([found.value, found.grads]);
  }

  it('sees images as PyTorch normalises them', () => {
    near(inputs.dataSync().subarray(0, 8), expected.inputs, 1e-5);
  });

  it("gives PyTorch's gradients for the autoencoder", () => {
    check(
      () => reconstructionLoss(inputs, network.autoencoder.apply(inputs, { training: true })),
      expected.autoencoder,
      network.autoencoder,
      '',
    );
  });

  it("gives PyTorch's gradients for both objectives", () => {
    check(() => oneClassLoss(distances()), expected.oneClass);
    check(
      () => softBoundaryLoss(distances(), tf.scalar(golden.radius), golden.nu),
      expected.softBoundary,
    );
  });

  it("has NumPy's quantile of the distances for its radius", () => {
    near(
      tf.tidy(() => radiusOf(distances(), golden.nu).dataSync()),
      [expected.radius],
      1e-5,
    );
  });

  it("follows PyTorch's Adam over three steps, to the same scores", () => {
    const adam = new Adam(network.encoder.parameters, { weightDecay: 5e-7 });
    const losses = [1, 2, 3].map(() =>
      tf.tidy(() => adam.minimize(() => oneClassLoss(distances()), 1e-3).dataSync()[0] as number),
    );
    near(losses, expected.losses, 1e-3);
    near(
      tf.tidy(() => svddScore(distances(false), tf.scalar(0)).dataSync()),
      expected.scores,
      5e-3,
    );
    adam.dispose();
  });

  it('trains the autoencoder as PyTorch does: schedule, decay', async () => {
    const dataset = await toDataset(images, { method: 'test' });
    const range = { minimum: expected.range[0], maximum: expected.range[1] };
    // Its weights are drawn; a checkpoint can set others before the first step.
    const checkpoint: Checkpoint = {
      resume(_, parts) {
        setWeights(parts['autoencoder'] as Layer);
        return undefined;
      },
      due: () => false,
      save: () => Promise.resolve(),
    };
    const losses = await lossesOf(async (run) => {
      disposeLayer(
        (
          await trainAutoencoder(
            {
              method: 'test',
              config: resolveAutoencoderConfig(training),
              dataset,
              run,
              checkpoint,
            },
            range,
          )
        ).whole,
      );
    });
    near(losses, expected.autoencoderLosses, 2e-3);
  });

  it('trains a soft boundary as PyTorch does: warm-up, radius, schedule, decay', async () => {
    const { contrast, encoder, codeSize } = network;
    const svdd = withSphere(startingNetwork({ contrast, encoder, codeSize }), {
      weights: weights(),
      center: sphere.center.dataSync<'float32'>(),
    });
    const config = resolveDeepSvddConfig({
      ...training,
      objective: 'soft-boundary',
      nu: golden.nu,
      warmUpEpochs: 1,
    });
    const dataset = await toDataset(images, { method: 'test' });
    const { losses, radius, scores } = expected.softBoundaryTraining;
    near(
      await lossesOf((run) =>
        trainSphere(svdd, { method: 'test', config, dataset, run, checkpoint: undefined }),
      ),
      losses,
      2e-3,
    );
    near(svdd.sphere.radius.dataSync(), [radius], 2e-3);
    near(
      tf.tidy(() => svddScore(distances(false), svdd.sphere.radius).dataSync()),
      scores,
      5e-3,
    );
    disposeLayer(svdd.sphere);
  });
});
