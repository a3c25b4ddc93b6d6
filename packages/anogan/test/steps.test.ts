import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs';
import { createRng } from '@oneclass/core';
import { Adam, disposeLayer, randomWeights, type Layer } from '@oneclass/nn';
import { useBackend } from '@oneclass/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  checkGradients,
  near,
  pattern,
  setPatternedWeights,
  type GoldenGradient,
} from '../../../scripts/golden/pattern.ts';
import { resolveAnoganConfig } from '../src/config.ts';
import { buildNetwork, toSigned, type AnoganNetwork } from '../src/network.ts';
import { discriminatorLoss, generatorLoss } from '../src/objective.ts';
import { searchBlock, type Found } from '../src/search-block.ts';
import { lossOf } from '../src/train-encoder.ts';
import { ganStep } from '../src/train-gan.ts';

interface GoldenLoss {
  readonly loss: number;
  readonly gradients: Record<string, GoldenGradient>;
}

interface GoldenSearch {
  readonly residual: number[];
  readonly discrimination: number[];
  readonly codes: number[];
}

interface Golden {
  readonly discriminator: GoldenLoss;
  readonly generator: GoldenLoss;
  readonly encoder: GoldenLoss;
  readonly steps: Record<string, number>[];
  readonly weights: Record<string, GoldenGradient>;
  readonly after: { generated: number[]; features: number[]; logits: number[] };
  readonly search: Record<'squared' | 'absolute', [GoldenSearch, GoldenSearch]>;
  readonly encoderLosses: number[];
}

interface GoldenFile {
  readonly width: number;
  readonly latentSize: number;
  readonly learningRate: number;
  readonly beta1: number;
  readonly kappa: number;
  readonly score: { learningRate: number; lambda: number; steps: number };
  readonly grey28: Golden;
  readonly colour32: Golden;
}

// Made by golden/steps.py, which computes the same weights, images and codes by the same formula.
const golden = JSON.parse(
  readFileSync(new URL('golden/steps.json', import.meta.url), 'utf8'),
) as GoldenFile;
const { width, latentSize, learningRate, beta1, kappa } = golden;
const IMAGES = 5;
const inTraining = { training: true };
const frozen = { training: false };

describe.each([
  ['28×28, grey', [28, 28, 1], golden.grey28],
  ['32×32, colour', [32, 32, 3], golden.colour32],
] as const)('the networks for %s', (_, [height, columns, channels], expected) => {
  let network: AnoganNetwork;
  let images: Tensor4D;
  let codes: Tensor2D;

  beforeEach(async () => {
    await useBackend();
    network = buildNetwork(
      [height, columns, channels],
      resolveAnoganConfig({ width, latentSize }),
      randomWeights(createRng(0).derive('weights')),
    );
    setPatterns(network.whole);
    images = tf.tidy(() => {
      const brightness = tf.reshape(tf.div(tf.range(1, IMAGES + 1), IMAGES), [IMAGES, 1, 1, 1]);
      return tf.mul(
        brightness,
        tf.add(
          tf.tensor4d(pattern(IMAGES * height * columns * channels, 1000), [
            IMAGES,
            height,
            columns,
            channels,
          ]),
          0.5,
        ),
      );
    });
    codes = codesOf(2000);
  });
  afterEach(() => {
    disposeLayer(network.whole);
    tf.dispose([images, codes]);
  });

  const codesOf = (salt: number): Tensor2D =>
    tf.tensor2d(
      pattern(IMAGES * latentSize, salt).map((value) => 4 * value),
      [IMAGES, latentSize],
    );

  function scaled(value: number, name: string, { size, shape }: Variable): number {
    if (name.endsWith('gamma')) return 1 + 0.2 * value;
    if (name.endsWith('logit.bias')) return 0.2 * value - 0.5;
    if (/beta|bias/.test(name)) return 0.2 * value;
    return value * (3 / Math.sqrt(size / Math.max(...shape)));
  }

  function setPatterns({ parameters, buffers }: Layer): void {
    setPatternedWeights(parameters, { names: Object.keys(parameters), scaled });
    Object.entries(buffers).forEach(([name, variable], i) => {
      const drawn = pattern(variable.size, 500 + i).map((value) =>
        name.endsWith('Mean') ? 0.5 * value : 1 + value,
      );
      tf.tidy(() => {
        variable.assign(tf.tensor1d(drawn));
      });
    });
  }

  const named = (prefix: string): Record<string, Variable> =>
    Object.fromEntries(
      Object.entries(network.whole.parameters).filter(([name]) => name.startsWith(prefix)),
    );

  function check(loss: () => Tensor, { loss: value, gradients }: GoldenLoss, prefix: string): void {
    const variables = named(prefix);
    expect(Object.keys(variables)).toEqual(Object.keys(gradients));
    const found = tf.variableGrads(loss as () => Scalar, Object.values(variables));
    near(found.value.dataSync(), [value], 1e-4);
    const byName = Object.entries(variables).map(([name, variable]) => [
      name,
      found.grads[variable.name]?.dataSync() as Float32Array,
    ]);
    checkGradients(Object.fromEntries(byName) as Record<string, Float32Array>, {
      expected: gradients,
      relative: 2e-3,
    });
    tf.dispose([found.value, found.grads]);
  }

  it("give PyTorch's gradients of both losses", () => {
    const { generator, discriminator } = network;
    const real = tf.tidy(() => toSigned(images));
    check(
      () =>
        discriminatorLoss(
          discriminator.apply(real, inTraining),
          discriminator.apply(generator.apply(codes, inTraining), inTraining),
        ),
      expected.discriminator,
      'discriminator',
    );
    check(
      () => generatorLoss(discriminator.apply(generator.apply(codes, inTraining), inTraining)),
      expected.generator,
      'generator',
    );
    real.dispose();
  });

  it("take PyTorch's steps in turn, to the same weights, statistics and outputs", () => {
    const optimizers = {
      generator: new Adam(network.generator.parameters, { beta1 }),
      discriminator: new Adam(network.discriminator.parameters, { beta1 }),
    };
    for (const losses of expected.steps) {
      const found = tf.tidy(() =>
        Object.entries(ganStep(images, codes, { network, optimizers, learningRate })).map(
          ([name, value]) => [name, value.dataSync()[0] as number] as const,
        ),
      );
      expect(new Set(found.map(([name]) => name))).toEqual(new Set(Object.keys(losses)));
      for (const [name, value] of found) near([value], [losses[name] as number], 1e-3);
    }
    optimizers.generator.dispose();
    optimizers.discriminator.dispose();
    for (const [name, { norm, first }] of Object.entries(expected.weights)) {
      const values = (network.whole.parameters[name] as Variable).dataSync<'float32'>();
      // Adam moves a weight whose gradient is all but 0 by as much as any other: its direction is
      // rounding.
      expect(Math.abs(Math.hypot(...values) - norm)).toBeLessThan(
        0.05 * learningRate * Math.sqrt(values.length),
      );
      first.forEach((value, i) => {
        expect(Math.abs(value - (values[i] as number))).toBeLessThan(0.1 * learningRate);
      });
    }
    tf.tidy(() => {
      const real = toSigned(images);
      near(network.generator.apply(codes, frozen).dataSync(), expected.after.generated, 2e-3);
      near(network.features.apply(real, frozen).dataSync(), expected.after.features, 2e-3);
      near(network.discriminator.apply(real, frozen).dataSync(), expected.after.logits, 5e-3);
    });
  });

  it.each(['squared', 'absolute'] as const)(
    'search as PyTorch does, by %s errors',
    async (kind) => {
      const score = { ...resolveAnoganConfig().score, ...golden.score, residual: kind };
      const [real, starts] = tf.tidy(() => [toSigned(images), codesOf(3000)] as const);
      const looks = await searchBlock(real, starts, {
        ...{
          network,
          score,
          at: [0, score.steps],
          signal: undefined,
          onWindow: () => Promise.resolve(),
        },
        look: ({ codes, residual, discrimination }: Found) =>
          tf.concat([tf.reshape(codes, [-1]), residual, discrimination]),
      });
      looks.forEach((look, i) => {
        const values = look.dataSync<'float32'>();
        const { codes, residual, discrimination } = expected.search[kind][i] as GoldenSearch;
        near(values.subarray(0, codes.length), codes, 1e-3);
        near(values.subarray(codes.length, codes.length + IMAGES), residual, 1e-3);
        near(values.subarray(codes.length + IMAGES), discrimination, 2e-3);
      });
      tf.dispose([real, starts, looks]);
    },
  );

  it("give PyTorch's gradients of the encoder's loss, and follow its steps", () => {
    check(() => lossOf(images, network, kappa)(), expected.encoder, 'encoder');
    setPatterns(network.whole);
    const adam = new Adam((network.encoder as Layer).parameters);
    const losses = expected.encoderLosses.map(() =>
      tf.tidy(
        () => adam.minimize(lossOf(images, network, kappa), learningRate).dataSync()[0] as number,
      ),
    );
    near(losses, expected.encoderLosses, 1e-3);
    adam.dispose();
  });
});
